using Platform.Contracts;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>Tells Storage again and again which documents are older than their source keeps them. Nothing is remembered: what one message does not reach the next one does.</summary>
internal sealed class Expiry(SourceList sources, Publisher publisher, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<SourceSettings> keeping = [.. sources.Folders.Concat(sources.Polled).Where(source => source.KeepDocuments is not null)];
        if (keeping.Count == 0)
        {
            return;
        }

        // Often enough that no document is kept much longer than it is to be: a hundredth of the time.
        var shortest = keeping.Min(source => source.KeepDocuments!.Value) / 100;
        using var timer = new PeriodicTimer(shortest > Longest ? Longest : shortest < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : shortest, clock);
        do
        {
            foreach (var source in keeping)
            {
                await publisher.TryPublishAsync(new ExpireDocuments { Source = source.Name, StoredBefore = clock.GetUtcNow() - source.KeepDocuments!.Value }, queue: null, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
