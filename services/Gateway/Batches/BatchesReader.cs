using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Gateway.Records;
using Platform.Gateway.Status;

namespace Platform.Gateway.Batches;

/// <summary>Reads batches and their arrivals from the ledger.</summary>
public sealed class BatchesReader(NpgsqlDataSource database)
{
    // The counts are those of the arrivals at this moment, in one statement, so that they add up.
    private const string Sql = """
        SELECT b.id, b.source, b.kind, b.name, b.opened_at, b.closed_at, b.settled_at, b.queued, c.*,
            c.recent / least(60, greatest(1, extract(epoch FROM now() - b.opened_at)))::float8
        FROM (SELECT * FROM acquisition.batches WHERE (@id IS NULL OR id = @id) AND (@before IS NULL
                  OR (opened_at, id) < (SELECT opened_at, id FROM acquisition.batches WHERE id = @before))
              ORDER BY opened_at DESC, id DESC LIMIT @limit) b,
        LATERAL (SELECT count(*), count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'in_flight'), count(*) FILTER (WHERE state = 'stored'),
                count(*) FILTER (WHERE state = 'duplicate'), count(*) FILTER (WHERE state = 'rejected'), count(*) FILTER (WHERE state = 'failed'),
                count(*) FILTER (WHERE settled_at > now() - interval '1 minute') AS recent
            FROM acquisition.arrivals WHERE batch_id = b.id) c
        ORDER BY b.opened_at DESC, b.id DESC
        """;

    /// <summary>Batches, newest first, those behind <paramref name="before"/> or from the newest on.</summary>
    public Task<List<BatchState>> NewestAsync(int limit, Guid? before, CancellationToken cancellation) => ReadAsync(id: null, before, limit, cancellation);

    /// <summary>One batch; null where there is none of that id.</summary>
    public async Task<BatchState?> FindAsync(Guid id, CancellationToken cancellation) => (await ReadAsync(id, before: null, 1, cancellation)).SingleOrDefault();

    /// <summary>The lines of a batch's receipt in the order in which its documents were observed, read as they are asked for.</summary>
    public async IAsyncEnumerable<ReceiptLine> ReceiptAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            SELECT a.name, a.size, a.content_hash, state, a.reason_code, a.reason, a.document_id, t.reason_code, t.reason, t.deleted_by, t.deleted_at
            FROM acquisition.arrivals AS a LEFT JOIN library.tombstones AS t ON t.document_id = a.document_id WHERE batch_id = $1 ORDER BY a.id
            """);
        command.Parameters.AddWithValue(id);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            // What was stored stays stored; that its document is gone by now stands as the reason.
            var gone = row.IsDBNull(7) ? null : Tombstone.OnArrival(row.GetString(7), row.GetString(8), row.GetString(9), row.GetFieldValue<DateTimeOffset>(10));
            yield return new ReceiptLine
            {
                Path = row.GetString(0),
                Size = row.GetInt64(1),
                Hash = Text(row, 2),
                Outcome = row.GetString(3),
                ReasonCode = gone?.Code ?? Text(row, 4),
                Reason = gone?.Message ?? Text(row, 5),
                DocumentId = row.IsDBNull(6) ? null : row.GetGuid(6),
            };
        }
    }

    private async Task<List<BatchState>> ReadAsync(Guid? id, Guid? before, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter("id", NpgsqlDbType.Uuid) { Value = (object?)id ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("before", NpgsqlDbType.Uuid) { Value = (object?)before ?? DBNull.Value });
        command.Parameters.AddWithValue("limit", limit);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var batches = new List<BatchState>();
        while (await row.ReadAsync(cancellation))
        {
            batches.Add(BatchState.Of(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), Time(row, 5), Time(row, 6), row.GetInt32(7),
                new BooksState(row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13), row.GetInt64(14)),
                row.GetDouble(16)));
        }

        return batches;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
