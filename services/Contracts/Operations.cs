namespace Platform.Contracts;

// What an operator asks of many arrivals at once. The Fetcher freezes the arrivals that the filter meets when it is asked, works through them, and keeps a
// result for each.

/// <summary>Which rejected and failed arrivals are meant: those that meet everything that is given. An empty filter means all of them that are not dismissed.</summary>
public sealed record RefusalFilter
{
    /// <summary><c>rejected</c> or <c>failed</c>; null for both.</summary>
    public string? State { get; init; }

    /// <summary>A reason's code, such as one of <see cref="ReasonCodes"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The stage that gave the reason: <c>fetcher</c>, <c>parser</c> or <c>storage</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>Name of a source.</summary>
    public string? Source { get; init; }

    /// <summary>A batch.</summary>
    public Guid? Batch { get; init; }

    /// <summary>One arrival.</summary>
    public Guid? Arrival { get; init; }

    /// <summary>What the label ends with behind its last dot, without the dot, in lower case, such as <c>pdf</c>: of what was refused, no more is known of its format.</summary>
    public string? Format { get; init; }

    /// <summary>Observed at this time or later, UTC.</summary>
    public DateTimeOffset? ObservedFrom { get; init; }

    /// <summary>Observed before this time, UTC.</summary>
    public DateTimeOffset? ObservedUntil { get; init; }

    /// <summary>Those that were dismissed too.</summary>
    public bool Dismissed { get; init; }
}

/// <summary>Gateway → Fetcher: begin an operation, or only say what it would be about.</summary>
public sealed record BeginOperation
{
    /// <summary>Key of the operation, a UUID version 7. Asked twice, it begins once.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="OperationKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, where that are arrivals; beside <see cref="Documents"/> it says nothing.</summary>
    public required RefusalFilter Filter { get; init; }

    /// <summary>What it is about, where that are documents; null where that are arrivals.</summary>
    public ChosenDocuments? Documents { get; init; }

    /// <summary>For a reparse of documents: the charset that their bytes are read in from now on, <see cref="FoundCharset"/> for the one that is found; null to leave that as it is.</summary>
    public string? Charset { get; init; }

    /// <summary>Begin nothing: count, and show a sample.</summary>
    public bool Preview { get; init; }

    /// <summary>For a retry: try one before the rest, and go on only where it becomes a document.</summary>
    public bool Canary { get; init; }

    /// <summary>What the operator notes, at most 500 characters; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Who asks.</summary>
    public required string By { get; init; }

    /// <summary>A charset that somebody chose is forgotten: <c>found</c>.</summary>
    public const string FoundCharset = "found";
}

/// <summary>The documents of an operation as its asker found them: frozen.</summary>
public sealed record ChosenDocuments
{
    /// <summary>Token of the list among the contents that pass: for each document 32 bytes, its id and that of its arrival, big-endian.</summary>
    public required string Token { get; init; }

    /// <summary>How many there are, 1 to a million.</summary>
    public required int Count { get; init; }

    /// <summary>The filter that found them as JSON, to be shown.</summary>
    public required string Filter { get; init; }
}

/// <summary>Fetcher → Gateway: it is begun, or counted, or why not.</summary>
public sealed record OperationBegun
{
    /// <summary>One sentence that says why nothing was begun; null where it was.</summary>
    public string? Problem { get; init; }

    /// <summary>How many arrivals it is about.</summary>
    public long Count { get; init; }

    /// <summary>The first of them, 0 to 10.</summary>
    public IReadOnlyList<Guid> Sample { get; init; } = [];
}

/// <summary>Gateway → Fetcher: leave the rest of an operation as it is. What is under way goes on.</summary>
public sealed record CancelOperation
{
    /// <summary>The operation.</summary>
    public required Guid Id { get; init; }
}

/// <summary>Fetcher → Gateway: it is cancelled, or why not.</summary>
public sealed record OperationCancelled
{
    /// <summary>One sentence; null where it is cancelled.</summary>
    public string? Problem { get; init; }
}

/// <summary>What can be done with many arrivals or documents at once.</summary>
public static class OperationKinds
{
    /// <summary>Try each again.</summary>
    public const string Retry = "retry";

    /// <summary>Mark each as seen, so that groups of failures show what is new.</summary>
    public const string Dismiss = "dismiss";

    /// <summary>Parse the bytes of documents again, by the rules of today, and try refused arrivals again.</summary>
    public const string Reparse = "reparse";
}
