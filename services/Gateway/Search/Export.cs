using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Platform.Gateway.Records;

namespace Platform.Gateway.Search;

/// <summary>Everything that a search finds as a file, written while it is read: 500 documents are held at a time.</summary>
internal static class Export
{
    private const string Header =
        "id,title,subtitle,authors,published_at,modified_at,language,publisher,canonical_url,description,tags,countries,organizations,source,name,media_type,size,word_count,content_hash,stored_at\r\n";

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public static IResult RespondAsync([AsParameters] SearchQuery query, SearchReader search, RecordsReader records, IOptions<JsonOptions> json, CancellationToken cancellation, string format = "jsonl")
    {
        if (query.Problem() is { } problem)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        return format switch
        {
            "jsonl" => TypedResults.Stream(body => JsonLinesAsync(body, search.AllAsync(query, cancellation), records, json.Value.SerializerOptions, cancellation), "application/jsonl", "documents.jsonl"),
            "csv" => TypedResults.Stream(body => CsvAsync(body, search.AllAsync(query, cancellation), records, cancellation), "text/csv; charset=utf-8", "documents.csv"),
            "parquet" => TypedResults.Stream(body => ParquetDocuments.WriteAsync(body, search.AllAsync(query, cancellation), records, cancellation), "application/vnd.apache.parquet", "documents.parquet"),
            _ => TypedResults.Problem("format must be jsonl, csv or parquet.", statusCode: StatusCodes.Status400BadRequest),
        };
    }

    private static async Task JsonLinesAsync(
        Stream body, IAsyncEnumerable<IReadOnlyList<Guid>> found, RecordsReader records, JsonSerializerOptions json, CancellationToken cancellation)
    {
        await foreach (var ids in found)
        {
            foreach (var document in await records.FindAsync(ids, cancellation))
            {
                await JsonSerializer.SerializeAsync(body, DocumentRecord.Of(document), json, cancellation);
                await body.WriteAsync(NewLine, cancellation);
            }
        }
    }

    private static async Task CsvAsync(Stream body, IAsyncEnumerable<IReadOnlyList<Guid>> found, RecordsReader records, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await writer.WriteAsync(Header);
        await foreach (var ids in found)
        {
            foreach (var document in await records.FindAsync(ids, cancellation))
            {
                await writer.WriteAsync(Line(document));
            }
        }
    }

    private static string Line(StoredDocument document)
    {
        var parsed = document.Parsed;
        string?[] cells =
        [
            document.DocumentId.ToString(), parsed.Title, parsed.Subtitle, List(parsed.Authors), parsed.PublishedAt, parsed.ModifiedAt, parsed.Language, parsed.Publisher, parsed.CanonicalUrl,
            parsed.Description, List(parsed.Tags), Mentioned("country"), Mentioned("organization"), document.Source, document.Name, parsed.MediaType,
            document.Size.ToString(CultureInfo.InvariantCulture), parsed.WordCount.ToString(CultureInfo.InvariantCulture), document.ContentHash,
            document.StoredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ];
        return string.Join(',', cells.Select(Cell)) + "\r\n";

        string Mentioned(string kind) => List(parsed.Mentions.Where(mention => mention.Kind == kind).Select(mention => mention.Code).Distinct(StringComparer.Ordinal));
    }

    private static string List(IEnumerable<string> values) => string.Join("; ", values);

    // RFC 4180; what a spreadsheet would take for a formula gets an apostrophe in front, as in receipts.
    private static string Cell(string? text)
    {
        var safe = text is [('=' or '+' or '-' or '@' or '\t' or '\r'), ..] ? "'" + text : text ?? "";
        return safe.AsSpan().ContainsAny(",\"\r\n") || safe is [' ', ..] or [.., ' '] ? "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : safe;
    }
}
