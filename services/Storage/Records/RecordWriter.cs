using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Storage.Records;

/// <summary>Writes records of new documents, many at once.</summary>
internal static class RecordWriter
{
    private static readonly Column[] Columns =
    [
        Of("document_id", NpgsqlDbType.Uuid, row => row.DocumentId),
        Of("location", NpgsqlDbType.Text, row => row.Location),
        Of("revision", NpgsqlDbType.Integer, row => row.Revision),
        Of("arrival_id", NpgsqlDbType.Uuid, row => row.ArrivalId),
        Of("content_hash", NpgsqlDbType.Text, row => row.ContentHash),
        Of("source", NpgsqlDbType.Text, row => row.Source),
        Of("name", NpgsqlDbType.Text, row => row.Name),
        Of("size", NpgsqlDbType.Bigint, row => row.Size),
        Of("media_type", NpgsqlDbType.Text, row => row.MediaType),
        Of("charset", NpgsqlDbType.Text, row => row.Charset),
        Of("title", NpgsqlDbType.Text, row => row.Title),
        Of("subtitle", NpgsqlDbType.Text, row => row.Subtitle),
        Of("authors", NpgsqlDbType.Array | NpgsqlDbType.Text, row => row.Authors),
        Of("published_at", NpgsqlDbType.Text, row => row.PublishedAt),
        Of("modified_at", NpgsqlDbType.Text, row => row.ModifiedAt),
        Of("language", NpgsqlDbType.Text, row => row.Language),
        Of("publisher", NpgsqlDbType.Text, row => row.Publisher),
        Of("canonical_url", NpgsqlDbType.Text, row => row.CanonicalUrl),
        Of("description", NpgsqlDbType.Text, row => row.Description),
        Of("tags", NpgsqlDbType.Array | NpgsqlDbType.Text, row => row.Tags),
        Of("text", NpgsqlDbType.Text, row => row.Text),
        Of("blocks", NpgsqlDbType.Jsonb, row => row.Blocks),
        Of("evidence", NpgsqlDbType.Jsonb, row => row.Evidence),
        Of("removed", NpgsqlDbType.Jsonb, row => row.Removed),
        Of("quotations", NpgsqlDbType.Jsonb, row => row.Quotations),
        Of("mentions", NpgsqlDbType.Jsonb, row => row.Mentions),
        Of("links", NpgsqlDbType.Jsonb, row => row.Links),
        Of("partial", NpgsqlDbType.Boolean, row => row.Partial),
        Of("warnings", NpgsqlDbType.Array | NpgsqlDbType.Text, row => row.Warnings),
        Of("word_count", NpgsqlDbType.Integer, row => row.WordCount),
        Of("parser_version", NpgsqlDbType.Text, row => row.ParserVersion),
        Of("source_tags", NpgsqlDbType.Array | NpgsqlDbType.Text, row => row.SourceTags),
        Of("expected_language", NpgsqlDbType.Text, row => row.ExpectedLanguage),
        Of("given", NpgsqlDbType.Jsonb, row => row.Given),
        Of("stored_at", NpgsqlDbType.TimestampTz, row => row.StoredAt),
    ];

    private static readonly string Copy = $"COPY library.records ({string.Join(", ", Columns.Select(column => column.Name))}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Writes records of documents that are not in the library. COPY takes them as they come, without a plan, arrays and their copies.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="rows">In the order of their hashes, so that two writers never wait for each other in a circle.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="PostgresException">A unique violation: another writer was faster.</exception>
    public static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<RecordRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancellation);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            foreach (var column in Columns)
            {
                await column.WriteAsync(copy, row, cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    /// <summary>The documents that hold contents of the records already. Locked, so that none is deleted while something becomes a duplicate of it: one of the two is first.</summary>
    public static async Task<Dictionary<string, Guid>> HoldersAsync(LibraryContext context, List<RecordRow> rows, CancellationToken cancellation)
    {
        var hashes = rows.Select(row => row.ContentHash).Distinct(StringComparer.Ordinal).ToArray();
        return hashes.Length == 0 ? [] : await context.Database.SqlQuery<Holder>(
            $"""SELECT content_hash AS "ContentHash", document_id AS "DocumentId" FROM library.records WHERE content_hash = ANY ({hashes}) ORDER BY content_hash FOR KEY SHARE""")
            .ToDictionaryAsync(holder => holder.ContentHash, holder => holder.DocumentId, StringComparer.Ordinal, cancellation);
    }

    private static Column Of<T>(string name, NpgsqlDbType type, Func<RecordRow, T> value) => new(
        name, (copy, row, cancellation) => value(row) is { } known ? copy.WriteAsync(known, type, cancellation) : copy.WriteNullAsync(cancellation));

    private sealed record Column(string Name, Func<NpgsqlBinaryImporter, RecordRow, CancellationToken, Task> WriteAsync);

    private sealed record Holder(string ContentHash, Guid DocumentId);
}
