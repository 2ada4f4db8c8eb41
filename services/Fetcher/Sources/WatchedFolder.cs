using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Fetcher.Batches;

namespace Platform.Fetcher.Sources;

/// <summary>An item that is complete and may be claimed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="State">How it looked when it was complete.</param>
/// <param name="SideCar">What the name of the side-car ends with that goes with it; null where it has none.</param>
/// <param name="Batch">The batch that it joined when it was found complete.</param>
/// <param name="Lane">The lane that it was given then.</param>
internal sealed record ReadyItem(RawPath Path, ItemState State, RawPath? SideCar, OpenBatch Batch, string Lane);

/// <summary>
/// What lies in the watched folder and may be taken. The scan is the truth; events only bring it forward for one file or folder.
/// Not thread-safe but for <see cref="Problem"/>, <see cref="Hindrance"/>, <see cref="Mode"/>, <see cref="Hold"/> and <see cref="Release"/>: the fetching loop owns it.
/// </summary>
internal sealed class WatchedFolder : IDisposable
{
    private readonly FolderSettings _settings;
    private readonly Selection _selection;
    private readonly FolderScan _scan;
    private readonly Completeness _completeness;
    private readonly FolderEvents _events;
    private readonly Queue<RawPath> _prompt = new();
    private readonly Queue<RawPath> _bulk = new();
    private readonly Dictionary<RawPath, (OpenBatch Batch, ItemState State, int Pass)> _ready = [];
    private readonly ConcurrentDictionary<RawPath, bool> _inBooks = new();
    private volatile string? _problem = "The watched folder was not looked at yet.";
    private volatile string? _full;
    private int _pass;
    private bool _scanned;
    private long _missedHints;

    public WatchedFolder(FolderSettings settings, TimeProvider clock, Doorbell bell)
    {
        _settings = settings;
        _selection = new Selection(settings);
        _scan = new FolderScan(settings.Root, settings.Recursive ? FolderScan.Deepest : 0);
        _completeness = new Completeness(settings, _scan, clock);
        _events = new FolderEvents(settings, _scan, clock, bell);
        Batches = new OpenBatches(settings.BatchQuiet, clock);
    }

    /// <summary>A sentence that says why the folder cannot be used now; null where it can.</summary>
    public string? Problem => _problem;

    /// <summary>A sentence that says what is wrong with the folder while it is used all the same; null where nothing is.</summary>
    public string? Hindrance => _full ?? _events.Hindrance;

    /// <summary>How it is told that files are complete: <c>events</c> or <c>polling</c>.</summary>
    public string Mode => _events.Mode;

    /// <summary>Whether the kernel's events arrive on this file system, told by a probe at start.</summary>
    public bool HintsArrive => _events.Arrive;

    /// <summary>The batches of what is found here.</summary>
    public OpenBatches Batches { get; }

    /// <summary>The tags of what lies at a path, with those of its side-car.</summary>
    public string[] TagsOf(RawPath path, IReadOnlyList<string> beside) => _selection.TagsOf(path, beside);

    /// <summary>The marker that lets a file be taken; null where the source has none.</summary>
    public RawPath? MarkerOf(RawPath path) => _completeness.MarkerOf(path);

    /// <summary>How many items are settled and not taken.</summary>
    public int Ready => _ready.Count;

    /// <summary>Absolute path of an item for the operating system.</summary>
    public byte[] At(RawPath path) => _scan.At(path);

    /// <summary>Makes the folder and ours in it where they are missing, and tells whether it can be used.</summary>
    public bool Prepare()
    {
        var root = Posix.Look(At(RawPath.Root), out var error);
        if (error == Posix.NoEntry)
        {
            error = Posix.MakeFolder([.. RawPath.Of(Path.GetFullPath(_settings.Root)).Bytes, 0]);
            root = error == 0 ? Posix.Look(At(RawPath.Root), out error) : null;
        }

        var made = FolderScan.OurFolders.Select(ours => Posix.MakeFolder(At(RawPath.Of(ours)))).ToList()[0]; // the first is needed, the others are made again by what is filed
        var mayChange = Posix.MayChange(At(RawPath.Root)) && (made is not (0 or Posix.Exists) || Posix.MayChange(At(RawPath.Of(FolderScan.OurFolders[0]))));
        _problem = error == Posix.AccessDenied || (root is { Kind: ItemKind.Folder } && !mayChange)
            ? $"The watched folder {_settings.Root} cannot be read and written by this user; files are moved within it, so give this user both rights to it and to its .processing."
            : root is not { Kind: ItemKind.Folder }
                ? $"The watched folder {_settings.Root} is not there and could not be made ({(error == 0 ? "something else has its name" : Posix.Words(error))}); make it, or mount what holds it."
            : made is not (0 or Posix.Exists)
                ? $"The watched folder {_settings.Root} has no .processing, and it could not be made ({Posix.Words(made)}); files are moved there while they are read, so mend that."
                : null;
        _full = _problem is null && new DriveInfo(_settings.Root).AvailableFreeSpace == 0
            ? $"The disk of the watched folder {_settings.Root} is full: files are taken, but the reasons of refusals and receipts cannot be written there; make room, and they are written by themselves." : null;
        return _problem is null;
    }

    /// <summary>Begins to listen for events, as far as they arrive.</summary>
    public Task ListenAsync(CancellationToken cancellation) => _events.ListenAsync(TakeHints, cancellation);

    /// <summary>Asks again for events that the kernel has refused.</summary>
    public Task ListenAgainAsync(CancellationToken cancellation) => _events.IsRefused ? ListenAsync(cancellation) : Task.CompletedTask;

