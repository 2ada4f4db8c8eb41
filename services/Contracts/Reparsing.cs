namespace Platform.Contracts;

// A document that is a record already is parsed again. The Fetcher's operation keeps it until it has a result; Storage knows where its bytes are and what stood beside them.

/// <summary>Fetcher → Storage: have these documents parsed again. Each is answered with its result, and asked for again until it is.</summary>
public sealed record ReparseDocuments
{
    /// <summary>The operation.</summary>
    public required Guid Operation { get; init; }

    /// <summary>The documents, 1 to 256.</summary>
    public required IReadOnlyList<Guid> Documents { get; init; }

    /// <summary><see cref="BeginOperation.Charset"/>.</summary>
    public string? Charset { get; init; }

    /// <summary>The lane that they travel in, one of <see cref="Lanes"/>.</summary>
    public string Lane { get; init; } = Lanes.Bulk;
}

/// <summary>Storage → Fetcher: results that are committed. Sent again, word for word, whenever the same document comes again in the same operation.</summary>
public sealed record DocumentsReparsed
{
    /// <summary>The results, 1 to 256.</summary>
    public required IReadOnlyList<ReparseResult> Results { get; init; }
}

/// <summary>What became of one document that was parsed again.</summary>
public sealed record ReparseResult
{
    /// <summary>The operation.</summary>
    public required Guid Operation { get; init; }

    /// <summary>The document.</summary>
    public required Guid DocumentId { get; init; }

    /// <summary>One of <see cref="ReparseStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why, for <see cref="ReparseStates.Kept"/> and <see cref="ReparseStates.Skipped"/>; null otherwise.</summary>
    public Reason? Reason { get; init; }
}

/// <summary>What can become of a document that is parsed again.</summary>
public static class ReparseStates
{
    /// <summary>Its record has a new revision.</summary>
    public const string Changed = "changed";

    /// <summary>Its record says what it said.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>Its bytes would be rejected now; the record stays as it was.</summary>
    public const string Kept = "kept";

    /// <summary>It is not there any more, or got other content meanwhile.</summary>
    public const string Skipped = "skipped";
}
