using System.Diagnostics.CodeAnalysis;
using Platform.Fetcher.Batches;

namespace Platform.Fetcher.Ledger;

/// <summary>A row of <c>acquisition.batches</c>: arrivals that came together. Its counts are those of its arrivals, kept nowhere else.</summary>
internal sealed class BatchRow
{
    public required Guid Id { get; init; }

    public required string Source { get; init; }

    /// <summary>One of <see cref="BatchKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The label of <see cref="Path"/>; empty where the batch has no folder.</summary>
    public required string Name { get; init; }

    /// <summary>Raw bytes of the dropped folder's path; empty where there is none.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "It is a column.")]
    public required byte[] Path { get; init; }

    /// <summary>Documents that are complete in the folder and not in the books yet, as of the last scan.</summary>
    public int Queued { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Since when nothing joins it.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Since when each arrival has its outcome and the receipt is written.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Tells an upload that is sent again; null where its sender gave nothing to tell it by.</summary>
    public string? IdempotencyKey { get; init; }

    public static BatchRow Of(OpenBatch batch, string source) => new()
    {
        Id = batch.Id,
        Source = source,
        Kind = batch.Kind,
        Name = batch.Folder.ToString(),
        Path = batch.Folder.Bytes,
        OpenedAt = batch.OpenedAt,
    };
}
