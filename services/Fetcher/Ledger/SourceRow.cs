using System.Diagnostics.CodeAnalysis;

namespace Platform.Fetcher.Ledger;

/// <summary>A row of <c>acquisition.sources</c>: how a configured source stands, for those who show it; and whether it is paused, which outlives a restart.</summary>
internal sealed class SourceRow
{
    public required string Name { get; init; }

    /// <summary>One of <see cref="Sources.SourceKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>events</c>, <c>polling</c> or <c>requests</c>; null before its folder was looked at.</summary>
    public string? Mode { get; init; }

    public bool Paused { get; init; }

    /// <summary>One sentence that says why it cannot be used now; null where it can.</summary>
    public string? Problem { get; init; }

    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "It is a column.")]
    public required string[] Tags { get; init; }

    public string? Language { get; init; }

    /// <summary>Documents that are complete and not in the books yet.</summary>
    public int Ready { get; init; }

    public DateTimeOffset? ScannedAt { get; init; }

    /// <summary>How long the last listing took, in milliseconds.</summary>
    public double? ScanMs { get; init; }

    /// <summary>Files that a mirrored folder held at the last listing; null for other sources.</summary>
    public int? Files { get; init; }

    /// <summary>Files that it held before and that are there no more.</summary>
    public int? Gone { get; init; }

    public DateTimeOffset NotedAt { get; init; }
}
