using Npgsql;

namespace Platform.Gateway.Status;

/// <summary>Reads the state of the path from the ledger, the outcomes and the event log. Its cost does not grow with what is stored.</summary>
public sealed class PathReader(NpgsqlDataSource database)
{
    /// <summary>Most events looked at for a rate, and most counted as a subscriber's backlog.</summary>
    public const int CountLimit = 5000;

    /// <summary>Most events looked at for the last hour: 55 a second.</summary>
    private const int HourLimit = 200_000;

    /// <summary>Most webhooks shown, those furthest behind.</summary>
    private const int ShownWebhooks = 20;

    // The rates are taken over the last minute, or over the last CountLimit events where a minute holds more. What was fetched in that
    // time is either still in flight or among those events. Arrivals have UUIDv7 keys, so "observed since" is a range of keys.
    private const string StagesSql = """
        WITH recent AS MATERIALIZED (
            SELECT arrival_id, time FROM library.events ORDER BY epoch DESC, xid DESC, seq DESC LIMIT @limit),
        span AS MATERIALIZED (
            SELECT greatest(now() - interval '1 minute', CASE WHEN count(*) = @limit THEN min(time) END) AS since FROM recent),
        settled AS MATERIALIZED (
            SELECT a.fetched_at, o.parsed_at, o.reason_stage, o.outcome IN ('rejected', 'failed') AS refused
            FROM recent JOIN span ON recent.time > span.since
            JOIN library.outcomes o ON o.arrival_id = recent.arrival_id
            LEFT JOIN acquisition.arrivals a ON a.id = recent.arrival_id),
        flying AS MATERIALIZED (
            SELECT a.fetched_at, o.settled_at
            FROM acquisition.arrivals a LEFT JOIN library.outcomes o ON o.arrival_id = a.id AND o.attempt = a.attempt WHERE a.state = 'in_flight')
        SELECT now(), 60 / greatest(1, extract(epoch FROM now() - since))::float8,
            (SELECT count(*) FROM acquisition.arrivals
             WHERE id >= rpad(lpad(to_hex((extract(epoch FROM since) * 1000)::bigint), 12, '0'), 32, '0')::uuid),
            (SELECT count(*) FROM settled WHERE fetched_at > since) + (SELECT count(*) FROM flying WHERE settled_at IS NULL AND fetched_at > since),
            (SELECT count(*) FROM settled WHERE parsed_at > since OR reason_stage = 'parser'),
            (SELECT count(*) FROM settled),
            (SELECT count(*) FROM acquisition.arrivals WHERE state = 'waiting'),
            (SELECT min(observed_at) FROM acquisition.arrivals WHERE state = 'waiting'),
            (SELECT count(*) FROM flying WHERE settled_at IS NULL), (SELECT min(fetched_at) FROM flying WHERE settled_at IS NULL),
            (SELECT count(*) FROM flying WHERE settled_at IS NOT NULL), (SELECT min(settled_at) FROM flying),
            (SELECT count(*) FROM settled WHERE refused AND reason_stage = 'fetcher'), (SELECT count(*) FROM settled WHERE refused AND reason_stage = 'parser'),
            (SELECT count(*) FROM settled WHERE refused AND reason_stage = 'storage'),
            (SELECT min(time) FROM library.events WHERE epoch = (SELECT max(epoch) FROM library.feed) AND xid >= (SELECT pg_snapshot_xmin(pg_current_snapshot())))
        FROM span
        """;

    private const string SubscribersSql = $"""
        SELECT checkpoint.name, backlog.behind, backlog.oldest
        FROM (
            (SELECT name, epoch, xid, seq FROM delivery.checkpoints)
            UNION ALL
            (SELECT 'webhook ' || name, epoch, xid, seq FROM delivery.subscriptions WHERE state = 'active' ORDER BY epoch, xid, seq LIMIT @shown)) checkpoint,
            LATERAL ({Backlog.Sql}) backlog
        ORDER BY checkpoint.name
        """;

    /// <summary>Reads it.</summary>
    public async Task<PathState> ReadAsync(CancellationToken cancellation)
    {
        var subscribers = await SubscribersAsync(cancellation);
        await using var command = Command(StagesSql);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var scale = row.GetDouble(1);
        return new PathState(
            row.GetFieldValue<DateTimeOffset>(0),
            row.GetInt64(2) * scale,
            new Stage(row.GetInt64(3) * scale, row.GetInt64(6), Time(row, 7), row.GetInt64(12) * scale),
            new Stage(row.GetInt64(4) * scale, row.GetInt64(8), Time(row, 9), row.GetInt64(13) * scale),
            new Stage(row.GetInt64(5) * scale, row.GetInt64(10), Time(row, 11), row.GetInt64(14) * scale),
            subscribers,
            Time(row, 15));
    }

    /// <summary>What was settled in each minute of the last hour before the present one, oldest first. Where the hour holds more than is looked at, its first minutes are missing.</summary>
    public async Task<IReadOnlyList<PathMinute>> HourAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            WITH recent AS MATERIALIZED (SELECT time, type FROM library.events ORDER BY epoch DESC, xid DESC, seq DESC LIMIT @hour)
            SELECT date_trunc('minute', time), count(*), count(*) FILTER (WHERE type IN ('document.rejected.v1', 'document.failed.v1')) FROM recent
            WHERE time > date_trunc('minute', now()) - interval '1 hour' AND time < date_trunc('minute', now())
                AND type IN ('document.stored.v1', 'document.revised.v1', 'document.duplicate.v1', 'document.rejected.v1', 'document.failed.v1')
            GROUP BY 1 HAVING (SELECT count(*) FROM recent) < @hour OR date_trunc('minute', time) > (SELECT min(time) FROM recent) ORDER BY 1
            """);
        command.Parameters.AddWithValue("hour", HourLimit);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var minutes = new List<PathMinute>();
        while (await row.ReadAsync(cancellation))
        {
            minutes.Add(new PathMinute(row.GetFieldValue<DateTimeOffset>(0), row.GetInt64(1), row.GetInt64(2), Backlog: null));
        }

        return minutes;
    }

    private async Task<IReadOnlyList<Subscriber>> SubscribersAsync(CancellationToken cancellation)
    {
        await using var command = Command(SubscribersSql);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var subscribers = new List<Subscriber>();
        while (await row.ReadAsync(cancellation))
        {
            subscribers.Add(new Subscriber(row.GetString(0), row.GetInt64(1), Time(row, 2)));
        }

        return subscribers;
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("limit", CountLimit);
        command.Parameters.AddWithValue("shown", ShownWebhooks);
        return command;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
