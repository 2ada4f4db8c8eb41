using System.Diagnostics.CodeAnalysis;
using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Sources;

/// <summary>A mirrored folder, feed, site or mailbox while it runs.</summary>
internal sealed class PolledSource(SourceSettings settings) : RunningSource
{
    public SourceSettings Settings { get; } = settings;

    /// <summary>How it stands now.</summary>
    /// <param name="problem">One sentence that says why it cannot be used; null where it can.</param>
    /// <param name="ready">Documents that are known and not in the books yet.</param>
    /// <param name="scannedAt">When it was last asked.</param>
    /// <param name="took">How long that took.</param>
    /// <param name="counts">How many files a mirrored folder holds, and how many are gone from it.</param>
    public SourceRow State(string? problem, int ready, DateTimeOffset? scannedAt, TimeSpan? took, (int? Files, int? Gone) counts) => new()
    {
        Name = Settings.Name,
        Kind = Settings.Kind,
        Mode = "polling",
        Problem = problem,
        Tags = [.. Settings.Tags],
        Language = Settings.Language,
        Ready = ready,
        ScannedAt = scannedAt,
        ScanMs = took?.TotalMilliseconds,
        Files = counts.Files,
        Gone = counts.Gone,
    };
}

/// <summary>The mirrored folders, feeds, sites and mailboxes by name.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "They are sources.")]
internal sealed class PolledSources(SourceList list) : IDisposable
{
    private readonly Dictionary<string, PolledSource> _all =
        list.Polled.ToDictionary(settings => settings.Name, settings => new PolledSource(settings), StringComparer.Ordinal);

    /// <summary>The source of a name; null where it is none of these.</summary>
    public PolledSource? this[string name] => _all.GetValueOrDefault(name);

    public void Dispose()
    {
        foreach (var source in _all.Values)
        {
            source.Dispose();
        }
    }
}
