namespace Platform.Storage.Deletions;

/// <summary>A row of <c>library.tombstones</c>: what is kept of a document that was deleted. Its id is never used again.</summary>
public sealed class TombstoneRow
{
    public required Guid DocumentId { get; init; }

    /// <summary>The arrival of its current revision.</summary>
    public required Guid ArrivalId { get; init; }

    public required string Source { get; init; }

    public required string Name { get; init; }

    public string? Location { get; init; }

    public required string ContentHash { get; init; }

    public required long Size { get; init; }

    public required DateTimeOffset StoredAt { get; init; }

    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>The name of an operator's key, or <c>source NAME</c>.</summary>
    public required string DeletedBy { get; init; }

    /// <summary>One of <see cref="Contracts.ReasonCodes.Deleted"/>, <see cref="Contracts.ReasonCodes.RemovedAtSource"/>, <see cref="Contracts.ReasonCodes.Expired"/>.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>One sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>When its source found its place empty; null where it did not.</summary>
    public DateTimeOffset? RemovalObservedAt { get; init; }
}

/// <summary>A row of <c>library.released</c>: a content that a deletion left, until it is removed or found to be needed.</summary>
public sealed class ReleasedRow
{
    public required string ContentHash { get; init; }
}

/// <summary>A row of <c>library.parsed_contents</c>: where the text of a content went through the content store, and still lies there.</summary>
public sealed class ParsedContentRow
{
    public required string ContentHash { get; init; }

    public required string ParsedHash { get; init; }
}
