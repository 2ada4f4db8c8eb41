using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>
/// A row of <c>acquisition.attempts</c>: how one attempt of an arrival ended that was not its last: a fault of ours that was scheduled again, or the refusal before an operator asked for
/// another try. Written only where something went wrong, so what goes well costs nothing; removed with its arrival.
/// </summary>
internal sealed class AttemptRow
{
    public long Id { get; init; }

    public required Guid ArrivalId { get; init; }

    /// <summary>Which try, from 1 on.</summary>
    public required int Attempt { get; init; }

    /// <summary>Of a fault, which one of this try, from 1 on; 0 for a refusal.</summary>
    public required int Fault { get; init; }

    /// <summary><c>faulted</c>, <c>rejected</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    public required string Stage { get; init; }

    public required string ReasonCode { get; init; }

    public required string Reason { get; init; }

    /// <summary>Which process it was; null where it cannot be told.</summary>
    public string? Worker { get; init; }

    public required DateTimeOffset At { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<AttemptRow>(attempt =>
    {
        attempt.ToTable("attempts");
        attempt.HasKey(row => row.Id);
        attempt.Property(row => row.Id).HasColumnName("id").UseIdentityAlwaysColumn();
        attempt.Property(row => row.ArrivalId).HasColumnName("arrival_id");
        attempt.Property(row => row.Attempt).HasColumnName("attempt");
        attempt.Property(row => row.Fault).HasColumnName("fault");
        attempt.Property(row => row.Outcome).HasColumnName("outcome");
        attempt.Property(row => row.Stage).HasColumnName("stage");
        attempt.Property(row => row.ReasonCode).HasColumnName("reason_code");
        attempt.Property(row => row.Reason).HasColumnName("reason");
        attempt.Property(row => row.Worker).HasColumnName("worker");
        attempt.Property(row => row.At).HasColumnName("at");
        attempt.HasIndex(row => row.ArrivalId).HasDatabaseName("attempts_arrival");
    });
}
