using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Gateway.Failures;

/// <summary>Reads what was rejected and what failed: in groups, and one by one. Its cost grows with what was refused, not with what was stored.</summary>
public sealed class FailuresReader(NpgsqlDataSource database)
{
    /// <summary>Most groups and most scheduled attempts that are shown.</summary>
    public const int Most = 200;

    // The counts come from the index alone; the newest of each group is one look into it.
    private const string GroupsSql = """
        SELECT g.state, g.reason_code, g.reason_stage, g.count, g.dismissed, g.first_seen, g.last_seen, newest.id, newest.name, newest.reason, newest.dismissed_id, o.note
        FROM (SELECT state, reason_code, reason_stage, count(*) AS count, count(dismissed_id) AS dismissed, min(settled_at) AS first_seen, max(settled_at) AS last_seen
              FROM acquisition.arrivals WHERE state IN ('rejected', 'failed') GROUP BY state, reason_code, reason_stage
              ORDER BY count(*) - count(dismissed_id) DESC, max(settled_at) DESC LIMIT @limit) g,
        LATERAL (SELECT id, name, reason, dismissed_id FROM acquisition.arrivals a
                 WHERE a.state IN ('rejected', 'failed') AND a.reason_code = g.reason_code AND a.reason_stage = g.reason_stage AND a.state = g.state
                 ORDER BY a.settled_at DESC, a.id DESC LIMIT 1) newest
        LEFT JOIN LATERAL (
            SELECT note FROM acquisition.operations WHERE g.dismissed > 0 AND note IS NOT NULL AND filter->>'reason' = g.reason_code AND filter->>'stage' = g.reason_stage
            ORDER BY id DESC LIMIT 1) o ON true
        ORDER BY g.count - g.dismissed DESC, g.last_seen DESC
        """;

    private const string NextSql = """
        SELECT id, name, reason_code, reason, reason_stage, faults, due_at FROM acquisition.arrivals
        WHERE state = 'in_flight' AND faults > 0 ORDER BY due_at LIMIT 20
        """;

    private const string Filtered = """
        state IN ('rejected', 'failed') AND (@state IS NULL OR state = @state) AND (@reason IS NULL OR reason_code = @reason) AND (@stage IS NULL OR reason_stage = @stage)
            AND (@source IS NULL OR source = @source) AND (@batch IS NULL OR batch_id = @batch) AND (@arrival IS NULL OR id = @arrival)
            AND (@format IS NULL OR lower(right(name, length(@format) + 1)) = '.' || @format)
            AND (@from IS NULL OR observed_at >= @from) AND (@until IS NULL OR observed_at < @until) AND (@dismissed OR dismissed_id IS NULL)
        """;

    private const string ListSql = $"""
        SELECT id, state, name, source, size, reason_code, reason, reason_stage, attempt, dismissed_id IS NOT NULL, observed_at, settled_at FROM acquisition.arrivals
        WHERE {Filtered} AND (@before IS NULL OR (settled_at, id) < (SELECT settled_at, id FROM acquisition.arrivals WHERE id = @before))
        ORDER BY settled_at DESC, id DESC LIMIT @limit
        """;

