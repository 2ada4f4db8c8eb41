using System.Globalization;
using Platform.Contracts;
using Platform.Fetcher.Batches;

namespace Platform.Fetcher.Sources;

/// <summary>An item that is complete and may be claimed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Batch">The batch that it joined when it was found complete.</param>
/// <param name="Lane">The lane that it was given then.</param>
internal sealed record ReadyItem(RawPath Path, OpenBatch Batch, string Lane);

/// <summary>
/// What lies in the watched folder and may be taken. The scan is the truth; inotify only brings it forward for one file or folder.
/// Not thread-safe but for <see cref="Problem"/>: the fetching loop owns it.
/// </summary>
internal sealed class WatchedFolder(FolderSettings settings, TimeProvider clock, Doorbell bell) : IDisposable
{
    private static readonly string[] DocumentEndings =
        [".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".xml", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".eml", ".msg", ".csv", ".json", ".epub"];

    private static readonly RawPath MarkerEnding = RawPath.Of(".done");

    private readonly Selection _selection = new(settings);
    private readonly FolderScan _scan = new(settings.Root, settings.Recursive ? FolderScan.Deepest : 0);
    private readonly Settling _settling = new(clock);
    private readonly Queue<RawPath> _prompt = new();
    private readonly Queue<RawPath> _bulk = new();
    private readonly Dictionary<RawPath, OpenBatch> _ready = [];
    private readonly HashSet<RawPath> _spent = [];
    private readonly RawPath _probe = RawPath.Of(string.Create(CultureInfo.InvariantCulture, $".platform-probe-{Environment.ProcessId}"));
    private Inotify? _inotify;
    private volatile string? _problem = "The watched folder was not looked at yet.";
    private bool _scanned;
    private long _missedHints;

    /// <summary>A sentence that says why the folder cannot be used now; null where it can.</summary>
    public string? Problem => _problem;

    /// <summary>Whether the kernel's events arrive on this file system, told by a probe at start.</summary>
    public bool HintsArrive { get; private set; }

    /// <summary>The batches of what is found here.</summary>
    public OpenBatches Batches { get; } = new(settings.BatchQuiet, clock);

    /// <summary>The tags of what lies at a path, with those of its side-car.</summary>
    public string[] TagsOf(RawPath path, IReadOnlyList<string> beside) => _selection.TagsOf(path, beside);

    /// <summary>The marker that lets a file be taken; null where the source has none.</summary>
    public RawPath? MarkerOf(RawPath path) => settings.DoneMarkers ? path.Append(MarkerEnding) : null;

    /// <summary>How many items are settled and not taken.</summary>
    public int Ready => _ready.Count;

    /// <summary>Absolute path of an item for the operating system.</summary>
    public byte[] At(RawPath path) => _scan.At(path);

    /// <summary>Makes the folder and ours in it where they are missing, and tells whether it can be used.</summary>
    public bool Prepare()
    {
        var error = Posix.Look(At(RawPath.Root)) is null ? Posix.MakeFolder([.. RawPath.Of(Path.GetFullPath(settings.Root)).Bytes, 0]) : 0;
        foreach (var ours in FolderScan.OurFolders)
        {
            _ = Posix.MakeFolder(At(RawPath.Of(ours)));
        }

        _problem = Posix.Look(At(RawPath.Root)) is not { Kind: ItemKind.Folder }
            ? $"The watched folder {settings.Root} is not there and could not be made (error {error.ToString(CultureInfo.InvariantCulture)}); make it, or mount what holds it."
            : !Posix.MayWrite(At(RawPath.Root)) || !Posix.MayWrite(At(RawPath.Of(FolderScan.OurFolders[0])))
                ? $"The watched folder {settings.Root} cannot be written by this user; files are moved within it, so give this user write permission."
                : null;
        return _problem is null;
    }

    /// <summary>Begins to listen, and drops a file of its own to see whether events arrive.</summary>
    public async Task ListenAsync(CancellationToken cancellation)
    {
        if (settings.Watch == "poll")
        {
            return;
        }

        HintsArrive = false;
        _inotify ??= new Inotify(_scan, bell);
        _inotify.Watch(RawPath.Root);
        var probe = Path.Combine(settings.Root, _probe.Characters);
        await File.WriteAllBytesAsync(probe, [], cancellation);
        var begun = clock.GetTimestamp();
        do
        {
            await bell.WaitAsync(TimeSpan.FromMilliseconds(200), cancellation);
            TakeHints();
        }
        while (!HintsArrive && clock.GetElapsedTime(begun) < TimeSpan.FromSeconds(1));
        File.Delete(probe);
    }

    /// <summary>Looks at what events name.</summary>
    public void TakeHints()
    {
        while (_inotify is not null && _inotify.TryTake(out var hint))
        {
            if (hint.Path == _probe)
            {
                HintsArrive = true;
            }
            else if (hint.Kind == HintKind.Overflow)
            {
                Scan();
            }
            else if (hint.Kind != HintKind.Complete)
            {
                LookInto(hint.Path, complete: hint.Kind == HintKind.FolderMovedIn);
            }
            else if (Marked(hint.Path) is var path && !FolderScan.IsIgnored(path) && Posix.Look(At(path)) is { } state)
            {
                Consider(new FoundItem(path, state), complete: true, hinted: true);
            }
        }
    }

    /// <summary>Lists everything.</summary>
    public void Scan()
    {
        _settling.BeginRound();
        LookInto(RawPath.Root, complete: false);
        _settling.EndRound();
        _scanned = true;
    }

    /// <summary>Files that a scan found complete although no event had told of them, since the start.</summary>
    public long MissedHints => Interlocked.Read(ref _missedHints);

    /// <summary>Whether items of a lane are settled and not taken.</summary>
    public bool HasReady(string lane) => QueueOf(lane).Count > 0;

    /// <summary>Takes settled items of a lane in the order in which they were found complete.</summary>
    public List<ReadyItem> Take(string lane, int most)
    {
        var queue = QueueOf(lane);
        var taken = new List<ReadyItem>();
        while (taken.Count < most && queue.TryDequeue(out var path))
        {
            _ready.Remove(path, out var batch);
            batch!.Queued--;
            if (Posix.Look(At(path)) is { } state && IsSettled(new FoundItem(path, state), complete: false) && HasItsSideCar(path))
            {
                _settling.Forget(path);
                taken.Add(new ReadyItem(path, batch, lane));
            }
        }

        return taken;
    }

    /// <summary>A folder named like a document that has given documents: it stays, empty as it is.</summary>
    public void LeaveFolder(RawPath folder) => _spent.Add(folder);

    /// <summary>Takes out the batches that nothing joins any more.</summary>
    public List<OpenBatch> CloseBatches() => Batches.Close(_settling.WatchesIn);

    public void Dispose() => _inotify?.Dispose();

    private Queue<RawPath> QueueOf(string lane) => lane == Lanes.Bulk ? _bulk : _prompt;

    private void LookInto(RawPath folder, bool complete)
    {
        if (!folder.IsRoot && (FolderScan.IsIgnored(folder) || folder.Depth > _selection.Deepest))
        {
            return;
        }

        foreach (var item in _scan.List(folder, entered => _inotify?.Watch(entered)))
        {
            Consider(item, complete, hinted: false);
        }
    }

    private void Consider(FoundItem item, bool complete, bool hinted)
    {
        var document = SideCar.DocumentOf(item.Path);
        if (document is { } owner && Posix.Look(At(owner)) is { } state)
        {
            // It goes with its document, which may have waited for it.
            _settling.Look(item.Path, item.State, settings.SettleTime, complete);
            if (!FolderScan.IsIgnored(owner))
            {
                Consider(new FoundItem(owner, state), complete: false, hinted);
            }
        }
        else if (_selection.Takes(document ?? item.Path) && IsSettled(item, complete) && !_ready.ContainsKey(item.Path) && !IsReceipt(item.Path) && HasItsSideCar(item.Path))
        {
            // After the first scan of a folder that tells of its files, each one should be told of.
            if (_scanned && HintsArrive && !hinted && !complete && item.State is { Kind: ItemKind.File, Size: > 0 } && MarkerOf(item.Path) is null && settings.MinAge == TimeSpan.Zero)
            {
                Interlocked.Increment(ref _missedHints);
            }

            var batch = Batches.Join(item.Path, hinted);
            _ready.Add(item.Path, batch);
            (batch.Queued > OpenBatch.MostPrompt ? _bulk : _prompt).Enqueue(item.Path);
        }
    }

    private bool IsSettled(FoundItem item, bool complete)
    {
        if (SideCar.DocumentOf(item.Path) is { } document)
        {
            // One whose document does not come is complete only when it has waited for it.
            _settling.Look(item.Path, item.State, settings.GraceTime, complete);
            return _settling.HasStood(item.Path, settings.GraceTime) && Posix.Look(At(document)) is null;
        }

        if (MarkerOf(item.Path) is { } marker)
        {
            // What has no marker is not complete, whatever else tells so; a marker is no document.
            return !item.Path.Characters.EndsWith(MarkerEnding.Characters, StringComparison.Ordinal) && Posix.Look(At(marker)) is not null
                && _settling.Look(item.Path, item.State, settings.SettleTime, complete: true);
        }

        if (settings.MinAge > TimeSpan.Zero && item.State.Kind == ItemKind.File && clock.GetUtcNow() - item.State.Modified < settings.MinAge)
        {
            return _settling.Look(item.Path, item.State, settings.MinAge);
        }

        return item.State switch
        {
            { Kind: ItemKind.Folder } => IsNamedLikeDocument(item.Path) && !_spent.Contains(item.Path) && _settling.Look(item.Path, item.State, settings.GraceTime),
            { Kind: ItemKind.File, Size: 0 } => _settling.Look(item.Path, item.State, settings.GraceTime),
            { Kind: ItemKind.File } when !Posix.MayRead(At(item.Path)) => _settling.Look(item.Path, item.State, settings.GraceTime),
            // Quiet is not done: a writer that pauses still holds the file open.
            _ => _settling.Look(item.Path, item.State, settings.SettleTime, complete) && (_settling.WasTold(item.Path) || !Posix.IsOpenForWriting(At(item.Path))),
        };
    }

    /// <summary>Whether a complete document can go: its side-car is complete too, or there is none to wait for. A marker tells that of both.</summary>
    private bool HasItsSideCar(RawPath document)
    {
        foreach (var path in SideCar.Endings.Select(document.Append))
        {
            if (Posix.Look(At(path)) is { Kind: ItemKind.File } state)
            {
                var settled = _settling.Look(path, state, state.Size == 0 ? settings.GraceTime : settings.SettleTime);
                return settings.DoneMarkers || (settled && (_settling.WasTold(path) || !Posix.IsOpenForWriting(At(path))));
            }
        }

        return settings.DoneMarkers || settings.SideCarWait == TimeSpan.Zero || SideCar.DocumentOf(document) is not null || _settling.HasStood(document, settings.SideCarWait);
    }

    /// <summary>The file that an event is about: a marker's event is one of its file.</summary>
    private RawPath Marked(RawPath path) => settings.DoneMarkers && path.Characters.EndsWith(MarkerEnding.Characters, StringComparison.Ordinal)
        ? path.Take(path.Characters.Length - MarkerEnding.Characters.Length) : path;

    /// <summary>Whether it is a receipt of ours, which lies beside <c>done/</c>.</summary>
    private bool IsReceipt(RawPath path) => path.Depth == 1 && FolderReceipt.IsNamedLikeOne(path) && FolderReceipt.Is(At(path));

    private static bool IsNamedLikeDocument(RawPath folder) =>
        Array.Exists(DocumentEndings, ending => folder.Characters.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
