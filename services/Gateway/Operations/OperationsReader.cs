using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Gateway.Operations;

/// <summary>Reads operations as the Fetcher keeps them.</summary>
public sealed class OperationsReader(NpgsqlDataSource database)
{
    private const string Sql = """
        SELECT o.id, o.kind, o.state, o.problem, o.filter::text, o.canary, o.note, o.requested_by, o.total, o.begun_at, o.ended_at, i.states, i.counts, o.documents::text, o.charset
        FROM (SELECT * FROM acquisition.operations WHERE (@id IS NULL OR id = @id) AND (@before IS NULL OR id < @before) ORDER BY id DESC LIMIT @limit) o,
        LATERAL (SELECT array_agg(state) AS states, array_agg(count) AS counts
                 FROM (SELECT state, count(*)::int AS count FROM acquisition.operation_items WHERE operation_id = o.id GROUP BY state) s) i
        ORDER BY o.id DESC
        """;

    private const string ItemsSql = """
        SELECT i.arrival_id, coalesce(a.name, r.name), i.state, i.before_code, i.reason_code, i.reason, coalesce(i.document_id, CASE WHEN i.state IN ('stored', 'duplicate') THEN a.document_id END), i.ended_at,
            p.revision, p.changes::text
        FROM acquisition.operation_items i LEFT JOIN acquisition.arrivals a ON a.id = i.arrival_id
            LEFT JOIN library.records r ON r.document_id = i.document_id LEFT JOIN library.reparses p ON p.operation_id = i.operation_id AND p.document_id = i.document_id
        WHERE i.operation_id = @id AND (@state IS NULL OR i.state = @state) AND (@after IS NULL OR i.arrival_id > @after) ORDER BY i.arrival_id LIMIT @limit
        """;

    private const string ChangesSql = """
        SELECT field, count(*)::int FROM library.reparses, jsonb_object_keys(changes) AS field WHERE operation_id = @id AND state = 'changed' GROUP BY field ORDER BY 2 DESC, 1
        """;

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Operations, newest first, those behind <paramref name="before"/> or from the newest on.</summary>
    public Task<List<OperationState>> NewestAsync(int limit, Guid? before, CancellationToken cancellation) => ReadAsync(id: null, before, limit, cancellation);

    /// <summary>One operation; null where there is none of that id.</summary>
    public async Task<OperationState?> FindAsync(Guid id, CancellationToken cancellation) =>
        (await ReadAsync(id, before: null, 1, cancellation)).SingleOrDefault() is not { } found ? null
        : found.Documents is null ? found : found with { Changes = await ChangesAsync(id, cancellation) };

    /// <summary>The items of an operation in the order in which they are worked through.</summary>
    /// <param name="id">The operation.</param>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="after">Only those behind this one; null from the first on.</param>
    /// <param name="limit">Most items.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<List<OperationItem>> ItemsAsync(Guid id, string? state, Guid? after, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ItemsSql);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.Add(new NpgsqlParameter("state", NpgsqlDbType.Text) { Value = (object?)state ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("after", NpgsqlDbType.Uuid) { Value = (object?)after ?? DBNull.Value });
        command.Parameters.AddWithValue("limit", limit);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var items = new List<OperationItem>();
        while (await row.ReadAsync(cancellation))
        {
            items.Add(new OperationItem(
                row.GetGuid(0), Text(row, 1), row.GetString(2), Text(row, 3), Text(row, 4), Text(row, 5), row.IsDBNull(6) ? null : row.GetGuid(6),
                row.IsDBNull(8) ? null : row.GetInt32(8), Changes(Text(row, 9)), Time(row, 7)));
        }

        return items;
    }

    private async Task<List<OperationState>> ReadAsync(Guid? id, Guid? before, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter("id", NpgsqlDbType.Uuid) { Value = (object?)id ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("before", NpgsqlDbType.Uuid) { Value = (object?)before ?? DBNull.Value });
        command.Parameters.AddWithValue("limit", limit);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var operations = new List<OperationState>();
        while (await row.ReadAsync(cancellation))
        {
            var counts = row.IsDBNull(11) ? [] : row.GetFieldValue<string[]>(11).Zip(row.GetFieldValue<int[]>(12)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            operations.Add(new OperationState(
                row.GetGuid(0), row.GetString(1), row.GetString(2), Text(row, 3), RefusalShape.Of(row.GetString(4)),
                Text(row, 13) is { } documents ? JsonSerializer.Deserialize<ReparseFilter>(documents) : null, Text(row, 14), row.GetBoolean(5), Text(row, 6), row.GetString(7), row.GetInt32(8), counts, Changes: null,
                row.GetFieldValue<DateTimeOffset>(9), Time(row, 10)));
        }

        return operations;
    }

    private async Task<Dictionary<string, int>> ChangesAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ChangesSql);
        command.Parameters.AddWithValue("id", id);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var fields = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancellation))
        {
            fields.Add(row.GetString(0), row.GetInt32(1));
        }

        return fields;
    }

    private static List<ItemChange> Changes(string? json) => json is null ? []
        : JsonSerializer.Deserialize<Dictionary<string, ItemChange>>(json, SnakeCase)!.Select(field => field.Value with { Field = field.Key }).OrderBy(change => change.Field, StringComparer.Ordinal).ToList();

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
