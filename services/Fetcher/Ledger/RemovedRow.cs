using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>A row of <c>acquisition.removed</c>: how many arrivals of a source and state the ledger keeps no more. With them the books add up for good.</summary>
internal sealed class RemovedRow
{
    public required string Source { get; init; }

    public required string State { get; init; }

    public long Count { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<RemovedRow>(removed =>
    {
        removed.ToTable("removed");
        removed.HasKey(row => new { row.Source, row.State });
        removed.Property(row => row.Source).HasColumnName("source");
        removed.Property(row => row.State).HasColumnName("state");
        removed.Property(row => row.Count).HasColumnName("count");
    });
}
