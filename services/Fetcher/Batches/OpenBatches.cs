using Platform.Fetcher.Sources;

namespace Platform.Fetcher.Batches;

/// <summary>A batch that documents still join.</summary>
internal sealed class OpenBatch
{
    /// <summary>As many documents of a batch may wait in the prompt lane; those that come while so many wait travel in the other.</summary>
    public const int MostPrompt = 100;

    public required Guid Id { get; init; }

    /// <summary>One of <see cref="BatchKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The dropped folder; the root for single drops.</summary>
    public required RawPath Folder { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Documents that are complete and not in the books yet.</summary>
    public int Queued { get; set; }

    /// <summary>What of <see cref="Queued"/> its row shows.</summary>
    public int Noted { get; set; }

    /// <summary>Whether its row is written: with its first document.</summary>
    public bool Known { get; set; }

    /// <summary>When a document last joined it, and when it began, on the monotonic clock.</summary>
    public long LastAt { get; set; }

    public required long Since { get; init; }
}

/// <summary>The kinds of batches.</summary>
internal static class BatchKinds
{
    /// <summary>A folder that was dropped: everything below one folder of the root.</summary>
    public const string Folder = "folder";

    /// <summary>Single drops, each soon after the other.</summary>
    public const string Interval = "interval";

    /// <summary>An archive or mailbox that was dropped by itself, with all that it holds.</summary>
    public const string Archive = "archive";

    /// <summary>One request of an upload.</summary>
    public const string Upload = "upload";

    /// <summary>What one poll of a feed brought.</summary>
    public const string Feed = "feed";

    /// <summary>Pages of a site that were due together.</summary>
    public const string Site = "site";

    /// <summary>Files of a mirrored folder that were read together.</summary>
    public const string Mirror = "mirror";

    /// <summary>Messages that one look into a mailbox brought.</summary>
    public const string Mailbox = "mailbox";
}

/// <summary>
/// Puts what a folder shows into batches: a dropped folder is one, single drops are one while each comes soon after the other. Time is monotonic.
/// Not thread-safe: one loop owns it.
/// </summary>
/// <param name="quiet">How long a batch stays open without a new document.</param>
/// <param name="clock">Time.</param>
internal sealed class OpenBatches(TimeSpan quiet, TimeProvider clock)
{
    /// <summary>Single drops further apart than this are no batch.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);

    /// <summary>Single drops that never pause make a batch each minute.</summary>
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);

    // By the folder, and whether an event named the drop: what a scan finds may be a backlog, and a drop is not to stand behind it.
    private readonly Dictionary<(RawPath Folder, bool Hinted), OpenBatch> _open = [];
    private readonly List<OpenBatch> _left = [];

    /// <summary>The batches that documents may still join or stand in.</summary>
    public IEnumerable<OpenBatch> All => _open.Values.Concat(_left);

    /// <summary>The batch that a document joins now.</summary>
    public OpenBatch Join(RawPath path, bool hinted)
    {
        var folder = path.Depth > 1 ? path.Top : RawPath.Root;
        var key = (folder, hinted && folder.IsRoot);
        var now = clock.GetTimestamp();
        if (!_open.TryGetValue(key, out var batch) || (batch.Kind == BatchKinds.Interval && IsOver(batch, now)))
        {
            Leave(key);
            var time = clock.GetUtcNow();
            _open[key] = batch = new OpenBatch
            {
                Id = Guid.CreateVersion7(time),
                Kind = folder.IsRoot ? BatchKinds.Interval : BatchKinds.Folder,
                Folder = folder,
                OpenedAt = time,
                Since = now,
            };
        }

        batch.Queued++;
        batch.LastAt = now;
        return batch;
    }

    /// <summary>Goes on with batches that were open when the process ended.</summary>
    public void Restore(IEnumerable<(Guid Id, string Kind, RawPath Folder, DateTimeOffset OpenedAt)> rows)
    {
        var now = clock.GetTimestamp();
        var known = All.Select(batch => batch.Id).ToHashSet();
        foreach (var (id, kind, folder, openedAt) in rows.Where(row => !known.Contains(row.Id)))
        {
            var batch = new OpenBatch { Id = id, Kind = kind, Folder = folder, OpenedAt = openedAt, Known = true, Since = now, LastAt = now };
            if (kind != BatchKinds.Folder || !_open.TryAdd((folder, false), batch))
            {
                _left.Add(batch);
            }
        }
    }

    /// <summary>Takes out the batches that nothing joins any more: quiet for long enough, nothing queued, nothing unfinished in the folder.</summary>
    /// <param name="isUnfinished">Whether something below a folder is seen and not complete.</param>
    public List<OpenBatch> Close(Func<RawPath, bool> isUnfinished)
    {
        var now = clock.GetTimestamp();
        foreach (var (key, batch) in _open.Where(pair => IsOver(pair.Value, now)).ToList())
        {
            if (batch.Kind != BatchKinds.Folder || !isUnfinished(key.Folder))
            {
                Leave(key);
            }
        }

        var closed = _left.Where(batch => batch.Queued == 0).ToList();
        _left.RemoveAll(batch => batch.Queued == 0);
        return closed;
    }

    private bool IsOver(OpenBatch batch, long now)
    {
        var pause = clock.GetElapsedTime(batch.LastAt, now);
        return batch.Queued == 0 && (batch.Kind == BatchKinds.Interval
            ? pause >= Apart || pause >= quiet || clock.GetElapsedTime(batch.Since, now) >= LongestInterval
            : pause >= quiet);
    }

    private void Leave((RawPath, bool) key)
    {
        if (_open.Remove(key, out var left))
        {
            _left.Add(left);
        }
    }
}
