namespace Platform.Contracts;

// Questions from the Gateway, each with the answer that it waits for. One that nobody takes in time is dropped, and nothing has happened.

/// <summary>Gateway → Fetcher: an operator's word to a source.</summary>
public sealed record CommandSource
{
    /// <summary>Name of the configured source.</summary>
    public required string Source { get; init; }

    /// <summary>One of <see cref="SourceCommands"/>.</summary>
    public required string Command { get; init; }
}

/// <summary>Fetcher → Gateway: the command was carried out, or why not.</summary>
public sealed record SourceCommanded
{
    /// <summary>One sentence that says why it was not carried out; null where it was.</summary>
    public string? Problem { get; init; }
}

/// <summary>What can be said to a source.</summary>
public static class SourceCommands
{
    /// <summary>Take nothing more; what is under way goes on. Holds over restarts.</summary>
    public const string Pause = "pause";

    /// <summary>Go on.</summary>
    public const string Resume = "resume";

    /// <summary>List the folder now.</summary>
    public const string Scan = "scan";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pause, Resume, Scan];
}

/// <summary>Gateway → Fetcher: documents whose bytes are in the content store are to be entered in the ledger, all or none.</summary>
public sealed record EnterUpload
{
    /// <summary>The documents of one request, 1 to 1,000: one batch.</summary>
    public required IReadOnlyList<UploadedDocument> Documents { get; init; }

    /// <summary>Tells a request that is sent again, at most 100 characters; null where the caller gave none.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>One uploaded document.</summary>
public sealed record UploadedDocument
{
    /// <summary>The name that the caller gave, 1 to 1,024 characters; it becomes a label.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of its bytes as 64 lower-case hexadecimal digits.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long Size { get; init; }
}

/// <summary>Fetcher → Gateway: the rows are committed, now or when the same key came before; or why not.</summary>
public sealed record UploadEntered
{
    /// <summary>The batch.</summary>
    public Guid BatchId { get; init; }

    /// <summary>The arrivals; empty where there is a problem.</summary>
    public IReadOnlyList<EnteredArrival> Arrivals { get; init; } = [];

    /// <summary>One sentence that says why nothing was entered; null where all was.</summary>
    public string? Problem { get; init; }
}

/// <summary>One arrival of an upload.</summary>
public sealed record EnteredArrival
{
    /// <summary>Its key.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its label.</summary>
    public required string Name { get; init; }
}

/// <summary>Gateway → Parser: what would become of these bytes? Nothing is stored.</summary>
public sealed record SimulateDocument
{
    /// <summary>Token of the bytes among the contents that pass.</summary>
    public required string Token { get; init; }

    /// <summary>The name that the caller gave.</summary>
    public required string Name { get; init; }
}

/// <summary>Parser → Gateway: a record or a reason, one of the two.</summary>
public sealed record DocumentSimulated
{
    /// <summary>Token of the <see cref="ParsedDocument"/> as UTF-8 JSON among the contents that pass; null for a rejection.</summary>
    public string? Token { get; init; }

    /// <summary>The reason; null for a record.</summary>
    public Reason? Reason { get; init; }
}
