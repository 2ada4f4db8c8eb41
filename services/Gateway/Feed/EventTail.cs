namespace Platform.Gateway.Feed;

/// <summary>
/// The end of the log in memory, read once for all who wait there: two hundred streams cost the database as much as one. Who is further behind, or
/// filters by more than types, reads the log itself.
/// </summary>
public sealed class EventTail(EventLog log) : IDisposable
{
    private const int MaxEvents = 2000;
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly SemaphoreSlim _one = new(1, 1);
    private long _started;
    private long _completed;
    private volatile Kept _kept = new(Cursor.Beginning, [], new EventBatch([], Cursor.Beginning, More: false));

    /// <summary>The events behind a place, as <see cref="EventLog.ReadAsync"/> gives them.</summary>
    public async Task<EventBatch> ReadAsync(Cursor after, EventFilter filter, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var kept = _kept;
        if (!filter.IsOfTypesOnly || kept.Floor.IsBehind(after))
        {
            return await log.ReadAsync(after, filter, limit, cancellation);
        }

        var batch = kept.Behind(after, filter, limit);
        if (batch.Events.Count == limit && batch.More) // otherwise what was written since may belong to it
        {
            return batch;
        }

        // A reading that began before this call may have missed what its caller knows of; one that began since has not.
        var before = Volatile.Read(ref _started);
        await _one.WaitAsync(cancellation);
        try
        {
            if (_completed <= before && !await ReadOnAsync(after, cancellation))
            {
                return new EventBatch([], after, More: false);
            }

            kept = _kept;
        }
        finally
        {
            _one.Release();
        }

        return kept.Floor.IsBehind(after) ? await log.ReadAsync(after, filter, limit, cancellation) : kept.Behind(after, filter, limit);
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    /// <summary>Reads on where memory ends, or where the caller stands if that is further; false where that is ahead of all that was ever written.</summary>
    private async Task<bool> ReadOnAsync(Cursor after, CancellationToken cancellation)
    {
        var kept = _kept;
        if (after.IsBehind(kept.Last.Through))
        {
            if (await log.IsAheadAsync(after, cancellation))
            {
                return false;
            }

            kept = new Kept(after, [], new EventBatch([], after, More: false));
        }

        var number = Interlocked.Increment(ref _started);
        var last = await log.ReadAsync(kept.Last.Through, EventFilter.All, EventLog.MaxLimit, cancellation);
        LoggedEvent[] events = [.. kept.Events, .. last.Events];
        var (first, bytes) = (events.Length, 0L);
        while (first > 0 && events.Length - first < MaxEvents && (bytes += events[first - 1].Json.Length) <= MaxBytes)
        {
            first--;
        }

        _kept = new Kept(first == 0 ? kept.Floor : events[first - 1].Place, events[first..], last);
        _completed = number;
        return true;
    }

    /// <param name="Floor">The place before the first event.</param>
    /// <param name="Events">All events behind it, up to where the last reading came.</param>
    /// <param name="Last">The last reading.</param>
    private sealed record Kept(Cursor Floor, LoggedEvent[] Events, EventBatch Last)
    {
        public EventBatch Behind(Cursor after, EventFilter filter, int limit)
        {
            var (low, high) = (0, Events.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = Events[middle].Place.IsBehind(after) ? (low, middle) : (middle + 1, high);
            }

            var chosen = new List<LoggedEvent>();
            for (; low < Events.Length && chosen.Count < limit; low++)
            {
                if (filter.Types.Count == 0 || filter.Types.Contains(Events[low].Type, StringComparer.Ordinal))
                {
                    chosen.Add(Events[low]);
                }
            }

            var all = low == Events.Length;
            var through = !all ? Events[low - 1].Place : Last.Through.IsBehind(after) ? Last.Through : after;
            return new EventBatch(chosen, through, !all || Last.More, all && Last.HeldBack);
        }
    }
}
