using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>
/// The loop that observes and claims for one source. It sleeps until an event, a settlement that makes room, or the next scan; after a failure it
/// begins again from the ledger, so a commit whose answer was lost is found and not made twice. A claim of the bulk lane runs beside the loop, one at a time,
/// so that a drop is claimed while a backlog is being read.
/// </summary>
internal sealed class FetchLoop(
    FolderSource source, ArrivalLedger ledger, SourceLedger sources, BatchLedger batches, TimeProvider clock, Migration<AcquisitionContext> migration, DiskGuard disk,
    Lease lease, ILogger<FetchLoop> logger)
    : BackgroundService
{
    /// <summary>Time for settlements to gather where they alone make room for a backlog: a few large claims cost less than many small ones.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private readonly FolderSettings _settings = source.Settings;
    private readonly WatchedFolder _folder = source.Folder;
    private Task _bulk = Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        var pause = TimeSpan.FromSeconds(0.5);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StandByAsync(stoppingToken);
                while (!_folder.Prepare())
                {
                    Log.SourceUnusable(logger, _settings.Name, _folder.Problem);
                    await sources.NoteAsync(source.State(scannedAt: null, took: null), stoppingToken);
                    await Task.Delay(_settings.ScanInterval, clock, stoppingToken);
                }

                await ReconcileAsync(stoppingToken);
                await _folder.ListenAsync(stoppingToken);
                source.Stopped = null;
                Log.Watching(logger, _settings.Root, _settings.Name, _folder.HintsArrive ? "events tell when a file is complete" : "no events here, the scan alone tells");
                pause = TimeSpan.FromSeconds(0.5);
                await RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.FetchingStopped(logger, Outage.Stack(failure), _settings.Name, pause.TotalSeconds, failure.GetBaseException().Message);
                await NoteStoppedAsync(failure, stoppingToken);
                await Task.Delay(pause, clock, stoppingToken);
                pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, 10));
            }
        }
    }

    /// <summary>Shows with the source why nothing is fetched, where the database is not the reason.</summary>
    private async Task NoteStoppedAsync(Exception failure, CancellationToken cancellation)
    {
        if (failure is not (IOException or UnauthorizedAccessException) || !lease.IsHeld)
        {
            return;
        }

        source.Stopped = $"Nothing can be fetched from this folder now, and it is tried again: {failure.Message}";
        try
        {
            await sources.NoteAsync(source.State(scannedAt: null, took: null), cancellation);
        }
        catch (Exception away) when (Outage.Is(away))
        {
            // The database is away too.
        }
    }

    /// <summary>Waits while another Fetcher works on the watched folders. That the folder can be used is told in the meantime too.</summary>
    private async Task StandByAsync(CancellationToken cancellation)
    {
        while (!lease.IsHeld)
        {
            _folder.Prepare();
            await Task.WhenAny(lease.WaitAsync(cancellation), Task.Delay(_settings.ScanInterval, clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellation)
    {
        await source.Moving.WaitAsync(cancellation);
        try
        {
            await source.Reconciliation.RunAsync(cancellation);
        }
        finally
        {
            source.Moving.Release();
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        _folder.Batches.Restore((await batches.OpenAsync(_settings.Name, cancellation)).Select(row => (row.Id, row.Kind, RawPath.Of(row.Path), row.OpenedAt)));
        await source.LearnAsync(() => sources.NoteAsync(source.State(scannedAt: null, took: null), cancellation));
        try
        {
            await LoopAsync(cancellation);
        }
        finally
        {
            // What reconciliation finds must not change under it. A failure here is one of the database or disk that the loop meets itself.
            await _bulk.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _bulk = Task.CompletedTask;
        }
    }

    private async Task LoopAsync(CancellationToken cancellation)
    {
        long? scanned = null;
        var again = false;
        while (true)
        {
            _folder.TakeHints();
            if (source.TakeScanWish() || scanned is not { } at || clock.GetElapsedTime(at) >= _settings.ScanInterval)
            {
                scanned = clock.GetTimestamp();
                await ScanAsync(scanned.Value, cancellation);
                again = true;
            }

            again = again && disk.HasRoom() && await source.Fetch.FetchHeldBackAsync(cancellation);
            var claimed = !source.Paused && disk.HasRoom() && await ClaimAsync(cancellation);
            if (!claimed && !again)
            {
                await source.Bell.WaitAsync(_settings.ScanInterval - clock.GetElapsedTime(scanned.Value), cancellation);
            }
        }
    }

    private async Task ScanAsync(long begun, CancellationToken cancellation)
    {
        if (!lease.IsHeld)
        {
            throw new IOException("The lock on the watched folders is lost; another Fetcher may have it.");
        }

        if (!_folder.Prepare())
        {
            throw new IOException(_folder.Problem);
        }

        await _folder.ListenAgainAsync(cancellation);
        _folder.Scan();
        var took = clock.GetElapsedTime(begun);
        await source.LearnAsync(() => sources.NoteAsync(source.State(clock.GetUtcNow(), took), cancellation));
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

    /// <summary>Claims what is settled, as far as there is room. False where nothing of the prompt lane could be claimed; the end of a bulk claim rings the bell.</summary>
    private async Task<bool> ClaimAsync(CancellationToken cancellation)
    {
        if (_bulk.IsCompleted)
        {
            await _bulk;
            if (await TakeAsync(Lanes.Bulk, cancellation) is { Count: > 0 } backlog)
            {
                var more = _folder.HasReady(Lanes.Bulk);
                _bulk = Task.Run(() => ClaimBulkAsync(backlog, more, cancellation), cancellation);
            }
        }

        var drops = await TakeAsync(Lanes.Prompt, cancellation);
        if (drops.Count > 0)
        {
            await source.Fetch.ClaimAsync(drops, cancellation);
        }

        return drops.Count > 0;
    }

    private async Task ClaimBulkAsync(List<ReadyItem> backlog, bool more, CancellationToken cancellation)
    {
        try
        {
            await source.Fetch.ClaimAsync(backlog, cancellation);
            if (backlog.Count < FetchDocument.Batch && more)
            {
                await Task.Delay(Gathering, clock, cancellation);
            }
        }
        finally
        {
            source.Bell.Ring();
        }
    }

    private async Task<List<ReadyItem>> TakeAsync(string lane, CancellationToken cancellation)
    {
        var room = _folder.HasReady(lane) ? Math.Min(await ledger.RoomAsync(lane, cancellation), ledger.Step(lane, FetchDocument.Batch)) : 0;
        var claims = new List<ReadyItem>();
        foreach (var item in _folder.Take(lane, room))
        {
            if (item.State.Kind == ItemKind.Folder && await ledger.HasArrivalsInAsync(_settings.Name, item.Path.Bytes, cancellation))
            {
                _folder.LeaveFolder(item.Path);
            }
            else
            {
                claims.Add(item);
            }
        }

        return claims;
    }
}
