using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Gateway.Records;

/// <summary>Reads arrivals as the ledger shows them.</summary>
public sealed class ArrivalsReader(NpgsqlDataSource database)
{
    // When it was parsed stands beside the outcome, since only Storage knows it.
    private const string Sql = """
        SELECT a.id, a.batch_id, a.lane, a.source, a.name, a.tags, a.size, a.content_hash, a.state, a.publishes, a.faults, a.document_id,
            a.reason_code, a.reason, a.reason_stage, a.observed_at, a.fetched_at, o.parsed_at, a.settled_at, a.attempt,
            CASE WHEN a.state = 'in_flight' AND a.faults > 0 THEN a.due_at END,
            a.parent_id, a.inner_path, (SELECT count(*)::int FROM acquisition.arrivals c WHERE c.parent_id = a.id), t.reason_code, t.reason, t.deleted_by, t.deleted_at
        FROM acquisition.arrivals a LEFT JOIN library.outcomes o ON o.arrival_id = a.id AND o.attempt = a.attempt LEFT JOIN library.tombstones t ON t.document_id = a.document_id
        """;

    private const string WorkSql = "SELECT o.parse_ms, o.parsed_by, o.stored_by FROM acquisition.arrivals a JOIN library.outcomes o ON o.arrival_id = a.id AND o.attempt = a.attempt WHERE a.id = $1";

    private const string BeforeSql = "SELECT stage, attempt, outcome, at, worker, reason_code, reason FROM acquisition.attempts WHERE arrival_id = $1 ORDER BY id DESC LIMIT 200";

    /// <summary>One arrival with its timeline; null where there is none of that id.</summary>
    public async Task<ArrivalState?> WithTimelineAsync(Guid id, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is not { } arrival)
        {
            return null;
        }

        var work = new ArrivalWork(null, null, null);
        await using (var command = database.CreateCommand(WorkSql))
        {
            command.Parameters.AddWithValue(id);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            if (await row.ReadAsync(cancellation))
            {
                work = new ArrivalWork(row.IsDBNull(0) ? null : row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));
            }
        }

        var before = new List<TimelineStep>();
        await using (var command = database.CreateCommand(BeforeSql))
        {
            command.Parameters.AddWithValue(id);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                before.Insert(0, new TimelineStep(
                    row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), null, row.IsDBNull(4) ? null : row.GetString(4),
                    new Reason { Code = row.GetString(5), Message = row.GetString(6), Stage = row.GetString(0) }));
            }
        }

        return arrival with { Timeline = TimelineStep.Of(arrival, before, work) };
    }

    /// <summary>One arrival; null where there is none of that id.</summary>
    public async Task<ArrivalState?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql + " WHERE a.id = $1");
        command.Parameters.AddWithValue(id);
        return (await ListAsync(command, cancellation)).SingleOrDefault();
    }

    /// <summary>Arrivals of a batch in the order in which they were observed.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="after">Only those behind this one; null from the first on.</param>
    /// <param name="limit">Most arrivals.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<List<ArrivalState>> OfBatchAsync(Guid batch, string? state, Guid? after, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql + " WHERE a.batch_id = $1 AND ($2 IS NULL OR a.state = $2) AND ($3 IS NULL OR a.id > $3) ORDER BY a.id LIMIT $4");
        command.Parameters.AddWithValue(batch);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)state ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.AddWithValue(limit);
        return await ListAsync(command, cancellation);
    }

    /// <summary>Arrivals that were found in one, such as the files of an archive, in the order in which they lie there.</summary>
    /// <param name="parent">The arrival that they were found in.</param>
    /// <param name="after">Only those behind this one; null from the first on.</param>
    /// <param name="limit">Most arrivals.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<List<ArrivalState>> ChildrenAsync(Guid parent, Guid? after, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql + " WHERE a.parent_id = $1 AND ($2 IS NULL OR a.id > $2) ORDER BY a.id LIMIT $3");
        command.Parameters.AddWithValue(parent);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.AddWithValue(limit);
        return await ListAsync(command, cancellation);
    }

    private static async Task<List<ArrivalState>> ListAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var arrivals = new List<ArrivalState>();
        while (await row.ReadAsync(cancellation))
        {
            arrivals.Add(new ArrivalState(
                row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<string[]>(5), row.GetInt64(6),
                row.IsDBNull(7) ? null : row.GetString(7), row.GetString(8), row.GetInt32(9), row.GetInt32(10), row.IsDBNull(11) ? null : row.GetGuid(11),
                !row.IsDBNull(24) ? Tombstone.OnArrival(row.GetString(24), row.GetString(25), row.GetString(26), row.GetFieldValue<DateTimeOffset>(27))
                    : row.IsDBNull(12) ? null : new Reason { Code = row.GetString(12), Message = row.GetString(13), Stage = row.GetString(14) },
                row.GetFieldValue<DateTimeOffset>(15), Time(row, 16), Time(row, 17), Time(row, 18), row.GetInt32(19), Time(row, 20))
            {
                Parent = row.IsDBNull(21) ? null : row.GetGuid(21),
                InnerPath = row.IsDBNull(22) ? null : row.GetString(22),
                Children = row.GetInt32(23),
            });
        }

        return arrivals;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
