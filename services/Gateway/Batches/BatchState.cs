using Platform.Gateway.Status;

namespace Platform.Gateway.Batches;

/// <summary>A batch as the API shows it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Source">The source that it came from.</param>
/// <param name="Kind"><c>folder</c>, <c>interval</c> (single drops soon after each other), <c>archive</c> (dropped by itself), <c>upload</c>, <c>mirror</c> (files of a mirrored folder that were read together), <c>feed</c>, <c>site</c> or <c>mailbox</c> (what one look brought).</param>
/// <param name="Name">The dropped folder or archive; null where there is none.</param>
/// <param name="State"><c>open</c>: documents may still join; <c>closed</c>: none joins; <c>settled</c>: each has its outcome.</param>
/// <param name="OpenedAt">When its first document was seen complete.</param>
/// <param name="ClosedAt">Since when none joins.</param>
/// <param name="SettledAt">Since when each document has its outcome.</param>
/// <param name="Queued">Documents that are complete in the folder and not in the books yet, as of the last scan.</param>
/// <param name="Books">Its arrivals by state.</param>
/// <param name="PerSecond">Documents that got their outcome, per second over the last minute, or since it was opened where that is less.</param>
/// <param name="SecondsToGo">How long the rest takes at that rate; 0 where there is no rest, null where nothing moves.</param>
/// <param name="Receipt">Address of its receipt.</param>
public sealed record BatchState(
    Guid Id, string Source, string Kind, string? Name, string State, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, DateTimeOffset? SettledAt,
    int Queued, BooksState Books, double PerSecond, double? SecondsToGo, string Receipt)
{
    /// <summary>What follows from what was read.</summary>
    public static BatchState Of(
        Guid id, string source, string kind, string name, DateTimeOffset opened, DateTimeOffset? closed, DateTimeOffset? settled, int queued, BooksState books, double perSecond)
    {
        ArgumentNullException.ThrowIfNull(books);
        var rest = queued + books.Waiting + books.InFlight;
        return new BatchState(
            id, source, kind, string.IsNullOrEmpty(name) ? null : name, settled is not null ? "settled" : closed is not null ? "closed" : "open", opened, closed, settled,
            queued, books, Math.Round(perSecond, 2), rest == 0 ? 0 : perSecond > 0 ? Math.Round(rest / perSecond, 1) : null, $"/v1/batches/{id}/receipt");
    }
}

/// <summary>A page of batches.</summary>
/// <param name="Batches">Newest first.</param>
/// <param name="Next">Give it as <c>before</c> for the page behind this one; null on the last page.</param>
public sealed record BatchPageAnswer(IReadOnlyList<BatchState> Batches, Guid? Next);
