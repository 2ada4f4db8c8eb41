using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Gateway.Feed;

namespace Platform.Gateway.Subscriptions;

/// <summary>A row of <c>delivery.subscriptions</c>: where events are sent, which, and how far they have come.</summary>
public sealed class Subscription
{
    /// <summary>UUID version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>What the subscriber calls it, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where events are posted.</summary>
    public required string Url { get; init; }

    /// <summary>Which events.</summary>
    public required EventFilter Filter { get; init; }

    /// <summary>One of <see cref="SubscriptionStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>One sentence on why it is not active; null while it is.</summary>
    public string? StateReason { get; init; }

    /// <summary>The key that signs, <c>whsec_…</c>. It is needed in full for each signature.</summary>
    public required string Secret { get; init; }

    /// <summary>The key before the last rotation, which signs too until <see cref="PreviousSecretUntil"/>.</summary>
    public string? PreviousSecret { get; init; }

    /// <summary>When the key before stops signing, UTC.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>Epoch of the place: everything up to it has been delivered or left out by the filter.</summary>
    public required int Epoch { get; init; }

    /// <summary>Transaction of the place.</summary>
    public required ulong Xid { get; init; }

    /// <summary>Number of the place.</summary>
    public required long Seq { get; init; }

    /// <summary>Where a replay ends, as a cursor; null where none is going on, or one without an end.</summary>
    public string? ReplayUntil { get; init; }

    /// <summary>Where delivery goes on after the replay, as a cursor.</summary>
    public string? ReplayReturn { get; init; }

    /// <summary>How often the place was set by a replay: a delivery that began before may not move it any more.</summary>
    public int Replays { get; init; }

    /// <summary>Failed attempts for the event behind the place.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next attempt is due, UTC; null for at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Raised by every change over the API, so that whoever delivers takes notice.</summary>
    public int Version { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The place as a cursor.</summary>
    public Cursor Place => new(Epoch, Xid, Seq);

    /// <summary>Maps it and its attempts.</summary>
    internal static void Map(ModelBuilder model)
    {
        model.Entity<Subscription>(subscription =>
        {
            subscription.ToTable("subscriptions").HasKey(row => row.Id);
            subscription.Property(row => row.Id).ValueGeneratedNever();
            subscription.Property(row => row.Filter).HasColumnType("jsonb").HasConversion(
                filter => JsonSerializer.Serialize(filter, JsonSerializerOptions.Web),
                json => JsonSerializer.Deserialize<EventFilter>(json, JsonSerializerOptions.Web)!);
            subscription.Property(row => row.Xid).HasColumnType("xid8");
            subscription.Ignore(row => row.Place);
        });
        model.Entity<Attempt>(attempt =>
        {
            attempt.ToTable("attempts").HasKey(row => row.Id);
            attempt.Property(row => row.Id).UseIdentityAlwaysColumn();
            attempt.HasOne<Subscription>().WithMany().HasForeignKey(row => row.SubscriptionId).OnDelete(DeleteBehavior.Cascade);
            attempt.HasIndex(row => new { row.SubscriptionId, row.Id });
            attempt.HasIndex(row => row.At);
        });
        foreach (var property in new[] { typeof(Subscription), typeof(Attempt) }.SelectMany(type => model.Entity(type).Metadata.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}

/// <summary>The states of a <see cref="Subscription"/>.</summary>
public static class SubscriptionStates
{
    /// <summary>Events are delivered.</summary>
    public const string Active = "active";

    /// <summary>Held by its owner; it goes on where it stopped.</summary>
    public const string Paused = "paused";

    /// <summary>Held by us, since the endpoint said that it is gone or took nothing in all attempts; it goes on where it stopped.</summary>
    public const string Disabled = "disabled";
}
