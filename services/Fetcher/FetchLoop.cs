using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>
/// The loop that observes and claims for one source. It sleeps until an event, a settlement that makes room, or the next scan; after a failure it
/// begins again from the ledger, so a commit whose answer was lost is found and not made twice.
/// </summary>
internal sealed class FetchLoop(
    FolderSource source, ArrivalLedger ledger, SourceLedger sources, BatchLedger batches, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<FetchLoop> logger)
    : BackgroundService
{
    private const int Batch = 256;

    private readonly FolderSettings _settings = source.Settings;
    private readonly WatchedFolder _folder = source.Folder;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        var pause = TimeSpan.FromSeconds(0.5);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (!_folder.Prepare())
                {
                    Log.SourceUnusable(logger, _settings.Name, _folder.Problem);
                    await sources.NoteAsync(source.State(scannedAt: null, took: null), stoppingToken);
                    await Task.Delay(_settings.ScanInterval, clock, stoppingToken);
                }

                await source.Reconciliation.RunAsync(stoppingToken);
                await _folder.ListenAsync(stoppingToken);
                Log.Watching(logger, _settings.Root, _settings.Name, _folder.HintsArrive ? "events tell when a file is complete" : "no events here, the scan alone tells");
                pause = TimeSpan.FromSeconds(0.5);
                await RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.FetchingStopped(logger, Outage.Stack(failure), _settings.Name, pause.TotalSeconds, failure.GetBaseException().Message);
                await Task.Delay(pause, clock, stoppingToken);
                pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, 10));
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        _folder.Batches.Restore((await batches.OpenAsync(_settings.Name, cancellation)).Select(row => (row.Id, row.Kind, RawPath.Of(row.Path), row.OpenedAt)));
        source.Paused = await sources.NoteAsync(source.State(scannedAt: null, took: null), cancellation);
        long? scanned = null;
        while (true)
        {
            _folder.TakeHints();
            if (source.TakeScanWish() || scanned is not { } at || clock.GetElapsedTime(at) >= _settings.ScanInterval)
            {
                scanned = clock.GetTimestamp();
                await ScanAsync(scanned.Value, cancellation);
            }

            if (source.Paused || !await ClaimAsync(cancellation))
            {
                await source.Bell.WaitAsync(_settings.ScanInterval - clock.GetElapsedTime(scanned.Value), cancellation);
            }
        }
    }

    private async Task ScanAsync(long begun, CancellationToken cancellation)
    {
        if (!_folder.Prepare())
        {
            throw new IOException(_folder.Problem);
        }

        _folder.Scan();
        var took = clock.GetElapsedTime(begun);
        await source.Fetch.FetchHeldBackAsync(cancellation);
        await sources.NoteAsync(source.State(clock.GetUtcNow(), took), cancellation);
        await NoteBatchesAsync(cancellation);
    }

    /// <summary>Closes batches that are over and notes how many documents still queue for the others.</summary>
    private async Task NoteBatchesAsync(CancellationToken cancellation)
    {
        var closed = _folder.CloseBatches();
        var known = closed.Select(batch => (Batch: batch, Closed: true)).Concat(_folder.Batches.All.Select(batch => (Batch: batch, Closed: false)))
            .Where(pair => pair.Batch.Known && (pair.Closed || pair.Batch.Queued != pair.Batch.Noted)).ToList();
        if (known.Count > 0)
        {
            await batches.NoteAsync([.. known.Select(pair => (pair.Batch.Id, pair.Batch.Queued, pair.Closed))], cancellation);
            known.ForEach(pair => pair.Batch.Noted = pair.Batch.Queued);
        }
    }

    /// <summary>Claims what is settled, as far as there is room. False where nothing could be claimed.</summary>
    private async Task<bool> ClaimAsync(CancellationToken cancellation)
    {
        var room = _folder.Ready == 0 ? 0 : Math.Min(await ledger.RoomAsync(cancellation), Batch);
        if (room == 0)
        {
            return false;
        }

        var claims = new List<ReadyItem>();
        foreach (var item in _folder.Take(room))
        {
            if (Posix.Look(_folder.At(item.Path)) is { Kind: ItemKind.Folder } && await ledger.HasArrivalsInAsync(_settings.Name, item.Path.Bytes, cancellation))
            {
                _folder.LeaveFolder(item.Path);
            }
            else
            {
                claims.Add(item);
            }
        }

        if (claims.Count > 0)
        {
            await source.Fetch.ClaimAsync(claims, cancellation);
        }

        return true;
    }
}
