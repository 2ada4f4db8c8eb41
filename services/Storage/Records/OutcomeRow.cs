using Platform.Hosting;

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

    /// <summary>How long it was read; null where it was not.</summary>
    public int? ParseMs { get; init; }

    /// <summary>Which process read it.</summary>
    public string? ParsedBy { get; init; }

    /// <summary>Which process stored its outcome.</summary>
    public string? StoredBy { get; init; }

    public required DateTimeOffset SettledAt { get; init; }

    /// <summary>The outcome of an ending, stored by this process.</summary>
    /// <param name="ending">What was to be stored.</param>
    /// <param name="outcome">What became of it where it is a document; a refusal says its own.</param>
    /// <param name="document">The document that holds its content; null for a refusal.</param>
    /// <param name="now">The time.</param>
    public static OutcomeRow Of(Ending ending, string outcome, Guid? document, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ending);
        return new OutcomeRow
        {
            ArrivalId = ending.Arrival.Id,
            Attempt = ending.Arrival.Attempt,
            Outcome = ending.Outcome ?? outcome,
            DocumentId = document,
            Source = ending.Arrival.Source,
            Name = ending.Arrival.Name,
            Size = ending.Arrival.Size,
            ContentHash = ending.Arrival.ContentHash,
            ReasonCode = ending.Reason?.Code,
            Reason = ending.Reason?.Message,
            ReasonStage = ending.Reason?.Stage,
            ObservedAt = ending.Arrival.ObservedAt.ToUniversalTime(),
            ParsedAt = ending.Document is null ? null : ending.At.ToUniversalTime(),
            ParseMs = ending.Milliseconds,
            ParsedBy = ending.Worker,
            StoredBy = Instance.Name,
            SettledAt = now,
        };
    }
}
