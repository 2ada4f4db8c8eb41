using MassTransit;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Storage.EventLog;

/// <summary>
/// Takes old events out of the log from its beginning on, some thousands a transaction, and notes in <c>library.feed</c> up to where: a cursor from before that place has missed
/// something and is told so. Each step begins where the one before ended, so no step reads what is dead.
/// </summary>
public sealed class TrimEventsConsumer(NpgsqlDataSource database, ILogger<TrimEventsConsumer> log) : IConsumer<TrimEvents>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // The log is cut before the first event that stays, so what lies behind the floor is whole. The row of library.feed is locked first: of two Storages one cuts at a time.
    private const string Sql = """
        WITH feed AS MATERIALIZED (SELECT epoch, floor_epoch, floor_xid, floor_seq FROM library.feed FOR UPDATE),
        oldest AS MATERIALIZED (
            SELECT e.epoch, e.xid, e.seq, e.time FROM library.events AS e
            WHERE (e.epoch, e.xid, e.seq) > ((SELECT floor_epoch FROM feed), (SELECT floor_xid FROM feed), (SELECT floor_seq FROM feed)) AND (e.epoch, e.xid, e.seq) <= ($2, $3, $4)
                AND (e.epoch < (SELECT epoch FROM feed) OR e.xid < pg_snapshot_xmin(pg_current_snapshot()))
            ORDER BY e.epoch, e.xid, e.seq LIMIT 5000),
        stays AS (SELECT epoch, xid, seq FROM oldest WHERE time >= $1 ORDER BY epoch, xid, seq LIMIT 1),
        old AS MATERIALIZED (SELECT epoch, xid, seq FROM oldest AS o WHERE NOT EXISTS (SELECT FROM stays AS s WHERE (s.epoch, s.xid, s.seq) <= (o.epoch, o.xid, o.seq))),
        gone AS (DELETE FROM library.events AS e USING old WHERE (e.epoch, e.xid, e.seq) = (old.epoch, old.xid, old.seq) RETURNING 1),
        floor AS (
            UPDATE library.feed SET floor_epoch = last.epoch, floor_xid = last.xid, floor_seq = last.seq
            FROM (SELECT epoch, xid, seq FROM old ORDER BY epoch DESC, xid DESC, seq DESC LIMIT 1) AS last)
        SELECT count(*)::int FROM gone
        """;

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<TrimEvents> context)
    {
        var total = 0;
        for (int gone; (gone = await TrimAsync(context.Message, context.CancellationToken)) > 0; total += gone)
        {
            await Task.Delay(Pause, context.CancellationToken);
        }

        if (total > 0)
        {
            log.Trimmed(total, context.Message.OlderThan);
        }
    }

    private async Task<int> TrimAsync(TrimEvents trim, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = trim.OlderThan.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = trim.Epoch });
        command.Parameters.Add(new NpgsqlParameter { Value = trim.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = trim.Seq });
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }
}

/// <summary>One at a time; what fails twice is dropped, since it is asked for again each hour.</summary>
public sealed class TrimEventsConsumerDefinition : ConsumerDefinition<TrimEventsConsumer>
{
    /// <summary>Names the queue.</summary>
    public TrimEventsConsumerDefinition() => EndpointName = "storage.trim";

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TrimEventsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 1, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
