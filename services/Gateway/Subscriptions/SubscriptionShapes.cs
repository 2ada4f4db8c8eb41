using System.Text.Json.Serialization;
using Platform.Gateway.Feed;

namespace Platform.Gateway.Subscriptions;

/// <summary>What is sent to create a subscription.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewSubscription
{
    /// <summary>What you call it, 1 to 200 characters.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Where events are posted: an https address.</summary>
    [JsonPropertyName("url")]
    public required string Url { get; init; }

    /// <summary>Which events; all where it is left out.</summary>
    [JsonPropertyName("filter")]
    public FilterShape? Filter { get; init; }

    /// <summary>Where to begin: <c>latest</c> (the default), <c>earliest</c>, a cursor, or a time (RFC 3339).</summary>
    [JsonPropertyName("from")]
    public string? From { get; init; }

    /// <summary>A key of your own, <c>whsec_</c> and the base64 of 24 to 64 bytes; one is made where it is left out.</summary>
    [JsonPropertyName("secret")]
    public string? Secret { get; init; }
}

/// <summary>An <see cref="EventFilter"/> in the API's spelling.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FilterShape
{
    /// <summary>Types of events.</summary>
    [JsonPropertyName("types")]
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Names of sources.</summary>
    [JsonPropertyName("sources")]
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>ISO 639-1 codes.</summary>
    [JsonPropertyName("languages")]
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The documents' own keywords.</summary>
    [JsonPropertyName("tags")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Countries by ISO 3166-1 alpha-2 code and organizations by their abbreviation.</summary>
    [JsonPropertyName("mentions")]
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>The filter.</summary>
    public EventFilter ToFilter() => new() { Types = Types ?? [], Sources = Sources ?? [], Languages = Languages ?? [], Tags = Tags ?? [], Mentions = Mentions ?? [] };

    /// <summary>The shape of a filter.</summary>
    public static FilterShape Of(EventFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new() { Types = filter.Types, Sources = filter.Sources, Languages = filter.Languages, Tags = filter.Tags, Mentions = filter.Mentions };
    }
}

/// <summary>What is sent to deliver a range again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Replay
{
    /// <summary>Where to begin: a cursor (the event there is not repeated), a time (RFC 3339), <c>earliest</c>, or <c>latest</c> to leave out what has gathered.</summary>
    [JsonPropertyName("from")]
    public required string From { get; init; }

    /// <summary>Where to end, in the same forms; what was not delivered yet follows. Left out, everything from there on is delivered.</summary>
    [JsonPropertyName("until")]
    public string? Until { get; init; }
}

/// <summary>What may be sent to rotate the key.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Rotation
{
    /// <summary>A key of your own; one is made where it is left out.</summary>
    [JsonPropertyName("secret")]
    public string? Secret { get; init; }
}

/// <summary>A subscription as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Url">Where events are posted.</param>
/// <param name="Filter">Which events.</param>
/// <param name="State">One of <see cref="SubscriptionStates"/>.</param>
/// <param name="StateReason">Why it is not active; null while it is.</param>
/// <param name="Cursor">Everything up to here has been delivered or left out by the filter.</param>
/// <param name="Replaying">Whether a range is being delivered again.</param>
/// <param name="FailedAttempts">Failed attempts for the event behind the cursor.</param>
/// <param name="NextAttemptAt">When the next attempt is due; null for at once.</param>
/// <param name="PreviousSecretUntil">Until when the key before the last rotation signs too; null where there is none.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Secret">The key; only in the answers that make it, null in all others.</param>
public sealed record SubscriptionAnswer(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("filter")] FilterShape Filter,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("state_reason")] string? StateReason,
    [property: JsonPropertyName("cursor")] string Cursor,
    [property: JsonPropertyName("replaying")] bool Replaying,
    [property: JsonPropertyName("failed_attempts")] int FailedAttempts,
    [property: JsonPropertyName("next_attempt_at")] DateTimeOffset? NextAttemptAt,
    [property: JsonPropertyName("previous_secret_until")] DateTimeOffset? PreviousSecretUntil,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("secret"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    /// <summary>The answer about a subscription.</summary>
    public static SubscriptionAnswer Of(Subscription row, string? secret = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(
            row.Id, row.Name, row.Url, FilterShape.Of(row.Filter), row.State, row.StateReason, row.Place.ToString(), row.ReplayUntil is not null, row.Attempts, row.NextAttemptAt,
            row.PreviousSecretUntil, row.CreatedAt, secret);
    }
}

/// <summary>The subscriptions, oldest first.</summary>
public sealed record SubscriptionList([property: JsonPropertyName("subscriptions")] IReadOnlyList<SubscriptionAnswer> Subscriptions);

/// <summary>One attempt as the API shows it.</summary>
/// <param name="EventId">The event, and the <c>webhook-id</c>.</param>
/// <param name="EventType">Its type.</param>
/// <param name="Cursor">Its place: replay from another to have it again.</param>
/// <param name="Number">1 for the first attempt.</param>
/// <param name="At">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Status">The HTTP status; null where no answer came.</param>
/// <param name="Outcome">One of <see cref="AttemptOutcomes"/>.</param>
/// <param name="Why">Why it failed; null where it did not.</param>
/// <param name="NextAttemptAt">When the next one is due; null where none is.</param>
public sealed record AttemptAnswer(
    [property: JsonPropertyName("event_id")] Guid EventId,
    [property: JsonPropertyName("event_type")] string EventType,
    [property: JsonPropertyName("cursor")] string Cursor,
    [property: JsonPropertyName("attempt")] int Number,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("milliseconds")] int Milliseconds,
    [property: JsonPropertyName("status")] int? Status,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("why")] string? Why,
    [property: JsonPropertyName("next_attempt_at")] DateTimeOffset? NextAttemptAt);

/// <summary>Attempts, newest first.</summary>
/// <param name="Attempts">The attempts.</param>
/// <param name="Next">Give it as <c>before</c> for the page behind this one; null on the last page.</param>
public sealed record AttemptPage(
    [property: JsonPropertyName("attempts")] IReadOnlyList<AttemptAnswer> Attempts, [property: JsonPropertyName("next")] long? Next);
