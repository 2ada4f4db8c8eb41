using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>
/// The one loop that observes and claims. It sleeps until an event, a settlement that makes room, or the next scan; after a failure it
/// begins again from the ledger, so a commit whose answer was lost is found and not made twice.
/// </summary>
internal sealed class FetchLoop(
    WatchedFolder folder, FetchDocument fetch, Reconciliation reconciliation, ArrivalLedger ledger, InboxSettings inbox, Doorbell bell, TimeProvider clock,
    Migration<AcquisitionContext> migration, ILogger<FetchLoop> logger) : BackgroundService
{
    private const int Batch = 256;

    /// <summary>Time for settlements to gather where they alone make room: a few large claims cost less than many small ones.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        var pause = TimeSpan.FromSeconds(0.5);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (!folder.Prepare())
                {
                    Log.InboxUnusable(logger, folder.Problem);
                    await Task.Delay(inbox.ScanInterval, clock, stoppingToken);
                }

                await reconciliation.RunAsync(stoppingToken);
                await folder.ListenAsync(stoppingToken);
                Log.Watching(logger, inbox.Root, inbox.Name, folder.HintsArrive ? "events tell when a file is complete" : "no events here, the scan alone tells");
                pause = TimeSpan.FromSeconds(0.5);
                await RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.FetchingStopped(logger, Outage.Stack(failure), pause.TotalSeconds, failure.GetBaseException().Message);
                await Task.Delay(pause, clock, stoppingToken);
                pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, 10));
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        long? scanned = null;
        while (true)
        {
            folder.TakeHints();
            if (scanned is not { } at || clock.GetElapsedTime(at) >= inbox.ScanInterval)
            {
                if (!folder.Prepare())
                {
                    throw new IOException(folder.Problem);
                }

                folder.Scan();
                await fetch.FetchHeldBackAsync(cancellation);
                scanned = clock.GetTimestamp();
            }

            if (!await ClaimAsync(cancellation))
            {
                await bell.WaitAsync(inbox.ScanInterval - clock.GetElapsedTime(scanned.Value), cancellation);
            }
        }
    }

    /// <summary>Claims what is settled, as far as there is room. False where nothing could be claimed.</summary>
    private async Task<bool> ClaimAsync(CancellationToken cancellation)
    {
        var room = folder.Ready == 0 ? 0 : await ledger.RoomAsync(cancellation);
        if (room < Math.Min(folder.Ready, Batch))
        {
            await Task.Delay(Gathering, clock, cancellation);
            room = await ledger.RoomAsync(cancellation);
        }

        if (room == 0)
        {
            return false;
        }

        var claims = new List<RawPath>();
        foreach (var path in folder.Take(Math.Min(room, Batch)))
        {
            if (Posix.Look(folder.At(path)) is { Kind: ItemKind.Folder } && await ledger.HasArrivalsInAsync(path.Bytes, cancellation))
            {
                folder.LeaveFolder(path);
            }
            else
            {
                claims.Add(path);
            }
        }

        if (claims.Count > 0)
        {
            await fetch.ClaimAsync(claims, cancellation);
        }

        return true;
    }
}
