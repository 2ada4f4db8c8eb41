using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>
/// At start, forgets the state of sources that are configured no more, and says which of them left arrivals under way. From then on notes that uploads are taken: all
/// others are noted by their own loops.
/// </summary>
internal sealed class KnownSources(SourceList list, SourceLedger ledger, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<KnownSources> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly SourceRow Upload = new() { Name = SourceKinds.Upload, Kind = SourceKinds.Upload, Mode = "requests", Tags = [] };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        var told = false;
        do
        {
            try
            {
                await ledger.NoteAsync(Upload, stoppingToken);
                if (!told)
                {
                    await ForgetAsync(stoppingToken);
                    told = true;
                }
            }
            catch (Exception away) when (Outage.Is(away))
            {
                // The database is away: whoever needs it more says so.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ForgetAsync(CancellationToken cancellation)
    {
        foreach (var (source, count) in await ledger.KeepOnlyAsync([SourceKinds.Upload, .. list.Folders.Select(folder => folder.Name), .. list.Polled.Select(source => source.Name)], cancellation))
        {
            Log.SourceGone(logger, count, source);
        }
    }
}
