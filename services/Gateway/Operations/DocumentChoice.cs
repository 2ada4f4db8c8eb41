using Npgsql;
using NpgsqlTypes;
using Platform.Gateway.Records;
using Platform.Gateway.Search;

namespace Platform.Gateway.Operations;

/// <summary>Finds the documents of an operation: in the records, and in the search index where the filter asks what that alone knows.</summary>
public sealed class DocumentChoice(NpgsqlDataSource database)
{
    /// <summary>Most documents of one operation.</summary>
    public const int Most = 1_000_000;

    private const int Sampled = 10;
    private const int Seconds = 120;

    /// <summary>How many there are, at most <see cref="Most"/>, and the newest of them.</summary>
    public async Task<(long Count, List<DocumentSummary> Sample)> PreviewAsync(ReparseFilter filter, CancellationToken cancellation)
    {
        var (sql, found) = Found(filter);
        await using var count = sql.Command(database, $"SELECT count(*) FROM (SELECT {found} LIMIT {Most}) AS found", Seconds);
        var total = (long)(await count.ExecuteScalarAsync(cancellation))!;
        (sql, found) = Found(filter);
        await using var first = sql.Command(database, $"""
            SELECT r.document_id, r.arrival_id, r.title, r.authors, r.name, r.source, r.language, r.published_at, r.media_type, r.size, r.content_hash, r.stored_at
            {found} ORDER BY r.stored_at DESC, r.document_id DESC LIMIT {Sampled}
            """, Seconds);
        await using var row = await first.ExecuteReaderAsync(cancellation);
        var sample = new List<DocumentSummary>();
        while (await row.ReadAsync(cancellation))
        {
            sample.Add(RecordsReader.Summary(row));
        }

        return (total, sample);
    }

    /// <summary>Writes them, as they are in one moment: 32 bytes for each, its id and that of its arrival, big-endian.</summary>
    /// <returns>How many.</returns>
    public async Task<int> WriteAsync(ReparseFilter filter, Stream list, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(list);
        var (sql, found) = Found(filter);
        await using var command = sql.Command(database, $"SELECT r.document_id, r.arrival_id {found} LIMIT {Most}", Seconds);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var item = new byte[32];
        var count = 0;
        for (; await row.ReadAsync(cancellation); count++)
        {
            row.GetGuid(0).TryWriteBytes(item, bigEndian: true, out _);
            row.GetGuid(1).TryWriteBytes(item.AsSpan(16), bigEndian: true, out _);
            await list.WriteAsync(item, cancellation);
        }

        return count;
    }

    private static (SearchSql Sql, string Found) Found(ReparseFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var sql = new SearchSql(filter.Search);
        var from = "FROM library.records AS r";
        var conditions = new List<string>();
        if (!filter.Search.IsEmpty)
        {
            from += " JOIN library.search AS s USING (document_id)";
            conditions.Add(sql.Condition);
        }

        if (filter.Batch is not null)
        {
            from += " JOIN acquisition.arrivals AS a ON a.id = r.arrival_id";
            conditions.Add($"a.batch_id = {sql.Add(Guid.Parse(filter.Batch), NpgsqlDbType.Uuid)}");
        }

        if (filter.Id.Length > 0)
        {
            conditions.Add($"r.document_id = ANY ({sql.Add(filter.Id.Select(Guid.Parse).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid)})");
        }

        if (filter.ParserVersion.Length > 0)
        {
            conditions.Add($"r.parser_version = ANY ({sql.Add(filter.ParserVersion, NpgsqlDbType.Array | NpgsqlDbType.Text)})");
        }

        if (filter.ParserBefore is not null)
        {
            var before = sql.Add(filter.ParserBefore, NpgsqlDbType.Text);
            conditions.Add($"CASE WHEN r.parser_version ~ '^[0-9]{{1,6}}([.][0-9]{{1,6}})*$' THEN string_to_array(r.parser_version, '.')::int[] < string_to_array({before}, '.')::int[] ELSE true END");
        }

        if (filter.Format is not null)
        {
            conditions.Add($"lower(r.name) LIKE '%.' || {sql.Add(Escaped(filter.Format), NpgsqlDbType.Text)}");
        }

        return (sql, conditions.Count == 0 ? from : $"{from} WHERE {string.Join(" AND ", conditions)}");
    }

    private static string Escaped(string format) => format.TrimStart('.').ToLowerInvariant()
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
