using System.Diagnostics.CodeAnalysis;
using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Sources;

/// <summary>One watched folder with all that works on it. Its loop owns it; consumers ring its bell, file, and set what is volatile.</summary>
internal sealed class FolderSource : IDisposable
{
    private readonly DiskGuard _disk;
    private volatile bool _paused;
    private volatile bool _scanWanted;

    public FolderSource(FolderSettings settings, IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        _disk = services.GetRequiredService<DiskGuard>();
        Settings = settings;
        Folder = new WatchedFolder(settings, clock, Bell);
        Filing = new Filing(settings, clock);
        Fetch = ActivatorUtilities.CreateInstance<FetchDocument>(services, settings, Folder, Filing);
        Reconciliation = ActivatorUtilities.CreateInstance<Reconciliation>(services, settings, Filing, Fetch);
    }

    public FolderSettings Settings { get; }

    public Doorbell Bell { get; } = new();

    public WatchedFolder Folder { get; }

    public Filing Filing { get; }

    public FetchDocument Fetch { get; }

    public Reconciliation Reconciliation { get; }

    /// <summary>Whether it leaves the folder as it is until it is resumed. What was claimed before goes on.</summary>
    public bool Paused
    {
        get => _paused;
        set
        {
            _paused = value;
            Bell.Ring();
        }
    }

    /// <summary>Asks for a listing now.</summary>
    public void WantScan()
    {
        _scanWanted = true;
        Bell.Ring();
    }

    /// <summary>Whether a listing was asked for since the last call.</summary>
    public bool TakeScanWish()
    {
        var wanted = _scanWanted;
        _scanWanted = false;
        return wanted;
    }

    /// <summary>When the last listing ended; null before the first.</summary>
    public DateTimeOffset? ScannedAt { get; private set; }

    /// <summary>How it stands now.</summary>
    public SourceRow State(DateTimeOffset? scannedAt, TimeSpan? took)
    {
        ScannedAt = scannedAt ?? ScannedAt;
        return new SourceRow
        {
            Name = Settings.Name,
            Kind = Settings.Kind,
            Mode = Folder.Problem is not null ? null : Folder.HintsArrive ? "events" : "polling",
            Problem = Folder.Problem ?? _disk.Problem,
            Tags = [.. Settings.Tags],
            Language = Settings.Language,
            Ready = Folder.Ready,
            ScannedAt = scannedAt,
            ScanMs = took?.TotalMilliseconds,
        };
    }

    public void Dispose()
    {
        Folder.Dispose();
        Bell.Dispose();
    }
}

/// <summary>The watched folders by name.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "They are sources.")]
internal sealed class FolderSources(SourceList list, IServiceProvider services) : IDisposable
{
    private readonly Dictionary<string, FolderSource> _all =
        list.Folders.ToDictionary(settings => settings.Name, settings => new FolderSource(settings, services), StringComparer.Ordinal);

    /// <summary>What keeps sources from being used now, a sentence each; null where nothing does.</summary>
    public string? Problem => _all.Values.Select(source => source.Folder.Problem).OfType<string>().ToList() is { Count: > 0 } problems ? string.Join(' ', problems) : null;

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<FolderSource> All => _all.Values;

    /// <summary>The source of a name; null where it is none of these.</summary>
    public FolderSource? this[string name] => _all.GetValueOrDefault(name);

    /// <summary>Wakes every source's loop: there is room for more.</summary>
    public void Ring()
    {
        foreach (var source in _all.Values)
        {
            source.Bell.Ring();
        }
    }

    public void Dispose()
    {
        foreach (var source in _all.Values)
        {
            source.Dispose();
        }
    }
}
