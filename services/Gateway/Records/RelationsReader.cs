using Npgsql;

namespace Platform.Gateway.Records;

/// <summary>Reads what documents have to do with each other. A relation is stored once and is read from both sides.</summary>
public sealed class RelationsReader(NpgsqlDataSource database)
{
    private const string Sql = """
        WITH alike AS (
            (SELECT 'same_text' AS kind, 1::real AS score, other.document_id FROM library.fingerprints AS own JOIN library.fingerprints AS other ON other.text_hash = own.text_hash
                WHERE own.document_id = $1 AND other.document_id <> $1 ORDER BY other.number DESC LIMIT $2)
            UNION ALL
            (SELECT 'near_duplicate', score, other_id FROM (
                SELECT score, other_id FROM library.relations WHERE document_id = $1 UNION ALL SELECT score, document_id FROM library.relations WHERE other_id = $1) AS either
                ORDER BY score DESC, other_id LIMIT $2)),
        own AS (
            SELECT arrival_id FROM library.records WHERE document_id = $1 UNION SELECT arrival_id FROM library.revisions WHERE document_id = $1
            UNION SELECT arrival_id FROM library.outcomes WHERE document_id = $1 AND outcome = 'duplicate'),
        family AS (
            (SELECT 'parent' AS kind, p.document_id, p.id AS arrival_id, a.inner_path, p.name, p.source
                FROM acquisition.arrivals AS a JOIN acquisition.arrivals AS p ON p.id = a.parent_id WHERE a.id IN (SELECT arrival_id FROM own) ORDER BY p.id LIMIT $2)
            UNION ALL
            (SELECT 'child', c.document_id, c.id, c.inner_path, c.name, c.source FROM acquisition.arrivals AS c WHERE c.parent_id IN (SELECT arrival_id FROM own) ORDER BY c.id LIMIT $2))
        SELECT kind, score, r.document_id, NULL::uuid, NULL, r.title, r.name, r.source, r.language, r.published_at, r.stored_at FROM alike JOIN library.records AS r USING (document_id)
        UNION ALL
        SELECT kind, NULL, r.document_id, f.arrival_id, inner_path, r.title, coalesce(r.name, f.name), coalesce(r.source, f.source), r.language, r.published_at, r.stored_at
        FROM family AS f LEFT JOIN library.records AS r USING (document_id)
        """;

    /// <summary>The relations of a document; none where there is no such document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="limit">Most of each kind.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<RelationsAnswer> OfAsync(Guid document, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue(document);
        command.Parameters.AddWithValue(limit);
        var relations = new List<DocumentRelation>();
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            while (await row.ReadAsync(cancellation))
            {
                relations.Add(new DocumentRelation(
                    row.GetString(0), row.IsDBNull(1) ? null : Math.Round(row.GetFloat(1), 3), Id(row, 2), Id(row, 3), Text(row, 4), Text(row, 5), row.GetString(6), row.GetString(7), Text(row, 8), Text(row, 9),
                    row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10)));
            }
        }

        await using var waits = database.CreateCommand("SELECT EXISTS (SELECT FROM library.unindexed WHERE document_id = $1)");
        waits.Parameters.AddWithValue(document);
        return new RelationsAnswer(relations, Compared: !(bool)(await waits.ExecuteScalarAsync(cancellation))!);
    }

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
