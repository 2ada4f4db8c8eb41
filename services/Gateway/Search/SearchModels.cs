using Platform.Gateway.Records;

namespace Platform.Gateway.Search;

/// <summary>A value that documents share, and how many of those counted have it.</summary>
public sealed record FacetCount(string Value, long Count);

/// <summary>Documents published in a month, <c>2024-03</c>.</summary>
public sealed record MonthCount(string Month, long Count);

/// <summary>What was found, counted over the newest 10,000 at most.</summary>
/// <param name="Count">How many.</param>
/// <param name="AtLeast">Whether there are more than were counted.</param>
/// <param name="Facets">By kind (<c>language</c>, <c>source</c>, <c>media_type</c>, <c>country</c>, <c>organization</c>, <c>tag</c>, <c>missing</c>) the most frequent values, at most 30 each.</param>
/// <param name="Months">By month of publication, oldest first; documents without a date are in none.</param>
public sealed record Counts(long Count, bool AtLeast, IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets, IReadOnlyList<MonthCount> Months);

/// <summary>A page of what was found.</summary>
/// <param name="Documents">In the order asked for.</param>
/// <param name="Next">The page behind it; null on the last.</param>
/// <param name="Counts">Null where they were not asked for.</param>
/// <param name="Unindexed">Documents stored but not to be found yet, at most 100,000.</param>
public sealed record SearchPage(IReadOnlyList<DocumentSummary> Documents, SearchCursor? Next, Counts? Counts, long Unindexed);
