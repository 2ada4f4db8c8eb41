using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>Each second, publishes again what is due without an outcome. No message is ever lost for good, because the ledger remembers.</summary>
internal sealed class Redrive(ArrivalLedger ledger, FolderSources sources, Outbound outbound, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<Redrive> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        var pause = Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                List<ArrivalRow> due;
                while ((due = await ledger.TakeDueAsync(stoppingToken)).Count > 0)
                {
                    foreach (var row in due.Where(row => row.ReasonCode == ReasonCodes.ContentMissing && Schedule.For(row) == DueAs.Fetched))
                    {
                        await (sources[row.Source]?.Fetch.StoreAgainAsync(row, stoppingToken) ?? Task.CompletedTask);
                    }

                    using var step = Traces.Begin("redrive", due.Select(row => row.Id), logger);
                    await outbound.SendAsync(due, stoppingToken);
                    Log.Redriven(logger, due.Count);
                }

                pause = Interval;
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, 10));
                Log.RedriveStopped(logger, Outage.Stack(failure), pause.TotalSeconds, failure.GetBaseException().Message);
            }

            await Task.Delay(pause, clock, stoppingToken);
        }
    }
}
