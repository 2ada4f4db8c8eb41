namespace Platform.Storage.Records;

/// <summary>A row of <c>library.outcomes</c>: how one arrival ended. Written once for each try: that of a later one takes the place of a rejection or failure.</summary>
public sealed class OutcomeRow
{
    public required Guid ArrivalId { get; init; }

    /// <summary>The try that ended so, from 1 on.</summary>
    public int Attempt { get; init; } = 1;

    public required string Outcome { get; init; }

    public Guid? DocumentId { get; init; }

    public required string Source { get; init; }

    public required string Name { get; init; }

    public required long Size { get; init; }

    public string? ContentHash { get; init; }

    public string? ReasonCode { get; init; }

    public string? Reason { get; init; }

    public string? ReasonStage { get; init; }

    public required DateTimeOffset ObservedAt { get; init; }

    public DateTimeOffset? ParsedAt { get; init; }

    public required DateTimeOffset SettledAt { get; init; }
}
