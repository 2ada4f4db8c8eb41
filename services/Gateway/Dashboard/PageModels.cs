using Platform.Contracts;

namespace Platform.Gateway.Dashboard;

/// <summary>Law 1 in figures: <paramref name="Observed"/> is the sum of the others, read in one statement.</summary>
public sealed record BooksState(long Observed, long Waiting, long InFlight, long Stored, long Duplicate, long Rejected, long Failed);

/// <summary>One row of the newest documents; the fields are those of the record.</summary>
public sealed record NewestDocument(
    Guid DocumentId, string? Title, string Name, string Source, string? Language, string? PublishedAt, DateTimeOffset StoredAt);

/// <summary>One arrival that was rejected or failed.</summary>
public sealed record Refusal(Guid ArrivalId, string Outcome, string Name, Reason Reason, DateTimeOffset SettledAt);

/// <summary>A record with the file it was made from.</summary>
public sealed record StoredDocument(
    Guid DocumentId, string Name, string Source, long Size, string ContentHash, DateTimeOffset StoredAt, ParsedDocument Parsed);
