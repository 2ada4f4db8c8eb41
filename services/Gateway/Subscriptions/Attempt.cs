namespace Platform.Gateway.Subscriptions;

/// <summary>A row of <c>delivery.attempts</c>: one request to a subscriber's endpoint and how it ended.</summary>
public sealed class Attempt
{
    /// <summary>Rises with every attempt.</summary>
    public long Id { get; init; }

    /// <summary>Whose it was.</summary>
    public required Guid SubscriptionId { get; init; }

    /// <summary>The event, and the <c>webhook-id</c> it went with.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The event's type.</summary>
    public required string EventType { get; init; }

    /// <summary>The event's place in the log.</summary>
    public required string Cursor { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int Number { get; init; }

    /// <summary>When it began, UTC; the <c>webhook-timestamp</c>.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required int Milliseconds { get; init; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>One of <see cref="AttemptOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>One sentence on why it failed; null where it did not.</summary>
    public string? Why { get; init; }

    /// <summary>When the next one is due, UTC; null where none is.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}

/// <summary>How an <see cref="Attempt"/> ends.</summary>
public static class AttemptOutcomes
{
    /// <summary>2xx.</summary>
    public const string Delivered = "delivered";

    /// <summary>Any other answer, or none.</summary>
    public const string Failed = "failed";

    /// <summary>429, 502 or 504: the endpoint is to be spared.</summary>
    public const string Throttled = "throttled";

    /// <summary>410: the endpoint wants no more.</summary>
    public const string Gone = "gone";
}
