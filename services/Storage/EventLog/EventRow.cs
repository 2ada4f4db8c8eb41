namespace Platform.Storage.EventLog;

/// <summary>
/// A row of <c>library.events</c>. Its place in the log is (<see cref="Epoch"/>, <see cref="Xid"/>, <see cref="Seq"/>): a reader that stays below the
/// oldest running transaction misses none, whatever the order of commits.
/// </summary>
public sealed class EventRow
{
    /// <summary>The log's epoch, from <c>library.feed</c>, set by the writing statement.</summary>
    public int Epoch { get; init; }

    /// <summary>The writing transaction, set by the database.</summary>
    public ulong Xid { get; init; }

    /// <summary>Order within the transaction, set by the database.</summary>
    public long Seq { get; init; }

    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Source { get; init; }

    public required Guid ArrivalId { get; init; }

    public Guid? DocumentId { get; init; }

    public string? Traceparent { get; init; }

    public required string Data { get; init; }
}

/// <summary>The one row of <c>library.feed</c>.</summary>
public sealed class FeedRow
{
    /// <summary>Raised when the database is restored from a copy, since transaction numbers start over then.</summary>
    public required int Epoch { get; init; }
}
