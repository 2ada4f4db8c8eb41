using Npgsql;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>
/// Of several Fetchers on one ledger, one works on the watched folders, their receipts and their retries: whoever holds this lock of the database. It is the connection's, so it is free
/// at once when its holder dies, and who waits goes on from the ledger as after a restart. Uploads, outcomes, archives, mirrors and what is polled are shared by all.
/// </summary>
internal sealed class Lease(NpgsqlDataSource database, FolderSources sources, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<Lease> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Told by a Fetcher that stands by and has settled something, to the one that works.</summary>
    private const string Room = "platform_fetcher_room";

    // Where its holder's machine is gone without a word, the server notices after some 20 s.
    private const string Keepalive = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; SET application_name = 'platform-fetcher-lease'";

    private volatile TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether this process holds it.</summary>
    public bool IsHeld => _held.Task.IsCompleted;

    /// <summary>Ends once this process holds it.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _held.Task.WaitAsync(cancellation);

    /// <summary>There is room for more: wakes the loops of the watched folders, in whichever process they run. A word that is lost costs the pause to the next scan.</summary>
    public async Task TellOfRoomAsync(CancellationToken cancellation)
    {
        if (IsHeld)
        {
            sources.Ring();
            return;
        }

        await using var command = database.CreateCommand("SELECT pg_notify($1, '')");
        command.Parameters.AddWithValue(Room);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(stoppingToken);
            }
            catch (Exception away) when (Outage.Is(away))
            {
                // The database is away, or another Fetcher has held it for as long as a command may take.
            }
            finally
            {
                if (IsHeld)
                {
                    _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    Log.LeaseLost(logger);
                }
            }

            await Task.Delay(Interval / 4, clock, stoppingToken);
        }
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(Keepalive);
        await ExecuteAsync("SELECT pg_advisory_lock(hashtext('platform fetcher'), hashtext('watched folders'))");
        connection.Notification += (_, _) => sources.Ring();
        await ExecuteAsync("LISTEN " + Room);
        Log.LeaseHeld(logger);
        _held.SetResult();
        while (true)
        {
            if (!await connection.WaitAsync(Interval, cancellation))
            {
                await ExecuteAsync("SELECT 1");
            }
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
