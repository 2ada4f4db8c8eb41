using Parquet;
using Parquet.Schema;
using Platform.Gateway.Records;

namespace Platform.Gateway.Search;

/// <summary>
/// Documents as Apache Parquet: a row a document, lists as lists, written row group by row group to a stream that only goes forward. A row group holds 2,000 documents at most, or
/// 16 million characters of text and the document that passes them, so that much is held in memory and no more.
/// </summary>
internal static class ParquetDocuments
{
    private const int MostRows = 2000;
    private const int MostCharacters = 16_000_000;

    private static readonly Column[] Columns =
    [
        Text("id", false, document => document.DocumentId.ToString()),
        Text("arrival_id", false, document => document.ArrivalId.ToString()),
        Text("location", true, document => document.Location),
        Number("revision", document => document.Revision),
        Text("source", false, document => document.Source),
        List("source_tags", document => document.SourceTags),
        Text("name", false, document => document.Name),
        Number("size", document => document.Size),
        Text("content_hash", false, document => document.ContentHash),
        Time("stored_at", document => document.StoredAt),
        Text("media_type", false, document => document.Parsed.MediaType),
        Text("charset", true, document => document.Parsed.Charset),
        Text("title", true, document => document.Parsed.Title),
        Text("subtitle", true, document => document.Parsed.Subtitle),
        List("authors", document => document.Parsed.Authors),
        Text("published_at", true, document => document.Parsed.PublishedAt),
        Text("modified_at", true, document => document.Parsed.ModifiedAt),
        Text("language", true, document => document.Parsed.Language),
        Text("publisher", true, document => document.Parsed.Publisher),
        Text("canonical_url", true, document => document.Parsed.CanonicalUrl),
        Text("description", true, document => document.Parsed.Description),
        List("tags", document => document.Parsed.Tags),
        List("countries", document => Mentioned(document, "country")),
        List("organizations", document => Mentioned(document, "organization")),
        List("links", document => [.. document.Parsed.Links.Select(link => link.Url)]),
        Text("text", false, document => document.Parsed.Text),
        Number("word_count", document => document.Parsed.WordCount),
        Number("partial", document => document.Parsed.Partial),
        List("warnings", document => document.Parsed.Warnings),
        Text("parser_version", false, document => document.Parsed.ParserVersion),
    ];

    private static readonly ParquetSchema Schema = new(Columns.Select(column => column.Field).ToArray());

    /// <summary>Writes all of them.</summary>
    public static async Task WriteAsync(Stream body, IAsyncEnumerable<IReadOnlyList<Guid>> found, RecordsReader records, CancellationToken cancellation)
    {
        await using var forward = new ForwardStream(body);
        await using var writer = await ParquetWriter.CreateAsync(Schema, forward, new ParquetOptions { CompressionMethod = CompressionMethod.Zstd }, append: false, cancellation);
        var group = new List<StoredDocument>();
        var characters = 0L;
        await foreach (var ids in found)
        {
            foreach (var document in await records.FindAsync(ids, cancellation))
            {
                group.Add(document);
                characters += document.Parsed.Blocks.Sum(block => (long)block.Text.Length);
                if (group.Count == MostRows || characters >= MostCharacters)
                {
                    await WriteAsync(writer, group);
                    group.Clear();
                    characters = 0;
                }
            }
        }

        if (group.Count > 0)
        {
            await WriteAsync(writer, group);
        }
    }

    private static async Task WriteAsync(ParquetWriter writer, List<StoredDocument> documents)
    {
        using var group = writer.CreateRowGroup();
        foreach (var column in Columns)
        {
            await column.WriteAsync(group, documents);
        }
    }

    private static string[] Mentioned(StoredDocument document, string kind) =>
        [.. document.Parsed.Mentions.Where(mention => mention.Kind == kind).Select(mention => mention.Code).Distinct(StringComparer.Ordinal)];

    private static Column Text(string name, bool nullable, Func<StoredDocument, string?> value)
    {
        var field = new DataField(name, typeof(string), nullable);
        return new Column(field, (group, documents) => group.WriteAsync(field, documents.ConvertAll(document => value(document)!)));
    }

    private static Column Number<T>(string name, Func<StoredDocument, T> value)
        where T : struct
    {
        var field = new DataField(name, typeof(T), isNullable: false);
        return new Column(field, (group, documents) => group.WriteAsync<T>(field, documents.Select(value).ToArray()));
    }

    private static Column Time(string name, Func<StoredDocument, DateTimeOffset> value)
    {
        var field = new DateTimeDataField(name, DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true);
        return new Column(field, (group, documents) => group.WriteAsync<DateTime>(field, documents.Select(document => value(document).UtcDateTime).ToArray()));
    }

    /// <summary>Levels as the format has them: 3 for a value, 1 for a list without one; repetition 0 where a row begins.</summary>
    private static Column List(string name, Func<StoredDocument, IReadOnlyList<string>> values)
    {
        var element = new DataField("element", typeof(string), isNullable: true);
        return new Column(new ListField(name, element), (group, documents) =>
        {
            var (all, defined, repeated) = (new List<ReadOnlyMemory<char>>(), new List<int>(), new List<int>());
            foreach (var document in documents)
            {
                var list = values(document);
                all.AddRange(list.Select(value => value.AsMemory()));
                defined.AddRange(list.Count == 0 ? [1] : Enumerable.Repeat(3, list.Count));
                repeated.AddRange(Enumerable.Range(0, Math.Max(1, list.Count)).Select(place => place == 0 ? 0 : 1));
            }

            return group.WriteAllPartsAsync<ReadOnlyMemory<char>>(element, all.ToArray(), (ReadOnlyMemory<int>)defined.ToArray(), (ReadOnlyMemory<int>)repeated.ToArray(), CancellationToken.None);
        });
    }

    private sealed record Column(Field Field, Func<ParquetRowGroupWriter, List<StoredDocument>, Task> WriteAsync);
}
