namespace Platform.Gateway.Status;

/// <summary>One stage of the path from the inbox to the subscribers.</summary>
/// <param name="PerMinute">Documents that it dealt with, in documents a minute over the last minute.</param>
/// <param name="Pending">Documents that wait for it now.</param>
/// <param name="Oldest">Since when the first of them has waited; null where none does.</param>
/// <param name="ErrorsPerMinute">Documents that it rejected or failed, in documents a minute.</param>
public sealed record Stage(double PerMinute, long Pending, DateTimeOffset? Oldest, double ErrorsPerMinute);

/// <summary>A reader of the event log that keeps its place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Behind">Events it has not dealt with yet, counted up to <see cref="PathReader.CountLimit"/>.</param>
/// <param name="Oldest">When the first of those happened; null where there are none.</param>
public sealed record Subscriber(string Name, long Behind, DateTimeOffset? Oldest);

/// <summary>The path as it stands at one moment of the database's clock.</summary>
/// <param name="Now">That moment, UTC.</param>
/// <param name="ObservedPerMinute">Items that the inbox showed for the first time.</param>
/// <param name="Fetcher">Items fetched; pending are those in state <c>waiting</c>.</param>
/// <param name="Parser">Documents read or refused; pending are those in flight without an outcome.</param>
/// <param name="Storage">Outcomes committed; pending are those whose ledger row is still to be closed.</param>
/// <param name="Subscribers">Who keeps a place in the event log.</param>
/// <param name="HeldBackSince">When the oldest event happened that no subscriber may see yet, because an older transaction is still running; null where there is none.</param>
public sealed record PathState(
    DateTimeOffset Now, double ObservedPerMinute, Stage Fetcher, Stage Parser, Stage Storage, IReadOnlyList<Subscriber> Subscribers, DateTimeOffset? HeldBackSince)
{
    /// <summary>Whether anything is still on its way, so that the page will change without a new event.</summary>
    public bool AnythingPending => Fetcher.Pending + Parser.Pending + Storage.Pending > 0 || Subscribers.Any(reader => reader.Behind > 0);
}
