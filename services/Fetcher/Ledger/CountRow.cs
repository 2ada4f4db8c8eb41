using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>
/// A row of <c>acquisition.counts</c>: one summand of how many arrivals of a source were ever observed and stand in a state. The sum over all rows is the books. A trigger on the arrivals adds
/// a row for what each statement changed, in the same transaction, so the sums are exact at any moment and nobody counts a million rows to show them; rows are only added, so writers never wait
/// for one another; <see cref="Retention"/> folds them to one for each source and state.
/// </summary>
internal sealed class CountRow
{
    public required string Source { get; init; }

    public required string State { get; init; }

    public long Count { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<CountRow>(counts =>
    {
        counts.ToTable("counts");
        counts.HasNoKey();
        counts.Property(row => row.Source).HasColumnName("source");
        counts.Property(row => row.State).HasColumnName("state");
        counts.Property(row => row.Count).HasColumnName("count");
    });
}
