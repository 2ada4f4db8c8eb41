using System.Diagnostics.CodeAnalysis;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher.Sources;

/// <summary>One watched folder with all that works on it. Consumers also file.</summary>
internal sealed class FolderSource : RunningSource
{
    private readonly DiskGuard _disk;

    public FolderSource(FolderSettings settings, IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        _disk = services.GetRequiredService<DiskGuard>();
        Settings = settings;
        Folder = new WatchedFolder(settings, clock, Bell);
        var claims = new Claims(settings);
        Filing = new Filing(settings, claims, clock);
        var read = ActivatorUtilities.CreateInstance<ReadDocument>(services, settings, Folder, claims, Filing);
        Fetch = ActivatorUtilities.CreateInstance<FetchDocument>(services, settings, Folder, read, new HeldBack(settings, claims, clock), claims);
        Reconciliation = ActivatorUtilities.CreateInstance<Reconciliation>(services, settings, claims, Filing, Fetch);
    }

    public FolderSettings Settings { get; }

    public WatchedFolder Folder { get; }

    public Filing Filing { get; }

    public FetchDocument Fetch { get; }

    public Reconciliation Reconciliation { get; }

    /// <summary>Held by whoever moves files between <c>failed/</c> and <c>.processing/</c> against what the ledger says: reconciliation and a retry, one at a time.</summary>
    public SemaphoreSlim Moving { get; } = new(1, 1);

    /// <summary>A sentence that says why its loop stopped; null while it runs.</summary>
    public string? Stopped { get; set; }

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
            Mode = Folder.Problem is not null ? null : Folder.Mode,
            Problem = Folder.Problem ?? Stopped ?? _disk.Problem ?? Fetch.Problem ?? Folder.Hindrance,
            Tags = [.. Settings.Tags],
            Language = Settings.Language,
            Ready = Folder.Ready,
            ScannedAt = scannedAt,
            ScanMs = took?.TotalMilliseconds,
        };
    }

    public override void Dispose()
    {
        Folder.Dispose();
        Moving.Dispose();
        base.Dispose();
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
