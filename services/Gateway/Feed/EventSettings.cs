namespace Platform.Gateway.Feed;

/// <summary>The section <c>Events</c>: how long the log keeps what happened.</summary>
public sealed class EventSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Events";

    /// <summary>How long every event is kept, 1 h to 3,650 d; 90 days by default.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long an event is kept that an active subscription or the exchange has not been given yet, <see cref="Keep"/> at least; 180 days by default.</summary>
    public TimeSpan KeepUnread { get; set; } = TimeSpan.FromDays(180);

    /// <summary>One sentence that names a bad setting; null where all is well.</summary>
    public static string? Problem(EventSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Keep < TimeSpan.FromHours(1) || settings.Keep > TimeSpan.FromDays(3650) ? "Events__Keep must be 01:00:00 to 3650.00:00:00."
            : settings.KeepUnread < settings.Keep ? "Events__KeepUnread must not be shorter than Events__Keep."
            : null;
    }
}