    /// <summary>The groups, those with the most that is new first.</summary>
    public async Task<List<FailureGroup>> GroupsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(GroupsSql);
        command.Parameters.AddWithValue("limit", Most);
        return await ListAsync(command, row => new FailureGroup(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(9), row.GetInt64(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6), row.GetGuid(7), row.GetString(8), row.IsDBNull(11) ? null : row.GetString(11)), cancellation);
    }

    /// <summary>Arrivals that met a fault of ours and are tried again by themselves, the next first; at most 20.</summary>
    public async Task<List<NextAttempt>> NextAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(NextSql);
        return await ListAsync(command, row => new NextAttempt(
            row.GetGuid(0), row.GetString(1), new Reason { Code = row.GetString(2), Message = row.GetString(3), Stage = row.GetString(4) }, row.GetInt32(5),
            row.GetFieldValue<DateTimeOffset>(6)), cancellation);
    }

    /// <summary>How many a filter meets.</summary>
    public async Task<long> CountAsync(RefusalFilter filter, CancellationToken cancellation)
    {
        await using var command = Command("SELECT count(*) FROM acquisition.arrivals WHERE " + Filtered, filter);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Those that a filter meets, the one that settled last first.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="before">Only those behind this one; null from the newest on.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<List<RefusedArrival>> ListAsync(RefusalFilter filter, Guid? before, int limit, CancellationToken cancellation)
    {
        await using var command = Command(ListSql, filter);
        command.Parameters.Add(new NpgsqlParameter("before", NpgsqlDbType.Uuid) { Value = (object?)before ?? DBNull.Value });
        command.Parameters.AddWithValue("limit", limit);
        return await ListAsync(command, row => new RefusedArrival(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
            new Reason { Code = row.GetString(5), Message = row.GetString(6), Stage = row.GetString(7) }, row.GetInt32(8), row.GetBoolean(9),
            row.GetFieldValue<DateTimeOffset>(10), row.GetFieldValue<DateTimeOffset>(11)), cancellation);
    }

    private NpgsqlCommand Command(string sql, RefusalFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var command = database.CreateCommand(sql);
        Add("state", filter.State, NpgsqlDbType.Text);
        Add("reason", filter.Reason, NpgsqlDbType.Text);
        Add("stage", filter.Stage, NpgsqlDbType.Text);
        Add("source", filter.Source, NpgsqlDbType.Text);
        Add("batch", filter.Batch, NpgsqlDbType.Uuid);
        Add("arrival", filter.Arrival, NpgsqlDbType.Uuid);
        Add("format", filter.Format, NpgsqlDbType.Text);
        Add("from", filter.ObservedFrom?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add("until", filter.ObservedUntil?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add("dismissed", filter.Dismissed, NpgsqlDbType.Boolean);
        return command;

        void Add(string name, object? value, NpgsqlDbType type) => command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
    }

    private static async Task<List<T>> ListAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var list = new List<T>();
        while (await row.ReadAsync(cancellation))
        {
            list.Add(read(row));
        }

        return list;
    }
}

/// <summary>What was refused for one reason in one stage.</summary>
/// <param name="State"><c>rejected</c> or <c>failed</c>.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="Stage">The stage that gave it.</param>
/// <param name="Message">The sentence that the newest of them was given.</param>
/// <param name="Count">How many there are, dismissed ones among them.</param>
/// <param name="Dismissed">How many of them were dismissed.</param>
/// <param name="FirstSeen">When the first of them settled.</param>
/// <param name="LastSeen">When the last did.</param>
/// <param name="Sample">The newest of them.</param>
/// <param name="SampleName">Its label.</param>
/// <param name="Note">The last note that an operator left with it; null where there is none.</param>
public sealed record FailureGroup(
    string State, string Reason, string Stage, string Message, long Count, long Dismissed, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, Guid Sample, string SampleName, string? Note);

/// <summary>An arrival that met a fault of ours and is tried again by itself.</summary>
/// <param name="Id">The arrival.</param>
/// <param name="Name">Its label.</param>
/// <param name="Reason">The last fault.</param>
/// <param name="Faults">How many there were.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
public sealed record NextAttempt(Guid Id, string Name, Reason Reason, int Faults, DateTimeOffset NextAttemptAt);

/// <summary>One arrival that was rejected or failed.</summary>
/// <param name="Id">The arrival.</param>
/// <param name="State"><c>rejected</c> or <c>failed</c>.</param>
/// <param name="Name">Its label.</param>
/// <param name="Source">Its source.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Reason">Why.</param>
/// <param name="Attempt">Which try that was.</param>
/// <param name="Dismissed">Whether an operator dismissed it.</param>
/// <param name="ObservedAt">When it was first seen.</param>
/// <param name="SettledAt">When it got this outcome.</param>
public sealed record RefusedArrival(
    Guid Id, string State, string Name, string Source, long Size, Reason Reason, int Attempt, bool Dismissed, DateTimeOffset ObservedAt, DateTimeOffset SettledAt);
