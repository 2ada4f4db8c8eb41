using Platform.Fetcher.Ledger;
using Platform.RawContent;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>A file of a mirrored folder that is not known as it looks now.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="State">How it looks.</param>
/// <param name="SideCarNs">Last change of the side-car beside it; null where there is none.</param>
/// <param name="IsFresh">Whether it has come or changed since the listing before: it does not wait behind a backlog.</param>
internal sealed record MirrorItem(RawPath Path, ItemState State, long? SideCarNs, bool IsFresh);

/// <summary>What reading a file has shown.</summary>
/// <param name="Item">The file.</param>
/// <param name="State">How it looked when it was read.</param>
/// <param name="Known">What was known of it; null where nothing was.</param>
internal sealed record MirrorChange(MirrorItem Item, ItemState State, MirroredRow? Known)
{
    /// <summary>SHA-256 of its bytes; null where they are refused.</summary>
    public string? Hash { get; init; }

    /// <summary>The code of the reason for which it is refused; null where it is read.</summary>
    public string? Refused { get; init; }

    /// <summary>Its bytes in the content store, not kept yet; null where nothing new was read.</summary>
    public StagedContent? Staged { get; init; }

    /// <summary>The arrival that comes of it; null where it is the same as before.</summary>
    public ArrivalRow? Arrival { get; init; }
}
