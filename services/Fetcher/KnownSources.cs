using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>At start, forgets the state of sources that are configured no more, and says which of them left arrivals under way.</summary>
internal sealed class KnownSources(SourceList list, SourceLedger ledger, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<KnownSources> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                foreach (var (source, count) in await ledger.KeepOnlyAsync([.. list.Folders.Select(folder => folder.Name)], stoppingToken))
                {
                    Log.SourceGone(logger, count, source);
                }

                return;
            }
            catch (Exception away) when (Outage.Is(away))
            {
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken);
            }
        }
    }
}
