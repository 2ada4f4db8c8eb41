using System.Threading.Channels;
using Npgsql;

namespace Platform.Storage.EventLog;

/// <summary>
/// Tells readers of the log that there is something new: NOTIFY <c>library_events</c>, outside any transaction and once for all that was committed
/// meanwhile. Inside the writing transaction it would serialize all commits (measured: 2,437 → 252 transactions/s). Readers poll
/// too, so a bell that does not ring costs a second at most.
/// </summary>
public sealed class Doorbell(NpgsqlDataSource database, TimeProvider time, ILogger<Doorbell> log) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Rings soon; returns at once.</summary>
    public void Ring() => _rung.Writer.TryWrite(true);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _rung.Reader.WaitToReadAsync(stoppingToken))
        {
            _rung.Reader.TryRead(out _);
            try
            {
                // Nothing is lost with a bell: its commit need not wait for the disk.
                await using var notify = database.CreateCommand("SELECT set_config('synchronous_commit', 'off', true), pg_notify('library_events', '')");
                await notify.ExecuteNonQueryAsync(stoppingToken);

                // The first ring after a silence goes out at once; while many commit, readers come for many events at a time.
                await Task.Delay(Shortest, time, stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                log.DoorbellFailed(failure.Message);
            }
        }
    }
}
