using Npgsql;
using Platform.Gateway.Access;
using Platform.Gateway.Feed;
using Platform.Hosting;

namespace Platform.Gateway.Subscriptions;

/// <summary>
/// Keeps a <see cref="Courier"/> for each active subscription, in one Gateway at a time: the one that holds a session advisory lock. The others wait to
/// take over. A slow or dead endpoint holds up only its own courier.
/// </summary>
public sealed class WebhookDelivery(
    NpgsqlDataSource database, SubscriptionStore store, SubscriptionBell bell, EventTail tail, Doorbell doorbell, CourierPlace places, WebhookSender sender, WebhookSettings settings,
    Migration<DeliveryContext> migration, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private const long LockKey = 0x77656268; // any number that nothing else in this database locks
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Prune = TimeSpan.FromHours(1);

    private readonly ILogger _logger = loggers.CreateLogger<WebhookDelivery>();
    private readonly RetrySchedule _schedule = new(settings);
    private readonly Dictionary<Guid, (int Version, Task Task, CancellationTokenSource Stop)> _couriers = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var holder = await database.OpenConnectionAsync(stoppingToken);
                try
                {
                    await HoldAsync(holder, stoppingToken);
                }
                finally
                {
                    // Only when the last courier has stopped may another Gateway deliver. A pooled connection keeps its lock unless told otherwise.
                    await StopAllAsync();
                    if (holder.State == System.Data.ConnectionState.Open)
                    {
                        await using var release = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", holder);
                        await release.ExecuteNonQueryAsync(CancellationToken.None);
                    }
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or InvalidOperationException)
            {
                _logger.DeliveryAway(failure.GetBaseException().Message);
                await Task.Delay(Look, time, stoppingToken);
            }
        }
    }

    private async Task HoldAsync(NpgsqlConnection holder, CancellationToken cancellation)
    {
        while (!await TryLockAsync(holder, cancellation))
        {
            await Task.Delay(Look, time, cancellation);
        }

        _logger.DeliveryStarted();
        var prunedAt = time.GetTimestamp() - (long)(Prune.TotalSeconds * time.TimestampFrequency);
        while (true)
        {
            var ring = bell.Next;
            // Asked over the connection that holds the lock: when it is lost, so is this, and delivery stops.
            await KeepAsync(await ActiveAsync(holder, cancellation), cancellation);
            if (time.GetElapsedTime(prunedAt) >= Prune)
            {
                prunedAt = time.GetTimestamp();
                await PruneAsync(holder, cancellation);
            }

            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(ring, Task.Delay(Look, time, over.Token));
            await over.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Stops couriers of what is no longer active or was changed, and starts those that are missing.</summary>
    private async Task KeepAsync(Dictionary<Guid, int> active, CancellationToken cancellation)
    {
        foreach (var (id, courier) in _couriers.ToList())
        {
            if (courier.Task.IsCompleted || !active.TryGetValue(id, out var version) || version != courier.Version)
            {
                await courier.Stop.CancelAsync();
                await courier.Task;
                courier.Stop.Dispose();
                _couriers.Remove(id);
            }
        }

        foreach (var id in active.Keys.Where(id => !_couriers.ContainsKey(id)))
        {
            if (await store.FindAsync(id, cancellation) is { State: SubscriptionStates.Active } row)
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                _couriers[id] = (row.Version, Task.Run(() => DeliverAsync(row, stop.Token), CancellationToken.None), stop);
            }
        }
    }

    private async Task DeliverAsync(Subscription row, CancellationToken cancellation)
    {
        try
        {
            await new Courier(row, places, tail, doorbell, sender, _schedule, time, loggers.CreateLogger<Courier>()).RunAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // told to stop
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or ObjectDisposedException)
        {
            _logger.CourierAway(row.Name, row.Id, failure.GetBaseException().Message);
        }
    }

    private async Task StopAllAsync()
    {
        foreach (var courier in _couriers.Values)
        {
            await courier.Stop.CancelAsync();
        }

        await Task.WhenAll(_couriers.Values.Select(courier => courier.Task));
        foreach (var courier in _couriers.Values)
        {
            courier.Stop.Dispose();
        }

        _couriers.Clear();
    }

    private async Task PruneAsync(NpgsqlConnection holder, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("DELETE FROM delivery.attempts WHERE at < $1", holder);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (time.GetUtcNow() - settings.KeepAttempts).UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection holder, CancellationToken cancellation)
    {
        await using var take = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", holder) { Parameters = { new() { Value = LockKey } } };
        return (bool)(await take.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<Dictionary<Guid, int>> ActiveAsync(NpgsqlConnection holder, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT id, version FROM delivery.subscriptions WHERE state = 'active'", holder);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var active = new Dictionary<Guid, int>();
        while (await row.ReadAsync(cancellation))
        {
            active.Add(row.GetGuid(0), row.GetInt32(1));
        }

        return active;
    }
}
