using System.Diagnostics;
using Platform.Contracts;
using Platform.Fetcher.Containers;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>Publishes arrivals as what they are due as. What does not go out is left to the re-drive: nobody waits for a broker that is away.</summary>
internal sealed class Outbound(Publisher publisher, ArrivalLedger ledger, RightOfWay right, UnpackQueue unpacking, TimeProvider clock, ILogger<Outbound> logger) : IDisposable
{
    /// <summary>Documents in one message: the most that the contract allows; a burst makes enough messages for several Parser workers.</summary>
    private const int MostFetched = 64;

    /// <summary>Refusals in one message.</summary>
    private const int MostRefused = 256;

    private readonly SemaphoreSlim _outstanding = new(8, 8);
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    /// <summary>Sends arrivals off: containers to be unpacked, all others to the broker. Returns once each message is on its way or given up; does not wait for the broker's answer.</summary>
    public async Task SendAsync(IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        foreach (var row in rows.Where(row => Schedule.For(row) == DueAs.ToUnpack))
        {
            unpacking.Add(row);
        }

        foreach (var (lane, batch) in rows.Select(row => (row.Lane, row.BatchId)).Distinct())
        {
            right.Take(lane, batch);
        }

        foreach (var group in rows.GroupBy(row => (Due: Schedule.For(row), row.Lane)).Where(group => group.Key.Due != DueAs.ToUnpack))
        {
            foreach (var message in Schedule.Messages(group, group.Key.Due == DueAs.Fetched ? MostFetched : MostRefused))
            {
                if (await _outstanding.WaitAsync(_patience, cancellation))
                {
                    _ = PublishAsync(group.Key.Due, group.Key.Lane, message, cancellation);
                }
                else
                {
                    using var step = Traces.Begin("wait", message.Select(row => row.Id), logger);
                    Log.NotPublished(logger, message.Count, "the broker is busy or away");
                    await ledger.PutOffAsync([.. message.Select(row => row.Id)], cancellation);
                }
            }
        }
    }

    public void Dispose() => _outstanding.Dispose();

    private async Task PublishAsync(DueAs due, string lane, IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        using var step = Traces.Begin("send", rows.Select(row => row.Id), logger, ActivityKind.Producer);
        try
        {
            var bulk = lane == Lanes.Bulk;
            var failure = due switch
            {
                DueAs.Fetched => await publisher.TryPublishAsync(new DocumentsFetched { Documents = [.. rows.Select(Fetched)], Lane = lane }, bulk ? Lanes.BulkParser : null, cancellation),
                DueAs.Unpacked => await publisher.TryPublishAsync(new ContainersUnpacked { Documents = [.. rows.Select(Refused)] }, bulk ? Lanes.BulkStorage : null, cancellation),
                DueAs.Rejected => await publisher.TryPublishAsync(new DocumentsRejected { Documents = [.. rows.Select(Refused)] }, bulk ? Lanes.BulkStorage : null, cancellation),
                _ => await publisher.TryPublishAsync(new DocumentsFailed { Documents = [.. rows.Select(Refused)] }, bulk ? Lanes.BulkStorage : null, cancellation),
            };
            if (failure is not null)
            {
                step.Failed(failure.Message);
                Log.NotPublished(logger, rows.Count, failure is OperationCanceledException ? "the broker did not answer in time" : failure.Message);
                await ledger.PutOffAsync([.. rows.Select(row => row.Id)], cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The service ends; the rows are due again after its start.
        }
        catch (Exception failure)
        {
            Log.NotPublished(logger, rows.Count, failure.Message); // the rows keep their due time
        }
        finally
        {
            _outstanding.Release();
        }
    }

    private static DocumentFetched Fetched(ArrivalRow row) => new() { Arrival = row.ToArrival(), FetchedAt = row.FetchedAt ?? row.ObservedAt };

    private DocumentRefused Refused(ArrivalRow row) => new()
    {
        Arrival = row.ToArrival(),
        RefusedAt = clock.GetUtcNow(),
        Reason = row.ToReason() ?? throw new InvalidOperationException("A refused arrival has a reason."),
    };
}
