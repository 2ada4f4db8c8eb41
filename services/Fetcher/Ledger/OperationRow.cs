using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>A row of <c>acquisition.operations</c>: what an operator asked of many arrivals at once.</summary>
internal sealed class OperationRow
{
    /// <summary><c>running</c>; then <c>done</c>, <c>stopped</c> (by its first try) or <c>cancelled</c> (by an operator).</summary>
    public const string Running = "running", Done = "done", Stopped = "stopped", Cancelled = "cancelled";

    public required Guid Id { get; init; }

    /// <summary>One of <see cref="Contracts.OperationKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string State { get; init; }

    /// <summary>A <see cref="Contracts.RefusalFilter"/> as JSON.</summary>
    public required string Filter { get; init; }

    /// <summary>For an operation on documents the filter that found them, as JSON; null for one on arrivals.</summary>
    public string? Documents { get; init; }

    /// <summary>The charset that a reparse reads in; null where it leaves that as it is.</summary>
    public string? Charset { get; init; }

    /// <summary>Whether one is tried before the rest.</summary>
    public bool Canary { get; init; }

    public string? Note { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>How many arrivals it is about.</summary>
    public int Total { get; init; }

    /// <summary>Why it ended before its last item; null where it did not.</summary>
    public string? Problem { get; init; }

    public DateTimeOffset BegunAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public static void Map(ModelBuilder model)
    {
        model.Entity<OperationRow>(operation =>
        {
            operation.ToTable("operations");
            operation.HasKey(row => row.Id);
            operation.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            operation.Property(row => row.Kind).HasColumnName("kind");
            operation.Property(row => row.State).HasColumnName("state");
            operation.Property(row => row.Filter).HasColumnName("filter").HasColumnType("jsonb");
            operation.Property(row => row.Documents).HasColumnName("documents").HasColumnType("jsonb");
            operation.Property(row => row.Charset).HasColumnName("charset");
            operation.Property(row => row.Canary).HasColumnName("canary");
            operation.Property(row => row.Note).HasColumnName("note");
            operation.Property(row => row.RequestedBy).HasColumnName("requested_by");
            operation.Property(row => row.Total).HasColumnName("total");
            operation.Property(row => row.Problem).HasColumnName("problem");
            operation.Property(row => row.BegunAt).HasColumnName("begun_at").HasDefaultValueSql("now()");
            operation.Property(row => row.EndedAt).HasColumnName("ended_at");
            operation.HasIndex(row => row.Id).HasFilter("state = 'running'").HasDatabaseName("operations_running");
        });
        OperationItemRow.Map(model);
    }
}

/// <summary>A row of <c>acquisition.operation_items</c>: one arrival of an operation and what became of it there.</summary>
internal sealed class OperationItemRow
{
    /// <summary>
    /// <c>pending</c>, <c>under_way</c>; then an outcome of the retry, <c>dismissed</c>, one of <see cref="Contracts.ReparseStates"/>, <c>failed</c>, or <c>skipped</c> with its reason.
    /// </summary>
    public const string Pending = "pending", UnderWay = "under_way", Dismissed = "dismissed", Skipped = "skipped";

    public required Guid OperationId { get; init; }

    public required Guid ArrivalId { get; init; }

    public required string State { get; init; }

    /// <summary>The document, of an operation on documents; null where it is about the arrival.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>When a document that is under way is asked for again.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How often it was asked for.</summary>
    public int Asked { get; init; }

    /// <summary>Faults of ours that a document met.</summary>
    public int Faults { get; init; }

    /// <summary>The attempt that it began.</summary>
    public int? Attempt { get; init; }

    /// <summary>Why the arrival was refused when the operation began.</summary>
    public string? BeforeCode { get; init; }

    /// <summary>Why it is refused now; null where it is not.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The sentence to it, or why the item was skipped.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<OperationItemRow>(item =>
    {
        item.ToTable("operation_items");
        item.HasKey(row => new { row.OperationId, row.ArrivalId });
        item.HasOne<OperationRow>().WithMany().HasForeignKey(row => row.OperationId).OnDelete(DeleteBehavior.Cascade);
        item.Property(row => row.OperationId).HasColumnName("operation_id");
        item.Property(row => row.ArrivalId).HasColumnName("arrival_id");
        item.Property(row => row.State).HasColumnName("state");
        item.Property(row => row.DocumentId).HasColumnName("document_id");
        item.Property(row => row.DueAt).HasColumnName("due_at");
        item.Property(row => row.Asked).HasColumnName("asked").HasDefaultValue(0);
        item.Property(row => row.Faults).HasColumnName("faults").HasDefaultValue(0);
        item.Property(row => row.Attempt).HasColumnName("attempt");
        item.Property(row => row.BeforeCode).HasColumnName("before_code");
        item.Property(row => row.ReasonCode).HasColumnName("reason_code");
        item.Property(row => row.Reason).HasColumnName("reason");
        item.Property(row => row.EndedAt).HasColumnName("ended_at");
        item.HasIndex(row => new { row.OperationId, row.State, row.ArrivalId }).HasDatabaseName("operation_items_state");
        item.HasIndex(row => row.DueAt).HasFilter("state = 'under_way' AND document_id IS NOT NULL").HasDatabaseName("operation_items_due");
        item.HasIndex(row => row.ArrivalId).HasFilter("state = 'under_way'").HasDatabaseName("operation_items_under_way");
    });
}
