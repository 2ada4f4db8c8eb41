using System.Text.Json;
using Npgsql;
using Platform.Contracts;

namespace Platform.Gateway.Dashboard;

/// <summary>Reads what the pages show of the ledger and the library; each page asks for as much as it shows and no more.</summary>
public sealed class PageReader(NpgsqlDataSource database)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The books at this moment.</summary>
    public async Task<BooksState> BooksAsync(CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("SELECT state, count(*) FROM acquisition.arrivals GROUP BY state");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            counts[row.GetString(0)] = row.GetInt64(1);
        }

        return new BooksState(
            counts.Values.Sum(), Of("waiting"), Of("in_flight"), Of("stored"), Of("duplicate"), Of("rejected"), Of("failed"));

        long Of(string state) => counts.GetValueOrDefault(state);
    }

    /// <summary>The newest documents, newest first.</summary>
    public Task<List<NewestDocument>> NewestAsync(int limit, CancellationToken cancellation) => ListAsync(
        """
        SELECT document_id, title, name, source, language, published_at, stored_at
        FROM library.records ORDER BY stored_at DESC, document_id DESC LIMIT $1
        """,
        limit,
        row => new NewestDocument(
            row.GetGuid(0), Text(row, 1), row.GetString(2), row.GetString(3), Text(row, 4), Text(row, 5), row.GetFieldValue<DateTimeOffset>(6)),
        cancellation);

    /// <summary>The newest rejections and failures, newest first.</summary>
    public Task<List<Refusal>> RefusalsAsync(int limit, CancellationToken cancellation) => ListAsync(
        """
        SELECT arrival_id, outcome, name, reason_code, reason, reason_stage, settled_at
        FROM library.outcomes WHERE outcome IN ('rejected', 'failed') ORDER BY settled_at DESC, arrival_id DESC LIMIT $1
        """,
        limit,
        row => new Refusal(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            new Reason { Code = row.GetString(3), Message = row.GetString(4), Stage = row.GetString(5) },
            row.GetFieldValue<DateTimeOffset>(6)),
        cancellation);

    /// <summary>One document; null where there is none of that id.</summary>
    public async Task<StoredDocument?> FindAsync(Guid id, CancellationToken cancellation)
    {
        var found = await ListAsync(
            """
            SELECT document_id, name, source, size, content_hash, stored_at, media_type, charset, title, authors, published_at, modified_at, language,
                publisher, canonical_url, description, blocks, evidence, removed, warnings, word_count, parser_version
            FROM library.records WHERE document_id = $1
            """,
            id,
            row => new StoredDocument(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), Parsed(row)),
            cancellation);
        return found.SingleOrDefault();
    }

    private static ParsedDocument Parsed(NpgsqlDataReader row) => new()
    {
        MediaType = row.GetString(6),
        Charset = Text(row, 7),
        Title = Text(row, 8),
        Authors = row.GetFieldValue<string[]>(9),
        PublishedAt = Text(row, 10),
        ModifiedAt = Text(row, 11),
        Language = Text(row, 12),
        Publisher = Text(row, 13),
        CanonicalUrl = Text(row, 14),
        Description = Text(row, 15),
        Blocks = Json<Block>(row, 16),
        Evidence = Json<Evidence>(row, 17),
        Removed = Json<Removed>(row, 18),
        Warnings = row.GetFieldValue<string[]>(19),
        WordCount = row.GetInt32(20),
        ParserVersion = row.GetString(21),
    };

    private async Task<List<T>> ListAsync<T>(string sql, object parameter, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var list = new List<T>();
        while (await row.ReadAsync(cancellation))
        {
            list.Add(read(row));
        }

        return list;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static List<T> Json<T>(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : JsonSerializer.Deserialize<List<T>>(row.GetString(column), SnakeCase) ?? [];
}
