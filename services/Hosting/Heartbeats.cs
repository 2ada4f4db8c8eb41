using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Platform.Hosting;

/// <summary>Says each five seconds over the bus that this process runs, and how; a last time when it stops. Nobody is asked and nothing waits: what is not heard in time is dropped.</summary>
/// <param name="service">Name of the service.</param>
/// <param name="bus">The connection.</param>
/// <param name="health">What it needs.</param>
/// <param name="time">The clock.</param>
public sealed class Heartbeats(string service, IBus bus, HealthCheckService health, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(Heartbeat.Seconds), Patience = TimeSpan.FromSeconds(2), Lifetime = TimeSpan.FromSeconds(2 * Heartbeat.Seconds);

    private volatile Heartbeat? _last;

    /// <summary>What was said last, whether or not it went out; null before the first.</summary>
    public Heartbeat? Last => _last;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await SayAsync(isStopping: false, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            await SayAsync(isStopping: true, CancellationToken.None);
        }
    }

    private async Task SayAsync(bool isStopping, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        try
        {
            var report = isStopping ? null : await health.CheckHealthAsync(check => check.Tags.Contains("ready"), cancellation);
            _last = new Heartbeat
            {
                Service = service,
                Instance = Instance.Name,
                Version = Instance.Version,
                StartedAt = Instance.StartedAt,
                At = time.GetUtcNow(),
                IsStopping = isStopping,
                Checks = report?.Entries.Select(entry => new HeartbeatCheck(entry.Key, entry.Value.Status == HealthStatus.Unhealthy ? entry.Value.Description ?? "It is not there." : null)).ToList() ?? [],
                Queues = [.. QueueWork.All.OrderBy(queue => queue.Key, StringComparer.Ordinal)
                    .Select(queue => new HeartbeatQueue(queue.Key, queue.Value.Concurrency, Math.Max(0, queue.Value.UnderWay), queue.Value.Taken))],
            };
            await bus.Publish(_last, context =>
            {
                context.TimeToLive = Lifetime;
                context.Durable = false;
            }, deadline.Token);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // The broker is away, which readiness says; the next one is soon.
        }
    }
}
