namespace Platform.Contracts;

// Every message carries several documents: what has gathered while the previous message was on its way travels together, so an
// idle system sends one document at once and a busy one pays for the broker once in many. A document that has faulted
// before travels alone, so that it cannot take its neighbours with it.

/// <summary>Fetcher → Parser: the bytes are in the content store and the ledger says <c>in_flight</c>.</summary>
public sealed record DocumentsFetched
{
    /// <summary>The documents, 1 to 64.</summary>
    public required IReadOnlyList<DocumentFetched> Documents { get; init; }

    /// <summary>The lane that they travel in, one of <see cref="Lanes"/>: what comes of them stays in it.</summary>
    public string Lane { get; init; } = Lanes.Prompt;
}

/// <summary>
/// A backlog has queues of its own at every station, named as those of the prompt lane with <c>.bulk</c> behind, so that a drop never waits behind it.
/// </summary>
public static class Lanes
{
    /// <summary>Single drops and small uploads. Messages are published.</summary>
    public const string Prompt = "prompt";

    /// <summary>What many documents of one batch wait for. Messages are sent to the station's second queue.</summary>
    public const string Bulk = "bulk";

    /// <summary>The Parser's second queue.</summary>
    public const string BulkParser = "parser.bulk";

    /// <summary>Storage's second queue.</summary>
    public const string BulkStorage = "storage.bulk";
}

/// <summary>One document whose bytes can be read by <see cref="Contracts.Arrival.ContentHash"/>.</summary>
public sealed record DocumentFetched
{
    /// <summary>The arrival; its <see cref="Contracts.Arrival.ContentHash"/> is not null.</summary>
    public required Arrival Arrival { get; init; }

    /// <summary>When the bytes were safely stored, UTC.</summary>
    public required DateTimeOffset FetchedAt { get; init; }
}

/// <summary>Parser → Storage: documents that were read.</summary>
public sealed record DocumentsParsed
{
    /// <summary>The documents, 1 to 64.</summary>
    public required IReadOnlyList<DocumentParsed> Documents { get; init; }

    /// <summary>Which process read them, such as <c>node-1/4711</c>; null where it is not told.</summary>
    public string? Worker { get; init; }
}

/// <summary>One document with what the Parser made of it, inline or by reference.</summary>
public sealed record DocumentParsed
{
    /// <summary>The arrival, as it came.</summary>
    public required Arrival Arrival { get; init; }

    /// <summary>When parsing ended, UTC.</summary>
    public required DateTimeOffset ParsedAt { get; init; }

    /// <summary>How long it was read, in milliseconds; null where it is not told.</summary>
    public int? Milliseconds { get; init; }

    /// <summary>The parsed document; null where it is longer than <see cref="InlineLimit"/> and travels by <see cref="DocumentHash"/>.</summary>
    public ParsedDocument? Document { get; init; }

    /// <summary>Content hash of the parsed document as UTF-8 JSON in the content store (claim check); null where it is inline.</summary>
    public string? DocumentHash { get; init; }

    /// <summary>Longest text, in characters over all blocks, that travels inside the message: 32,768. Longer ones go by hash.</summary>
    public const int InlineLimit = 32_768;
}

/// <summary>Fetcher or Parser → Storage: documents whose own fault keeps them from becoming records.</summary>
public sealed record DocumentsRejected
{
    /// <summary>The documents, 1 to 256.</summary>
    public required IReadOnlyList<DocumentRefused> Documents { get; init; }

    /// <summary>Which process refused them; null where it is not told.</summary>
    public string? Worker { get; init; }
}

/// <summary>Fetcher → Storage: archives and mailboxes whose members are in the ledger. They end as <see cref="Outcomes.Stored"/> without a document, with the reason <see cref="ReasonCodes.Unpacked"/>.</summary>
public sealed record ContainersUnpacked
{
    /// <summary>The containers, 1 to 256.</summary>
    public required IReadOnlyList<DocumentRefused> Documents { get; init; }
}

/// <summary>Fetcher → Storage: documents given up after every attempt, through our fault or a dependency's.</summary>
public sealed record DocumentsFailed
{
    /// <summary>The documents, 1 to 256.</summary>
    public required IReadOnlyList<DocumentRefused> Documents { get; init; }
}

/// <summary>One document that does not become a record, and why.</summary>
public sealed record DocumentRefused
{
    /// <summary>The arrival, as it came.</summary>
    public required Arrival Arrival { get; init; }

    /// <summary>When that was decided, UTC.</summary>
    public required DateTimeOffset RefusedAt { get; init; }

    /// <summary>How long it was read before that, in milliseconds; null where it was not read.</summary>
    public int? Milliseconds { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}

/// <summary>Parser or Storage → Fetcher: our own faults. The ledger schedules another attempt, and after the last one fails the document.</summary>
public sealed record DocumentsFaulted
{
    /// <summary>The documents, 1 to 64.</summary>
    public required IReadOnlyList<DocumentRefused> Documents { get; init; }

    /// <summary>Which process met the fault; null where it is not told.</summary>
    public string? Worker { get; init; }
}

/// <summary>Storage → Fetcher: outcomes that are committed. Sent again, word for word, whenever the same arrival comes again.</summary>
public sealed record DocumentsSettled
{
    /// <summary>The outcomes, 1 to 256.</summary>
    public required IReadOnlyList<Settlement> Settlements { get; init; }
}

/// <summary>The end of one arrival.</summary>
public sealed record Settlement
{
    /// <summary>The arrival.</summary>
    public required Guid ArrivalId { get; init; }

    /// <summary>The try that ended so: <see cref="Contracts.Arrival.Attempt"/>.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>One of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The document that holds its content, for <c>stored</c> and <c>duplicate</c>; null otherwise, and for what was unpacked.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>Why, for <c>rejected</c> and <c>failed</c>, and for what is stored without a document; null otherwise.</summary>
    public Reason? Reason { get; init; }

    /// <summary>When the outcome was committed, UTC.</summary>
    public required DateTimeOffset SettledAt { get; init; }
}

/// <summary>The four ends of an arrival.</summary>
public static class Outcomes
{
    /// <summary>It became a record; an archive or a mailbox: what it holds became arrivals of their own.</summary>
    public const string Stored = "stored";

    /// <summary>The same bytes are a record already, and the arrival is linked to it.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Its own fault keeps it from becoming a record.</summary>
    public const string Rejected = "rejected";

    /// <summary>Our fault or a dependency's, after every attempt.</summary>
    public const string Failed = "failed";
}
