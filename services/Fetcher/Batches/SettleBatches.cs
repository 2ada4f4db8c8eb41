using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher.Batches;

/// <summary>Each second, settles the closed batches whose arrivals all have their outcome: the receipt first, then the row. A kill between the two writes it twice.</summary>
internal sealed class SettleBatches(
    BatchLedger ledger, FolderSources sources, Lease lease, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<SettleBatches> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long a receipt that could not be written waits for its next attempt.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Guid, long> _put = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await lease.WaitAsync(stoppingToken);
            try
            {
                var settled = new List<Guid>();
                foreach (var batch in await ledger.FinishedAsync(stoppingToken))
                {
                    if (await HasReceiptAsync(batch, stoppingToken))
                    {
                        settled.Add(batch.Id);
                    }
                }

                if (settled.Count > 0)
                {
                    await ledger.SettleAsync(settled, stoppingToken);
                }
            }
            catch (Exception away) when (Outage.Is(away))
            {
                // The database is away: whoever needs it more says so.
            }
        }
    }

    /// <summary>Writes the receipt of a dropped folder; true where there is none to write.</summary>
    private async Task<bool> HasReceiptAsync(BatchRow batch, CancellationToken cancellation)
    {
        if (batch.Kind != BatchKinds.Folder || sources[batch.Source] is not { } source)
        {
            return true;
        }

        if (_put.TryGetValue(batch.Id, out var at) && clock.GetElapsedTime(at) < Patience)
        {
            return false;
        }

        try
        {
            await FolderReceipt.WriteAsync(source.Filing, batch, ledger.ArrivalsAsync(batch.Id, cancellation));
            _put.Remove(batch.Id);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.ReceiptWaits(logger, batch.Id, failure.Message);
            _put[batch.Id] = clock.GetTimestamp();
            return false;
        }
    }
}
