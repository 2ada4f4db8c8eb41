using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Gateway.Records;

/// <summary>Reads the records and the outcomes; each caller asks for as much as it shows and no more.</summary>
public sealed class RecordsReader(NpgsqlDataSource database)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Documents, newest first, those behind <paramref name="before"/> or from the newest on.</summary>
    public Task<List<DocumentSummary>> NewestAsync(int limit, DocumentCursor? before, CancellationToken cancellation) => ListAsync(
        """
        SELECT document_id, arrival_id, title, authors, name, source, language, published_at, media_type, size, content_hash, stored_at
        FROM library.records
        WHERE (stored_at, document_id) < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        ORDER BY stored_at DESC, document_id DESC LIMIT $1
        """,
        Summary,
        cancellation,
        Parameter(limit),
        Parameter<DateTime?>(before?.StoredAt.UtcDateTime, NpgsqlDbType.TimestampTz),
        Parameter<Guid?>(before?.DocumentId, NpgsqlDbType.Uuid));

    /// <summary>The newest rejections and failures, newest first.</summary>
    public Task<List<Refusal>> RefusalsAsync(int limit, CancellationToken cancellation) => ListAsync(
        """
        SELECT arrival_id, outcome, name, reason_code, reason, reason_stage, settled_at
        FROM library.outcomes WHERE outcome IN ('rejected', 'failed') ORDER BY settled_at DESC, arrival_id DESC LIMIT $1
        """,
        row => new Refusal(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            new Reason { Code = row.GetString(3), Message = row.GetString(4), Stage = row.GetString(5) },
            row.GetFieldValue<DateTimeOffset>(6)),
        cancellation,
        Parameter(limit));

    /// <summary>One document; null where there is none of that id.</summary>
    public async Task<StoredDocument?> FindAsync(Guid id, CancellationToken cancellation) => (await FindAsync([id], cancellation)).SingleOrDefault();

    /// <summary>Documents in the order of their ids; those that there are not are left out.</summary>
    public Task<List<StoredDocument>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation) => ListAsync(
            """
            SELECT r.document_id, r.name, r.source, r.size, r.content_hash, stored_at, media_type, charset, title, authors, published_at, modified_at, r.language,
                publisher, canonical_url, description, blocks, evidence, removed, warnings, word_count, parser_version,
                r.arrival_id, subtitle, r.tags, quotations, mentions, links, partial, coalesce(a.tags, '{}')
            FROM unnest($1) WITH ORDINALITY AS wanted (document_id, number) JOIN library.records r USING (document_id) LEFT JOIN acquisition.arrivals a ON a.id = r.arrival_id
            ORDER BY number
            """,
            row => new StoredDocument(
                row.GetGuid(0), row.GetGuid(22), row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(29), row.GetInt64(3), row.GetString(4),
                row.GetFieldValue<DateTimeOffset>(5), Parsed(row)),
            cancellation,
            Parameter(ids.ToArray()));

    /// <summary>A document of a list, from the first twelve columns in the order of <see cref="NewestAsync"/>.</summary>
    internal static DocumentSummary Summary(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), Text(row, 2), row.GetFieldValue<string[]>(3), row.GetString(4), row.GetString(5), Text(row, 6), Text(row, 7),
        row.GetString(8), row.GetInt64(9), row.GetString(10), row.GetFieldValue<DateTimeOffset>(11));

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
        Subtitle = Text(row, 23),
        Tags = row.GetFieldValue<string[]>(24),
        Quotations = Json<Quotation>(row, 25),
        Mentions = Json<Mention>(row, 26),
        Links = Json<Link>(row, 27),
        Partial = row.GetBoolean(28),
    };

    private async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var list = new List<T>();
        while (await row.ReadAsync(cancellation))
        {
            list.Add(read(row));
        }

        return list;
    }

    private static NpgsqlParameter Parameter<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static NpgsqlParameter Parameter<T>(T value, NpgsqlDbType type) => new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = type };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static List<T> Json<T>(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : JsonSerializer.Deserialize<List<T>>(row.GetString(column), SnakeCase) ?? [];
}
