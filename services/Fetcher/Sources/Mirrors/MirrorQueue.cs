using Platform.Contracts;
using Platform.Fetcher.Batches;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>
/// What is to be read of a mirrored folder: made anew by each listing and bounded, so that a first listing of very many files holds few of them at a time and the next listing
/// brings the others. Not thread-safe: one loop owns it.
/// </summary>
internal sealed class MirrorQueue(MirrorSettings settings, TimeProvider clock)
{
    /// <summary>Most files that are held in each lane, and that wait to be complete.</summary>
    private const int Most = 10_000;

    private readonly Settling _settling = new(clock);
    private readonly Queue<MirrorItem> _prompt = new(), _bulk = new();
    private readonly List<(MirrorItem Item, long NotBefore)> _unsettled = [];
    private HashSet<RawPath> _promised = [];

    /// <summary>Files that are found and not read, held or not.</summary>
    public int Count => _prompt.Count + _bulk.Count + _unsettled.Count + LeftOut;

    /// <summary>Files that are found and not held: another listing is to bring them.</summary>
    public int LeftOut { get; private set; }

    /// <summary>How many wait to be complete.</summary>
    public int Unsettled => _unsettled.Count;

    /// <summary>How many of a lane may be read.</summary>
    public int CountOf(string lane) => QueueOf(lane).Count;

    /// <summary>Begins a listing: what was held is found again.</summary>
    public void Begin()
    {
        _promised = [.. _prompt.Select(item => item.Path)];
        Clear();
        _settling.BeginRound();
    }

    /// <summary>Ends a listing.</summary>
    public void End() => _settling.EndRound();

    /// <summary>Forgets what is held.</summary>
    public void Clear()
    {
        _prompt.Clear();
        _bulk.Clear();
        _unsettled.Clear();
        LeftOut = 0;
    }

    /// <summary>Adds a file.</summary>
    public void Add(MirrorItem item)
    {
        if (!IsSettled(item))
        {
            PutOff(item, TimeSpan.Zero);
        }
        else if ((item.IsFresh || _promised.Contains(item.Path)) && _prompt.Count < OpenBatch.MostPrompt)
        {
            _prompt.Enqueue(item);
        }
        else if (_bulk.Count < Most)
        {
            _bulk.Enqueue(item);
        }
        else
        {
            LeftOut++;
        }
    }

    /// <summary>Lets a file wait: it is being written, or could not be read.</summary>
    public void PutOff(MirrorItem item, TimeSpan atLeast)
    {
        if (_unsettled.Count < Most)
        {
            _unsettled.Add((item, clock.GetTimestamp() + (long)(atLeast.TotalSeconds * clock.TimestampFrequency)));
        }
        else
        {
            LeftOut++;
        }
    }

    /// <summary>Looks again at what waits to be complete.</summary>
    /// <param name="look">How a file looks now, and its side-car; null where it is there no more.</param>
    public void Settle(Func<MirrorItem, MirrorItem?> look)
    {
        var now = clock.GetTimestamp();
        var due = _unsettled.Where(waiting => waiting.NotBefore <= now).ToList();
        _unsettled.RemoveAll(waiting => waiting.NotBefore <= now);
        foreach (var (item, _) in due)
        {
            if (look(item) is { } present)
            {
                Add(present with { IsFresh = true });
            }
            else
            {
                _settling.Forget(item.Path);
            }
        }
    }

    /// <summary>Takes the next files of a lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="most">Most files.</param>
    /// <param name="bytes">No more are taken once they have so many bytes.</param>
    public List<MirrorItem> Take(string lane, int most, long bytes)
    {
        var (queue, taken) = (QueueOf(lane), new List<MirrorItem>());
        for (var size = 0L; taken.Count < most && size < bytes && queue.TryDequeue(out var item); size += item.State.Size)
        {
            _settling.Forget(item.Path);
            taken.Add(item);
        }

        return taken;
    }

    /// <summary>Whether a file has looked so for a time: by the file system's own clock, or where that runs ahead of ours, by ours.</summary>
    public bool HasStood(RawPath path, ItemState state, TimeSpan wait)
    {
        var age = clock.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(state.ChangedNs / 100);
        return age >= wait || ((_settling.Count < Most || _settling.Watches(path)) && _settling.Look(path, state, wait));
    }

    private Queue<MirrorItem> QueueOf(string lane) => lane == Lanes.Bulk ? _bulk : _prompt;

    private bool IsSettled(MirrorItem item) =>
        HasStood(item.Path, item.State, item.State is { Kind: ItemKind.File, Size: 0 } ? settings.GraceTime : settings.SettleTime)
        && (settings.MinAge == TimeSpan.Zero || clock.GetUtcNow() - item.State.Modified >= settings.MinAge || HasStood(item.Path, item.State, settings.MinAge))
        && (settings.SideCarWait == TimeSpan.Zero || item.SideCarNs is not null || HasStood(item.Path, item.State, settings.SideCarWait));
}
