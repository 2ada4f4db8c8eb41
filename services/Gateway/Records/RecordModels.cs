using Platform.Contracts;

namespace Platform.Gateway.Records;

/// <summary>A document as lists show it; the fields are those of the record.</summary>
public sealed record DocumentSummary(
    Guid Id, Guid ArrivalId, string? Title, IReadOnlyList<string> Authors, string Name, string Source, string? Language, string? PublishedAt,
    string MediaType, long Size, string ContentHash, DateTimeOffset StoredAt)
{
    /// <summary>The title, or the name, as HTML: escaped, with the words that were looked for in <c>mark</c>; null where no words were given.</summary>
    public string? MarkedTitle { get; init; }

    /// <summary>Passages of the text in the same form; empty where no words were given.</summary>
    public IReadOnlyList<string> Fragments { get; init; } = [];
}

/// <summary>One arrival that was rejected or failed.</summary>
public sealed record Refusal(Guid ArrivalId, string Outcome, string Name, Reason Reason, DateTimeOffset SettledAt);

/// <summary>A record with the file it was made from. <paramref name="Location"/> is the place that it keeps while its content changes, null where it is its content.</summary>
public sealed record StoredDocument(
    Guid DocumentId, Guid ArrivalId, string? Location, int Revision, string Name, string Source, IReadOnlyList<string> SourceTags, long Size, string ContentHash, DateTimeOffset StoredAt,
    ParsedDocument Parsed);

/// <summary>An arrival as the ledger shows it. <paramref name="ParsedAt"/> is known once it has its outcome, and null where it was not parsed.
/// <paramref name="Attempt"/> is which try this is; <paramref name="NextAttemptAt"/> when it is tried again by itself after a fault of ours, and null otherwise.</summary>
public sealed record ArrivalState(
    Guid Id, Guid BatchId, string Lane, string Source, string Name, IReadOnlyList<string> Tags, long Size, string? ContentHash, string State, int Publishes, int Faults, Guid? DocumentId, Reason? Reason,
    DateTimeOffset ObservedAt, DateTimeOffset? FetchedAt, DateTimeOffset? ParsedAt, DateTimeOffset? SettledAt, int Attempt, DateTimeOffset? NextAttemptAt)
{
    /// <summary>The arrival that it was found in, such as the archive of a file or the mail of an attachment; null for what came by itself.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Its path inside its parent; null where it has none.</summary>
    public string? InnerPath { get; init; }

    /// <summary>Its way step by step, in the answer about one arrival; null in lists.</summary>
    public IReadOnlyList<TimelineStep>? Timeline { get; init; }

    /// <summary>The one trace (W3C Trace Context) that follows it through all services, as logs, events and deliveries name it.</summary>
    public string TraceId => Hosting.Traces.IdOf(Id);

    /// <summary>How many arrivals were found in it.</summary>
    public int Children { get; init; }

    /// <summary>Address of those that were found in it; null where none were.</summary>
    public string? ChildrenUrl => Children == 0 ? null : $"/v1/arrivals/{Id}/children";
}

/// <summary>A page of arrivals.</summary>
/// <param name="Arrivals">In the order in which they were found.</param>
/// <param name="Next">Give it as <c>after</c> for the page behind this one; null on the last page.</param>
public sealed record ArrivalPageAnswer(IReadOnlyList<ArrivalState> Arrivals, Guid? Next);
