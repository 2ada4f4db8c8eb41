namespace Platform.Contracts;

/// <summary>
/// One observed item, as every message about it names it. The Fetcher's ledger holds the row behind it; the other
/// services know an arrival only by this reference.
/// </summary>
public sealed record Arrival
{
    /// <summary>Key of the arrival: a UUID version 7 (RFC 9562), given when the item is first observed and never reused.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the configured source that observed it, such as <c>inbox</c>.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The item's path within its source, <c>/</c> between folders, at most 1,024 characters. A label for people: bytes that are not UTF-8 and control
    /// characters are written as <c>%XX</c>, so it never reaches a file system again.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Size in bytes when it was read; 0 where it could not be.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the bytes as 64 lower-case hexadecimal digits; null where nothing could be read, as for a symbolic link.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Tags that the source gives its documents, 0 to 32, each 1 to 255 characters in one line.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The language that the source expects (BCP 47), for documents that do not show theirs; null where it expects none.</summary>
    public string? Language { get; init; }

    /// <summary>When the source first saw the item as complete, UTC.</summary>
    public required DateTimeOffset ObservedAt { get; init; }
}
