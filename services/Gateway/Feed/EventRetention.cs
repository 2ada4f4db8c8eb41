using Npgsql;
using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Hosting;

namespace Platform.Gateway.Feed;

/// <summary>
/// At the start and each hour, tells Storage which events may leave the log: those older than <see cref="EventSettings.Keep"/> that every reader that is alive has been given, and those older than
/// <see cref="EventSettings.KeepUnread"/> whoever waits for them. Alive are the exchange and the active subscriptions; one that is paused or disabled holds nothing up.
/// </summary>
public sealed class EventRetention(
    NpgsqlDataSource database, EventLog log, EventSettings settings, Publisher publisher, Migration<DeliveryContext> migration, TimeProvider time, ILogger<EventRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const string SlowestSql = """
        SELECT epoch, xid, seq FROM (
            SELECT epoch, xid, seq FROM delivery.checkpoints UNION ALL SELECT epoch, xid, seq FROM delivery.subscriptions WHERE state = 'active') AS places
        ORDER BY epoch, xid, seq LIMIT 1
        """;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                var end = await log.EndAsync(stoppingToken);
                await TrimAsync(settings.Keep, await SlowestAsync(stoppingToken) ?? end, stoppingToken);
                await TrimAsync(settings.KeepUnread, end, stoppingToken);
            }
            catch (Exception away) when (away is NpgsqlException or TimeoutException)
            {
                logger.NotTrimmed(away.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TrimAsync(TimeSpan keep, Cursor place, CancellationToken cancellation)
    {
        var trim = new TrimEvents { OlderThan = time.GetUtcNow() - keep, Epoch = place.Epoch, Xid = place.Xid, Seq = place.Seq };
        if (await publisher.TryPublishAsync(trim, queue: null, cancellation) is { } failure)
        {
            logger.NotTrimmed(failure.Message);
        }
    }

    private async Task<Cursor?> SlowestAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(SlowestSql);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? Envelope.Place(row) : null;
    }
}
