using System.Diagnostics.Metrics;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>What is measured of the watched folders and the disk.</summary>
internal sealed class SourceGauges(FolderSources sources, DiskGuard disk) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        StageMetrics.Gauge(
            "ingest.watch.last_scan.timestamp", "s", "When the last listing of a source ended, in seconds since 1970.",
            () => sources.All.Where(source => source.ScannedAt is not null).Select(source => new Measurement<double>(source.ScannedAt!.Value.ToUnixTimeMilliseconds() / 1000d, Label(source))));
        StageMetrics.Counter(
            "ingest.watch.missed_hints", "{file}", "Files that a scan found complete although no event had told of them.",
            () => sources.All.Select(source => new Measurement<long>(source.Folder.MissedHints, Label(source))));
        StageMetrics.Gauge("ingest.disk.free", "By", "Bytes that are free where the content store lies.", () => [new Measurement<double>(disk.Free)]);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static KeyValuePair<string, object?> Label(FolderSource source) => new("source", source.Settings.Name);
}
