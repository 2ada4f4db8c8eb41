namespace Platform.Contracts;

/// <summary>Gateway → Fetcher: send dead letters back to the queues that they died in.</summary>
public sealed record ReturnDeadLetters
{
    /// <summary>One of them; null for all that were not returned yet, the oldest first.</summary>
    public Guid? Id { get; init; }

    /// <summary>Who asks.</summary>
    public required string By { get; init; }
}

/// <summary>Fetcher → Gateway: they are on their way, or why not.</summary>
public sealed record DeadLettersReturned
{
    /// <summary>How many were returned.</summary>
    public int Count { get; init; }

    /// <summary>One sentence that says why not all of them were; null where all were.</summary>
    public string? Problem { get; init; }
}
