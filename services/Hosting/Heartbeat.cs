namespace Platform.Hosting;

/// <summary>Every service → whoever listens, each five seconds and once when it stops: that it runs, and how. Kept by nobody but in memory.</summary>
public sealed record Heartbeat
{
    /// <summary>Seconds between two of them: 5.</summary>
    public const int Seconds = 5;

    /// <summary>Which service: <c>fetcher</c>, <c>parser</c>, <c>storage</c> or <c>gateway</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Which process, as host and process id, such as <c>node-1/4711</c>.</summary>
    public required string Instance { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>When the process began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was said, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether it is ending.</summary>
    public bool IsStopping { get; init; }

    /// <summary>What it needs, and why it is not ready.</summary>
    public IReadOnlyList<HeartbeatCheck> Checks { get; init; } = [];

    /// <summary>The queues that it reads.</summary>
    public IReadOnlyList<HeartbeatQueue> Queues { get; init; } = [];
}

/// <summary>One thing that a service needs.</summary>
/// <param name="Name">Such as <c>database</c>.</param>
/// <param name="Why">One sentence that says what is missing; null while it is there.</param>
public sealed record HeartbeatCheck(string Name, string? Why);

/// <summary>What a process does with one queue.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Concurrency">Messages that it works on at once at most.</param>
/// <param name="UnderWay">Messages that it works on now.</param>
/// <param name="Taken">Messages that it has dealt with since it began.</param>
public sealed record HeartbeatQueue(string Name, int Concurrency, int UnderWay, long Taken);
