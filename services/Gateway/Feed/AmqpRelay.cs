using Npgsql;
using NpgsqlTypes;
using Platform.Gateway.Access;
using Platform.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Platform.Gateway.Feed;

/// <summary>
/// Carries the event log to the topic exchange <c>platform.events</c>, routing key = type, plain CloudEvents JSON. A cursor reader like all others: it
/// keeps its place in <c>delivery.checkpoints</c>, runs in one process at a time (session advisory lock), and begins again where the broker last
/// confirmed. At least once, in log order; an event that comes twice keeps its id.
/// </summary>
public sealed class AmqpRelay(
    NpgsqlDataSource database, EventLog log, Doorbell doorbell, IConfiguration configuration, Migration<DeliveryContext> migration, TimeProvider time, ILogger<AmqpRelay> logger) : BackgroundService
{
    /// <summary>The exchange subscribers bind their queues to.</summary>
    public const string Exchange = "platform.events";

    /// <summary>Events in a page, and so publishes that wait for their confirm at once: one at a time reaches 322–516 messages/s, 256 reach 3,500–6,400.</summary>
    private const int Window = 256;

    private const string CheckpointName = "amqp";
    private const long LockKey = 0x706C6174; // any number that nothing else in this database locks
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        var pause = TimeSpan.FromSeconds(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                await RelayAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or RabbitMQClientException or IOException or TimeoutException
                or ObjectDisposedException or OperationCanceledException)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                // What worked for a while and then broke is tried again at once; what never works, ever more rarely.
                pause = time.GetElapsedTime(began) > LongestPause ? TimeSpan.FromSeconds(1) : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                logger.RelayAway(pause.TotalSeconds, failure.GetBaseException().Message);
                await Task.Delay(pause, time, stoppingToken);
            }
        }
    }

    private async Task RelayAsync(CancellationToken cancellation)
    {
        // The lock lives as long as this connection; a second Gateway waits for it here.
        await using var holder = await database.OpenConnectionAsync(cancellation);
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_lock($1)", holder) { CommandTimeout = 0, Parameters = { new() { Value = LockKey } } })
        {
            await take.ExecuteNonQueryAsync(cancellation);
        }

        try
        {
            var factory = new ConnectionFactory { Uri = Bus.BrokerUri(configuration), AutomaticRecoveryEnabled = false, ClientProvidedName = "platform-gateway-relay" };
            await using var connection = await factory.CreateConnectionAsync(cancellation);
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
            await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
            var place = await CheckpointAsync(cancellation);
            logger.RelayStarted(place.Sequence);
            while (true)
            {
                var ring = doorbell.Next;
                var batch = await log.ReadAsync(place, EventFilter.All, Window, cancellation);
                var events = batch.Events;
                if (events.Count == 0)
                {
                    await doorbell.WaitAsync(ring, batch.HeldBack, cancellation);
                    if (!channel.IsOpen)
                    {
                        throw new IOException("The broker closed the connection.");
                    }

                    continue;
                }

                // Sent in order without waiting for one another; the page is done when the broker has taken all of it, and only then the place moves.
                await Task.WhenAll(events.Select(logged => PublishAsync(channel, logged, cancellation)).ToList());
                place = events[^1].Place;
                await SaveAsync(place, cancellation);
            }
        }
        finally
        {
            // A pooled connection keeps its session, and with it the lock, unless told otherwise.
            if (holder.State == System.Data.ConnectionState.Open)
            {
                await using var release = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", holder);
                await release.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    private static async Task PublishAsync(IChannel channel, LoggedEvent logged, CancellationToken cancellation)
    {
        using var step = Traces.Follow("relay", logged.Traceparent);
        var properties = new BasicProperties
        {
            Headers = (step?.Id ?? logged.Traceparent) is { } trace ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["traceparent"] = trace } : null,
            ContentType = "application/cloudevents+json; charset=utf-8",
            MessageId = logged.Id.ToString(),
            DeliveryMode = DeliveryModes.Persistent,
            Timestamp = new AmqpTimestamp(logged.Time.ToUnixTimeSeconds()),
            Type = logged.Type,
            AppId = "platform",
        };

        // Not mandatory: where nobody has bound a queue for this type the broker drops it, and the log keeps it for whoever asks later.
        await channel.BasicPublishAsync(Exchange, logged.Type, mandatory: false, properties, logged.Json, cancellation);
    }

    private async Task<Cursor> CheckpointAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT epoch, xid, seq FROM delivery.checkpoints WHERE name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = CheckpointName });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new Cursor(row.GetInt32(0), row.GetFieldValue<ulong>(1), row.GetInt64(2)) : Cursor.Beginning;
    }

    private async Task SaveAsync(Cursor place, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO delivery.checkpoints (name, epoch, xid, seq, updated_at) VALUES ($1, $2, $3, $4, now())
            ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, xid = excluded.xid, seq = excluded.seq, updated_at = excluded.updated_at
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = CheckpointName });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = place.Epoch });
        command.Parameters.Add(new NpgsqlParameter { Value = place.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = place.Seq });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
