using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Gateway.Records;

/// <summary>Reads the records and the outcomes; each caller asks for as much as it shows and no more.</summary>
public sealed class RecordsReader(NpgsqlDataSource database)
{
    private const string Columns = """
        SELECT r.document_id, r.name, r.source, r.size, r.content_hash, stored_at, media_type, charset, title, authors, published_at, modified_at, r.language,
            publisher, canonical_url, description, blocks, evidence, removed, warnings, word_count, parser_version,
            r.arrival_id, subtitle, r.tags, quotations, mentions, links, partial, coalesce(nullif(r.source_tags, '{}'), a.tags, '{}'), r.location, r.revision, r.text

        """;

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
        Columns + """
            FROM unnest($1) WITH ORDINALITY AS wanted (document_id, number) JOIN library.records r USING (document_id) LEFT JOIN acquisition.arrivals a ON a.id = r.arrival_id
            ORDER BY number
            """,
        Stored,
        cancellation,
        Parameter(ids.ToArray()));

    /// <summary>One revision of a document, the current or an earlier one; null where there is none of that number.</summary>
    public async Task<StoredDocument?> FindAsync(Guid id, int revision, CancellationToken cancellation) => (await ListAsync(
        Columns + """
            FROM (SELECT * FROM library.records WHERE document_id = $1 AND revision = $2
                UNION ALL
                SELECT old.* FROM library.revisions v CROSS JOIN LATERAL jsonb_populate_record(NULL::library.records, v.record) AS old WHERE v.document_id = $1 AND v.revision = $2) AS r
                LEFT JOIN acquisition.arrivals a ON a.id = r.arrival_id
            """,
        Stored,
        cancellation,
        Parameter(id),
        Parameter(revision))).SingleOrDefault();

    /// <summary>Revisions of a document, newest first; none where there is no such document.</summary>
    /// <param name="id">The document.</param>
    /// <param name="before">Only those of lower numbers; null from the newest on.</param>
    /// <param name="limit">Most revisions.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<List<RevisionSummary>> RevisionsAsync(Guid id, int? before, int limit, CancellationToken cancellation) => ListAsync(
        """
        SELECT v.revision, v.current, v.arrival_id, v.title, v.size, v.content_hash, o.observed_at, v.stored_at, v.replaced_at
        FROM (SELECT revision, true AS current, arrival_id, title, size, content_hash, stored_at, NULL AS replaced_at FROM library.records WHERE document_id = $1
            UNION ALL
            SELECT revision, false, arrival_id, record->>'title', (record->>'size')::bigint, content_hash, stored_at, replaced_at FROM library.revisions WHERE document_id = $1) AS v
            LEFT JOIN library.outcomes AS o USING (arrival_id)
        WHERE v.revision < coalesce($2, 2147483647) ORDER BY v.revision DESC LIMIT $3
        """,
        row => new RevisionSummary(
            row.GetInt32(0), row.GetBoolean(1), row.GetGuid(2), Text(row, 3), row.GetInt64(4), row.GetString(5), Time(row, 6), row.GetFieldValue<DateTimeOffset>(7), Time(row, 8),
            $"/v1/documents/{id}/revisions/{row.GetInt32(0)}"),
        cancellation,
        Parameter(id),
        Parameter<int?>(before, NpgsqlDbType.Integer),
        Parameter(limit));

    /// <summary>A document of a list, from the first twelve columns in the order of <see cref="NewestAsync"/>.</summary>
    internal static DocumentSummary Summary(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), Text(row, 2), row.GetFieldValue<string[]>(3), row.GetString(4), row.GetString(5), Text(row, 6), Text(row, 7),
        row.GetString(8), row.GetInt64(9), row.GetString(10), row.GetFieldValue<DateTimeOffset>(11));

    private static StoredDocument Stored(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(22), Text(row, 30), row.GetInt32(31), row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(29), row.GetInt64(3), row.GetString(4),
        row.GetFieldValue<DateTimeOffset>(5), Parsed(row));

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
        Blocks = StoredBlock.Read(row.GetString(32), Json<StoredBlock>(row, 16)),
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

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static List<T> Json<T>(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : JsonSerializer.Deserialize<List<T>>(row.GetString(column), SnakeCase) ?? [];
}
