using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher;

/// <summary>
/// Takes settled items through the first half of their way: a ledger row (1), a rename into <c>.processing/</c>, with its side-car (2), the bytes into the content
/// store (3), the row in flight (4), a message (5). A kill between any two is made good from the ledger: see <see cref="Reconciliation"/>.
/// </summary>
internal sealed class FetchDocument(
    FolderSettings source, WatchedFolder folder, ReadDocument read, HeldBack held, Claims claims, ArrivalLedger ledger, FileContentStore contents, Outbound outbound, TimeProvider clock,
    ILogger<FetchDocument> logger)
{
    /// <summary>Most arrivals in one step.</summary>
    public const int Batch = 256;

    /// <summary>Files copied at once: a few more than processors, since some wait for a disk.</summary>
    private static readonly int Degree = 2 * Environment.ProcessorCount;

    /// <summary>A sentence about files that wait until somebody mends something; null where none do.</summary>
    public string? Problem => held.Problem;

    /// <summary>Claims items and sends them off.</summary>
    public async Task ClaimAsync(IReadOnlyList<ReadyItem> items, CancellationToken cancellation)
    {
        var (rows, begun) = Observation.Of(items, source, folder, clock.GetUtcNow());
        using var step = Begin(rows);
        await ledger.ObserveAsync(rows, begun, cancellation); // (1)
        items.Where(item => begun.Exists(batch => batch.Id == item.Batch.Id)).ToList().ForEach(item => item.Batch.Known = true);
        await ReadAndSendAsync([.. rows.Zip(items, (row, item) => (row, (ReadyItem?)item))], cancellation);
    }

    /// <summary>Goes on with rows that wait: their files are in the inbox or claimed already.</summary>
    /// <returns>How many were sent off.</returns>
    public async Task<int> FetchAsync(IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        using var step = Begin(rows);
        return await ReadAndSendAsync([.. rows.Select(row => (row, (ReadyItem?)null))], cancellation);
    }

    /// <summary>Tries again what is held back, as far as there is room for what has taken none.</summary>
    /// <returns>Whether some of it was taken and more waits, so that it is worth to be called again at once.</returns>
    public async Task<bool> FetchHeldBackAsync(CancellationToken cancellation)
    {
        var rows = new List<ArrivalRow>();
        foreach (var lane in held.Due(Batch).GroupBy(row => row.Lane))
        {
            var without = lane.Where(row => Waits.TakesNoRoom(row.ReasonCode)).ToList();
            rows.AddRange(lane.Except(without));
            rows.AddRange(without.Take(without.Count == 0 ? 0 : await ledger.RoomAsync(lane.Key, cancellation)));
        }

        return rows.Count > 0 && await FetchAsync(rows, cancellation) > 0 && held.Count > 0;
    }

    /// <summary>Puts the bytes of an arrival under way into the content store once more, where a worker did not find them there.</summary>
    public async Task StoreAgainAsync(ArrivalRow row, CancellationToken cancellation)
    {
        try
        {
            using var file = Posix.OpenFile(claims.At(Claims.Of(row)), out _);
            if (file is not null)
            {
                await using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
                await contents.PutAsync(stream, source.MaxBytes, cancellation);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ContentTooLargeException)
        {
            Log.NotFetched(logger, row.Id, row.Name, failure.Message); // the attempt that follows faults again and is scheduled
        }
    }

    /// <summary>Leaves rows that wait to the loop, which reads them with what else is held back.</summary>
    public void HoldBack(IEnumerable<ArrivalRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.ReasonCode == ReasonCodes.Immovable)
            {
                folder.Hold(row.RawPath);
            }

            held.Add(row, row.ToReason());
        }
    }

    /// <summary>Forgets what is held back, before the ledger is read anew.</summary>
    public void Reset()
    {
        held.Clear();
        folder.ReleaseAll();
    }

    private Step Begin(IReadOnlyList<ArrivalRow> rows) => Traces.Begin("fetch", rows.Select(row => row.Id), logger);

    private async Task<int> ReadAndSendAsync(IReadOnlyList<(ArrivalRow Row, ReadyItem? Item)> fetches, CancellationToken cancellation)
    {
        var ready = new ConcurrentBag<ArrivalRow>();
        var waiting = new ConcurrentBag<(ArrivalRow Row, Reason Why)>();
        var copies = new ConcurrentBag<(ArrivalRow Row, StagedContent Content)>();
        try
        {
            await Parallel.ForEachAsync(fetches, new ParallelOptions { MaxDegreeOfParallelism = Degree, CancellationToken = cancellation }, async (fetch, stop) =>
            {
                if (await read.ReadAsync(fetch.Row, fetch.Item, copies, stop) is { } why) // (2)
                {
                    waiting.Add((fetch.Row, why));
                }
                else
                {
                    ready.Add(fetch.Row);
                }
            });
        }
        catch
        {
            copies.ToList().ForEach(copy => FileContentStore.Discard(copy.Content));
            throw;
        }

        using var hold = await contents.HoldAsync(copies.Select(copy => copy.Content.Content.Hash), cancellation);
        var failure = await KeepAsync([.. copies.Select(copy => copy.Content)]); // (3)
        copies.Where(_ => failure is not null).ToList().ForEach(copy => waiting.Add((copy.Row, failure!)));
        var sent = ready.Where(row => failure is null || row.ContentHash is null).OrderBy(row => row.Id).ToList();
        sent.ForEach(held.Remove);
        if (sent.Count > 0)
        {
            await ledger.SendOffAsync(sent, cancellation); // (4)
            await outbound.SendAsync(sent, cancellation); // (5)
        }

        await WaitAsync([.. waiting], cancellation);
        foreach (var row in sent)
        {
            StageMetrics.Count("fetcher", row.ReasonCode is null ? "fetched" : "rejected", row.ReasonCode);
            StageMetrics.Took("fetcher", clock.GetUtcNow() - row.ObservedAt);
        }

        return sent.Count;
    }

    /// <summary>Keeps all copies with one flush of the disk; where that fails their files wait.</summary>
    private async Task<Reason?> KeepAsync(IReadOnlyList<StagedContent> copies)
    {
        try
        {
            await contents.KeepAsync(copies);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, source.Name, copies.Count, failure.Message);
            return Waits.NotRead(failure);
        }
    }

    /// <summary>Holds rows back, and notes in the ledger why, where that is news.</summary>
    private async Task WaitAsync(IReadOnlyList<(ArrivalRow Row, Reason Why)> waiting, CancellationToken cancellation)
    {
        var news = waiting.Where(wait => wait.Row.ToReason() != wait.Why).ToList();
        foreach (var (row, why) in waiting)
        {
            (row.ReasonCode, row.Reason, row.ReasonStage) = (why.Code, why.Message, why.Stage);
            held.Add(row, why);
        }

        foreach (var group in news.GroupBy(wait => wait.Why))
        {
            Log.HeldBack(logger, source.Name, group.Count(), group.First().Row.Name, group.Key.Message);
        }

        if (news.Count > 0)
        {
            await ledger.WaitAsync([.. news.Select(wait => (wait.Row.Id, wait.Why))], cancellation);
        }
    }
}
