namespace Platform.Fetcher.Sources;

/// <summary>
/// Says of what lies in the watched folder whether it is complete, and with which side-car a document goes. Where side-cars lie is known from listings and events, so that the
/// many documents without one cost no look for it. Not thread-safe: one loop owns it.
/// </summary>
internal sealed class Completeness(FolderSettings settings, FolderScan places, TimeProvider clock)
{
    private static readonly string[] DocumentEndings =
        [".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".xml", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".eml", ".msg", ".csv", ".json", ".epub"];

    private static readonly RawPath MarkerEnding = RawPath.Of(".done");

    private readonly Settling _settling = new(clock);
    private readonly HashSet<RawPath> _spent = [];

    // Documents beside which a side-car was seen, at all and since the listing began. It may be gone again: who finds the document here looks.
    private HashSet<RawPath> _accompanied = [], _listed = [];

    /// <summary>The marker that lets a file be taken; null where the source has none.</summary>
    public RawPath? MarkerOf(RawPath path) => settings.DoneMarkers ? path.Append(MarkerEnding) : null;

    /// <summary>The file that an event is about: a marker's event is one of its file.</summary>
    public RawPath Marked(RawPath path) => settings.DoneMarkers && path.Characters.EndsWith(MarkerEnding.Characters, StringComparison.Ordinal)
        ? path.Take(path.Characters.Length - MarkerEnding.Characters.Length) : path;

    /// <summary>Begins a full listing.</summary>
    public void BeginRound()
    {
        _settling.BeginRound();
        _listed = [];
    }

    /// <summary>Ends a full listing: what was not seen in it is gone.</summary>
    public void EndRound()
    {
        _settling.EndRound();
        _accompanied = _listed;
    }

    /// <summary>Notes that a side-car lies beside a document, or is being written there.</summary>
    public void Accompany(RawPath document)
    {
        _accompanied.Add(document);
        _listed.Add(document);
    }

    /// <summary>Notes how a side-car looks that goes with its document.</summary>
    public void LookAtSideCar(FoundItem sideCar, bool complete) => _settling.Look(sideCar.Path, sideCar.State, settings.SettleTime, complete);

    /// <summary>Whether a file is complete by its looks alone: no marker, no age and no grace is waited for.</summary>
    public bool IsPlain(FoundItem item) => item.State is { Kind: ItemKind.File, Size: > 0 } && !settings.DoneMarkers && settings.MinAge == TimeSpan.Zero;

    /// <summary>Whether an item is complete.</summary>
    /// <param name="item">It, as it looks now.</param>
    /// <param name="complete">An event said just now that its writer is done.</param>
    public bool IsSettled(FoundItem item, bool complete)
    {
        if (SideCar.DocumentOf(item.Path) is { } document)
        {
            // One whose document does not come is complete only when it has waited for it.
            _settling.Look(item.Path, item.State, settings.GraceTime, complete);
            return _settling.HasStood(item.Path, settings.GraceTime) && Posix.Look(places.At(document)) is null;
        }

        if (MarkerOf(item.Path) is { } marker)
        {
            // What has no marker is not complete, whatever else tells so; a marker is no document.
            return !item.Path.Characters.EndsWith(MarkerEnding.Characters, StringComparison.Ordinal) && Posix.Look(places.At(marker)) is not null
                && _settling.Look(item.Path, item.State, settings.SettleTime, complete: true);
        }

        if (settings.MinAge > TimeSpan.Zero && item.State.Kind == ItemKind.File && clock.GetUtcNow() - item.State.Modified < settings.MinAge)
        {
            return _settling.Look(item.Path, item.State, settings.MinAge);
        }

        return item.State switch
        {
            { Kind: ItemKind.Folder } => IsNamedLikeDocument(item.Path) && !_spent.Contains(item.Path) && _settling.Look(item.Path, item.State, settings.GraceTime),
            { Kind: ItemKind.File, Size: 0 } => _settling.Look(item.Path, item.State, settings.GraceTime) && !Posix.IsOpenForWriting(places.At(item.Path)),
            { Kind: ItemKind.File } when !Posix.MayRead(places.At(item.Path)) => _settling.Look(item.Path, item.State, settings.GraceTime),
            // Quiet is not done: a writer that pauses still holds the file open.
            _ => _settling.Look(item.Path, item.State, settings.SettleTime, complete) && (_settling.WasTold(item.Path) || !Posix.IsOpenForWriting(places.At(item.Path))),
        };
    }

    /// <summary>Whether a complete document can go: its side-car is complete too, or there is none to wait for. A marker tells that of both.</summary>
    /// <param name="document">The document.</param>
    /// <param name="ending">What the name of the side-car ends with that goes with it; null where none lies there.</param>
    public bool HasItsSideCar(RawPath document, out RawPath? ending)
    {
        ending = null;
        if (_accompanied.Contains(document))
        {
            foreach (var next in SideCar.Endings)
            {
                var path = document.Append(next);
                if (Posix.Look(places.At(path)) is { Kind: ItemKind.File } state)
                {
                    ending = next;
                    var settled = _settling.Look(path, state, state.Size == 0 ? settings.GraceTime : settings.SettleTime);
                    return settings.DoneMarkers || (settled && (_settling.WasTold(path) || !Posix.IsOpenForWriting(places.At(path))));
                }
            }

            _accompanied.Remove(document);
        }

        return settings.DoneMarkers || settings.SideCarWait == TimeSpan.Zero || SideCar.IsNamedLikeOne(document) || _settling.HasStood(document, settings.SideCarWait);
    }

    /// <summary>Whether anything below a folder is seen and not taken.</summary>
    public bool WatchesIn(RawPath folder) => _settling.WatchesIn(folder);

    /// <summary>An item that is complete already was seen again.</summary>
    public void Keep(RawPath path) => _settling.Keep(path);

    /// <summary>Forgets an item: it was taken.</summary>
    public void Forget(RawPath path)
    {
        _settling.Forget(path);
        _accompanied.Remove(path);
    }

    /// <summary>A folder named like a document that has given documents: it stays, empty as it is.</summary>
    public void LeaveFolder(RawPath folder) => _spent.Add(folder);

    private static bool IsNamedLikeDocument(RawPath folder) =>
        Array.Exists(DocumentEndings, ending => folder.Characters.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
