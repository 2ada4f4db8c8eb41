namespace Platform.Contracts;

/// <summary>
/// Gateway → Storage: events up to a place that are older than a time may leave the log. The Gateway knows how far its readers are, and Storage alone writes the log. Sent each
/// hour; one that is lost is made good by the next.
/// </summary>
public sealed record TrimEvents
{
    /// <summary>Younger events stay.</summary>
    public required DateTimeOffset OlderThan { get; init; }

    /// <summary>The place up to which all readers that are alive have come: its epoch,</summary>
    public required int Epoch { get; init; }

    /// <summary>its transaction,</summary>
    public required ulong Xid { get; init; }

    /// <summary>and its number there.</summary>
    public required long Seq { get; init; }
}
