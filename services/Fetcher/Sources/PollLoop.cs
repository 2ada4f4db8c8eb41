using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher.Sources;

/// <summary>
/// The loop of a source that is asked again and again. It sleeps until something is due or an operator rings; after a failure of ours it begins again from the ledger. All that it knows is
/// there, so it can be killed at any moment.
/// </summary>
internal abstract class PollLoop(PolledSource source, SourceLedger sources, DiskGuard disk, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger logger) : BackgroundService
{
    /// <summary>How often a source says that it is looked after, at least.</summary>
    private static readonly TimeSpan Sign = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _scannedAt;
    private TimeSpan? _took;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        var pause = TimeSpan.FromSeconds(0.5);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await BeginAsync(stoppingToken);
                source.Paused = await NoteAsync(stoppingToken);
                while (true)
                {
                    await TurnAsync(stoppingToken);
                    pause = TimeSpan.FromSeconds(0.5);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.FetchingStopped(logger, Outage.Stack(failure), source.Settings.Name, pause.TotalSeconds, failure.GetBaseException().Message);
                await Task.Delay(pause, clock, stoppingToken);
                pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, 60)); // while our disk is full, nobody is to be asked every few seconds
            }
        }
    }

    /// <summary>Makes ready what the settings name.</summary>
    protected abstract Task BeginAsync(CancellationToken cancellation);

    /// <summary>An operator wants a look now.</summary>
    protected abstract Task WantAsync(CancellationToken cancellation);

    /// <summary>Does what is due; false where nothing was.</summary>
    protected abstract Task<bool> WorkAsync(CancellationToken cancellation);

    /// <summary>How many files a mirrored folder holds, and how many that it held are there no more; null for what is no folder, or was not looked at yet.</summary>
    protected virtual (int? Files, int? Gone) Counts => (null, null);

    /// <summary>How many documents wait, when something is due next, and what is wrong.</summary>
    protected abstract Task<(int Ready, DateTimeOffset? Next, string? Problem)> StandAsync(CancellationToken cancellation);

    /// <summary>Shows how the source stands.</summary>
    /// <returns>Whether it is paused.</returns>
    protected async Task<bool> NoteAsync(CancellationToken cancellation)
    {
        var (ready, _, problem) = await StandAsync(cancellation);
        return await sources.NoteAsync(source.State(problem ?? disk.Problem, ready, _scannedAt, _took, Counts), cancellation);
    }

    /// <summary>Whether there is room on the disk for something new.</summary>
    protected bool MayClaim() => disk.HasRoom();

    /// <summary>A look that began at a time has ended.</summary>
    protected void Looked(long begun) => (_scannedAt, _took) = (clock.GetUtcNow(), clock.GetElapsedTime(begun));

    private async Task TurnAsync(CancellationToken cancellation)
    {
        if (source.TakeScanWish())
        {
            await WantAsync(cancellation);
        }

        var begun = clock.GetTimestamp();
        var mayWork = !source.Paused && disk.HasRoom();
        if (mayWork && await WorkAsync(cancellation))
        {
            Looked(begun);
        }

        await NoteAsync(cancellation);
        var wait = (await StandAsync(cancellation)).Next is { } next && mayWork ? next - clock.GetUtcNow() : Sign;
        await source.Bell.WaitAsync(wait < TimeSpan.FromMilliseconds(200) ? TimeSpan.FromMilliseconds(200) : wait < Sign ? wait : Sign, cancellation);
    }
}