    /// <summary>Looks at what events name.</summary>
    public void TakeHints()
    {
        _pass++;
        while (_events.TryTake(out var hint))
        {
            if (hint.Kind == HintKind.Overflow)
            {
                Scan();
            }
            else if (hint.Kind == HintKind.SideCarMade)
            {
                _completeness.Accompany(SideCar.DocumentOf(hint.Path)!.Value);
            }
            else if (hint.Kind != HintKind.Complete)
            {
                LookInto(hint.Path, complete: hint.Kind == HintKind.FolderMovedIn);
            }
            else if (_completeness.Marked(hint.Path) is var path && !FolderScan.IsIgnored(path) && Posix.Look(At(path)) is { } state)
            {
                Consider(new FoundItem(path, state), complete: true, hinted: true);
            }
        }
    }

    /// <summary>Lists everything.</summary>
    public void Scan()
    {
        _pass++;
        _completeness.BeginRound();
        _events.BeginRound();
        LookInto(RawPath.Root, complete: false);
        _completeness.EndRound();
        _events.EndRound();
        _scanned = true;
    }

    /// <summary>Files that a scan found complete although no event had told of them, since the start.</summary>
    public long MissedHints => Interlocked.Read(ref _missedHints);

    /// <summary>Whether items of a lane are settled and not taken.</summary>
    public bool HasReady(string lane) => QueueOf(lane).Count > 0;

    /// <summary>Takes settled items of a lane in the order in which they were found complete. Nothing is found at their places until <see cref="Release"/>.</summary>
    public List<ReadyItem> Take(string lane, int most)
    {
        var queue = QueueOf(lane);
        var taken = new List<ReadyItem>();
        while (taken.Count < most && queue.TryDequeue(out var path))
        {
            _ready.Remove(path, out var ready);
            ready.Batch.Queued--;

            // What was looked at just now is not looked at again; what has queued may have changed meanwhile, or be gone.
            var state = ready.Pass == _pass ? ready.State : Posix.Look(At(path));
            if (state is { } now && ((now == ready.State && !SideCar.IsNamedLikeOne(path)) || _completeness.IsSettled(new FoundItem(path, now), complete: false))
                && _completeness.HasItsSideCar(path, out var sideCar))
            {
                _completeness.Forget(path);
                Hold(path);
                taken.Add(new ReadyItem(path, now, sideCar, ready.Batch, lane));
            }
        }

        return taken;
    }

    /// <summary>What lies at the path is in the books and was not moved yet, or cannot be: it is not found again.</summary>
    public void Hold(RawPath path) => _inBooks[path] = true;

    /// <summary>What lay at the path was moved away: whatever comes there is found.</summary>
    public void Release(RawPath path) => _inBooks.TryRemove(path, out _);

    /// <summary>Forgets what is in the books, before the ledger is read anew.</summary>
    public void ReleaseAll() => _inBooks.Clear();

    /// <summary>A folder named like a document that has given documents: it stays, empty as it is.</summary>
    public void LeaveFolder(RawPath folder)
    {
        _completeness.LeaveFolder(folder);
        Release(folder);
    }

    /// <summary>Takes out the batches that nothing joins any more.</summary>
    public List<OpenBatch> CloseBatches() => Batches.Close(_completeness.WatchesIn);

    public void Dispose() => _events.Dispose();

    private Queue<RawPath> QueueOf(string lane) => lane == Lanes.Bulk ? _bulk : _prompt;

    private void LookInto(RawPath folder, bool complete)
    {
        if (!folder.IsRoot && (FolderScan.IsIgnored(folder) || folder.Depth > _selection.Deepest))
        {
            return;
        }

        foreach (var item in _scan.List(folder, _events.Watch))
        {
            Consider(item, complete, hinted: false);
        }
    }

    private void Consider(FoundItem item, bool complete, bool hinted)
    {
        if (SideCar.DocumentOf(item.Path) is { } owner)
        {
            _completeness.Accompany(owner);
            if (Posix.Look(At(owner)) is { } state)
            {
                // It goes with its document, which may have waited for it.
                _completeness.LookAtSideCar(item, complete);
                if (!FolderScan.IsIgnored(owner))
                {
                    Consider(new FoundItem(owner, state), complete: false, hinted);
                }

                return;
            }
        }

        if (_ready.ContainsKey(item.Path))
        {
            _completeness.Keep(item.Path);
        }
        else if (!_inBooks.ContainsKey(item.Path) && _selection.Takes(SideCar.DocumentOf(item.Path) ?? item.Path) && _completeness.IsSettled(item, complete) && !IsReceipt(item.Path)
            && _completeness.HasItsSideCar(item.Path, out _))
        {
            // After the first scan of a folder that tells of its files, each one should be told of.
            if (_scanned && HintsArrive && !hinted && !complete && _completeness.IsPlain(item))
            {
                Interlocked.Increment(ref _missedHints);
            }

            var batch = Batches.Join(item.Path, hinted);
            _ready.Add(item.Path, (batch, item.State, _pass));
            (batch.Queued > OpenBatch.MostPrompt ? _bulk : _prompt).Enqueue(item.Path);
        }
    }

    /// <summary>Whether it is a receipt of ours, which lies beside <c>done/</c>.</summary>
    private bool IsReceipt(RawPath path) => path.Depth == 1 && FolderReceipt.IsNamedLikeOne(path) && FolderReceipt.Is(At(path));
}
