using System.Diagnostics.Metrics;
using Platform.Hosting;

namespace Platform.Gateway.Status;

/// <summary>
/// What is measured of the whole path: read every five seconds, since a look by Prometheus must not wait for the database. While the database is away the last state is shown no longer.
/// </summary>
internal sealed class PathGauges(PathReader reader, PathHistory history, Subscriptions.SubscriptionStore subscriptions, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private volatile PathState? _path;
    private volatile IReadOnlyList<(string State, int Count)> _states = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        StageMetrics.Gauge("ingest.oldest_pending.age", "s", "How long the first of the documents that wait for a stage has waited; 0 where none does.", () => Path(path =>
        [
            Age(path, path.Fetcher.Oldest, "stage", "fetcher"), Age(path, path.Parser.Oldest, "stage", "parser"), Age(path, path.Storage.Oldest, "stage", "storage"),
        ]));
        StageMetrics.Gauge("ingest.pending", "{document}", "Documents that wait for a stage.", () => Path(path =>
        [
            Of(path.Fetcher.Pending, "stage", "fetcher"), Of(path.Parser.Pending, "stage", "parser"), Of(path.Storage.Pending, "stage", "storage"),
        ]));
        StageMetrics.Gauge("ingest.event.lag", "{event}", "Events that a subscriber has not dealt with, counted to 5,000; of webhooks the 20 that are furthest behind.", () => Path(path =>
            [.. path.Subscribers.Select(reader => Of(reader.Behind, "subscriber", reader.Name))]));
        StageMetrics.Gauge("ingest.event.horizon.age", "s", "How long the oldest event has been held back by an older transaction; 0 where none is.", () => Path(path =>
            [new Measurement<double>(Seconds(path, path.HeldBackSince))]));
        StageMetrics.Gauge("ingest.subscriptions", "{subscription}", "Subscriptions by state.", () => _states.Select(state => Of(state.Count, "state", state.State)));
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var begun = false;
        do
        {
            try
            {
                _path = await reader.ReadAsync(stoppingToken);
                history.Note(_path);
                if (!begun)
                {
                    begun = true; // tried once: where it takes too long, the hour begins now
                    history.Begin(await reader.HourAsync(stoppingToken));
                }

                var all = await subscriptions.ListAsync(stoppingToken);
                _states = [.. new[] { "active", "paused", "disabled" }.Select(state => (state, all.Count(one => one.State == state)))];
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                _path = null; // the database's readiness says why; EF wraps what is transient in exceptions of many kinds, and a gauge must not end its service
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<Measurement<double>> Path(Func<PathState, Measurement<double>[]> read) => _path is { } path ? read(path) : [];

    private static Measurement<double> Age(PathState path, DateTimeOffset? since, string label, string value) => Of(Seconds(path, since), label, value);

    private static Measurement<double> Of(double number, string label, string value) => new(number, new KeyValuePair<string, object?>(label, value));

    private static double Seconds(PathState path, DateTimeOffset? since) => since is { } began ? Math.Max(0, (path.Now - began).TotalSeconds) : 0;
}
