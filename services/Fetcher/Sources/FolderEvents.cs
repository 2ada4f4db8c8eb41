using System.Globalization;

namespace Platform.Fetcher.Sources;

/// <summary>
/// What the kernel tells of the watched folder, as far as it does: a probe shows whether events arrive, as they do not from network mounts, and where its limits are used up it says so and is
/// asked again. The loop that owns the folder owns this; <see cref="Hindrance"/> and <see cref="Mode"/> may be read by all.
/// </summary>
internal sealed class FolderEvents(FolderSettings settings, FolderScan scan, TimeProvider clock, Doorbell bell) : IDisposable
{
    private readonly RawPath _probe = RawPath.Of(string.Create(CultureInfo.InvariantCulture, $".platform-probe-{Environment.ProcessId}"));
    private Inotify? _inotify;
    private int _refusal;
    private volatile bool _arrive;
    private volatile string? _hindrance;

    /// <summary>Whether events arrive on this file system.</summary>
    public bool Arrive => _arrive;

    /// <summary>A sentence that says why the kernel does not tell of all folders; null where it does, or where none is expected.</summary>
    public string? Hindrance => _hindrance;

    /// <summary><c>events</c>, or <c>polling</c> where the kernel does not tell of all that happens.</summary>
    public string Mode => _arrive && _hindrance is null ? "events" : "polling";

    /// <summary>Whether the kernel refused to begin at all, so that it is worth asking again.</summary>
    public bool IsRefused => _hindrance is not null && !_arrive;

    /// <summary>Begins to listen where the kernel lets us, and drops a file of our own to see whether events arrive.</summary>
    /// <param name="take">Takes what there is.</param>
    /// <param name="cancellation">Ends the waiting for the probe.</param>
    public async Task ListenAsync(Action take, CancellationToken cancellation)
    {
        if (settings.Watch == "poll")
        {
            return;
        }

        _arrive = false;
        _refusal = 0;
        _inotify ??= Inotify.Start(scan, bell, out _refusal);
        Watch(RawPath.Root);
        EndRound();
        if (_hindrance is not null)
        {
            return;
        }

        var probe = Path.Combine(settings.Root, _probe.Characters);
        await File.WriteAllBytesAsync(probe, [], cancellation);
        var begun = clock.GetTimestamp();
        do
        {
            await bell.WaitAsync(TimeSpan.FromMilliseconds(200), cancellation);
            take();
        }
        while (!_arrive && clock.GetElapsedTime(begun) < TimeSpan.FromSeconds(1));
        File.Delete(probe);
    }

    /// <summary>Begins a full listing, in which each folder is watched again.</summary>
    public void BeginRound() => _refusal = _inotify is null ? _refusal : 0;

    /// <summary>Watches a folder that is about to be listed.</summary>
    public void Watch(RawPath folder)
    {
        if (_inotify?.Watch(folder) is Posix.NoSpace or Posix.NoMemory)
        {
            _refusal = Posix.NoSpace;
        }
    }

    /// <summary>Ends a full listing.</summary>
    public void EndRound() => _hindrance = _refusal switch
    {
        0 => null,
        Posix.NoSpace => "The kernel gives this user no more inotify watches (fs.inotify.max_user_watches), so files are found by listing alone, some seconds after they are complete; raise that limit.",
        _ => $"The kernel gives this user no more inotify instances (fs.inotify.max_user_instances: {Posix.Words(_refusal)}), so files are found by listing alone, some seconds after they are complete; raise that limit.",
    };

    /// <summary>Takes the next event.</summary>
    public bool TryTake(out Hint hint)
    {
        hint = default;
        while (_inotify is not null && _inotify.TryTake(out hint))
        {
            if (hint.Path != _probe)
            {
                return true;
            }

            _arrive = true;
        }

        return false;
    }

    public void Dispose() => _inotify?.Dispose();
}
