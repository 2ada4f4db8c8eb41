namespace Platform.Fetcher.Sources;

/// <summary>
/// Decides when an item is complete: its writer said so (an event), or it looked the same twice, far enough apart. Time is monotonic, so a
/// clock that is set changes nothing. Not thread-safe: one loop owns it.
/// </summary>
internal sealed class Settling(TimeProvider clock)
{
    private readonly Dictionary<RawPath, (ItemState State, long Since, bool Complete, int Round)> _seen = [];
    private int _round;

    /// <summary>Number of items that are watched.</summary>
    public int Count => _seen.Count;

    /// <summary>Notes how an item looks now.</summary>
    /// <param name="path">The item.</param>
    /// <param name="state">How it looks.</param>
    /// <param name="wait">How long it must look the same.</param>
    /// <param name="complete">An event said just now that its writer is done: no wait.</param>
    /// <returns>Whether it is settled.</returns>
    public bool Look(RawPath path, ItemState state, TimeSpan wait, bool complete = false)
    {
        var now = clock.GetTimestamp();
        var same = _seen.TryGetValue(path, out var before) && before.State == state;
        var seen = (state, same ? before.Since : now, complete || (same && before.Complete), _round);
        _seen[path] = seen;
        return seen.Item3 || (same && clock.GetElapsedTime(before.Since, now) >= wait);
    }

    /// <summary>Whether an event said of the item, as it looks now, that its writer is done.</summary>
    public bool WasTold(RawPath path) => _seen.TryGetValue(path, out var seen) && seen.Complete;

    /// <summary>Whether an item was seen as it looks now for so long, whatever was told of it.</summary>
    public bool HasStood(RawPath path, TimeSpan wait) => _seen.TryGetValue(path, out var seen) && clock.GetElapsedTime(seen.Since) >= wait;

    /// <summary>Whether an item is watched.</summary>
    public bool Watches(RawPath path) => _seen.ContainsKey(path);

    /// <summary>Whether anything below a folder is watched.</summary>
    public bool WatchesIn(RawPath folder) => _seen.Keys.Any(path => path.Characters.StartsWith(folder.Characters + "/", StringComparison.Ordinal));

    /// <summary>Notes that an item is still there, without a look at it.</summary>
    public void Keep(RawPath path)
    {
        if (_seen.TryGetValue(path, out var seen))
        {
            _seen[path] = seen with { Round = _round };
        }
    }

    /// <summary>Forgets one item: it was taken.</summary>
    public void Forget(RawPath path) => _seen.Remove(path);

    /// <summary>Begins a full listing.</summary>
    public void BeginRound() => _round++;

    /// <summary>Ends a full listing: what was not seen in it is gone.</summary>
    public void EndRound()
    {
        foreach (var (path, seen) in _seen)
        {
            if (seen.Round != _round)
            {
                _seen.Remove(path);
            }
        }
    }
}
