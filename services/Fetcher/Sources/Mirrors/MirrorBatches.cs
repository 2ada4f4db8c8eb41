using Platform.Contracts;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>
/// The batches of what is read of a mirrored folder: one a lane, from the first file that is read until a listing finds nothing more for it. Not thread-safe: one loop owns it.
/// </summary>
internal sealed class MirrorBatches(MirrorSettings settings, MirrorQueue queue, BatchLedger ledger, TimeProvider clock)
{
    /// <summary>A batch is closed after this long, though more is to be read.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Dictionary<string, BatchRow> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, int> _noted = [];

    /// <summary>Closes what a process before this one, or a failure, has left: it grows no more.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        _open.Clear();
        _noted.Clear();
        var left = await ledger.OpenAsync(settings.Name, cancellation);
        await ledger.NoteAsync([.. left.Select(batch => (batch.Id, 0, true))], cancellation);
    }

    /// <summary>The batch of what is read in a lane now.</summary>
    public BatchRow Of(string lane)
    {
        if (!_open.TryGetValue(lane, out var batch))
        {
            _open[lane] = batch = PolledArrival.Batch(settings, BatchKinds.Mirror, settings.Name, clock.GetUtcNow());
        }

        return batch;
    }

    /// <summary>Its row is written: with its first arrivals.</summary>
    public void Entered(BatchRow batch) => _noted.TryAdd(batch.Id, 0);

    /// <summary>Notes how much is to be read still, and closes batches that are over.</summary>
    /// <param name="isOver">Whether a listing has just ended: a batch for which it has found nothing is over.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task NoteAsync(bool isOver, CancellationToken cancellation)
    {
        foreach (var (lane, batch) in _open.ToList())
        {
            var queued = queue.CountOf(lane) + (lane == Lanes.Bulk ? queue.LeftOut : 0);
            var isClosed = (isOver && queued == 0) || clock.GetUtcNow() - batch.OpenedAt > Longest;
            if (_noted.TryGetValue(batch.Id, out var noted) && (isClosed || noted != queued))
            {
                await ledger.NoteAsync([(batch.Id, isClosed ? 0 : queued, isClosed)], cancellation);
                _noted[batch.Id] = queued;
            }

            if (isClosed)
            {
                _open.Remove(lane);
                _noted.Remove(batch.Id);
            }
        }
    }
}
