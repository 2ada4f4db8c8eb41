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
