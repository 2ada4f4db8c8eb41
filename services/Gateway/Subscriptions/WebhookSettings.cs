using System.Globalization;
using System.Net;

namespace Platform.Gateway.Subscriptions;

/// <summary>The section <c>Gateway:Webhooks</c>.</summary>
public sealed class WebhookSettings
{
    /// <summary>Networks in CIDR form, separated by commas, that events may be sent to although they are not public, and without TLS: <c>10.1.0.0/16,127.0.0.0/8</c>. None by default.</summary>
    public string AllowedNetworks { get; set; } = "";

    /// <summary>Pauses before the second and each further attempt, separated by commas; behind the last a subscription is disabled. The schedule of Standard Webhooks by default, 75 hours in all.</summary>
    public string RetryAfter { get; set; } = "00:00:05,00:05:00,00:30:00,02:00:00,05:00:00,10:00:00,14:00:00,20:00:00,1.00:00:00";

    /// <summary>How long an endpoint may take to answer, 1 to 30 s; 20 s by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Shortest pause after 429, 502 and 504; 1 minute by default.</summary>
    public TimeSpan ThrottlePause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long attempts are kept; 30 days by default.</summary>
    public TimeSpan KeepAttempts { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Most subscriptions; 200 by default.</summary>
    public int MaxSubscriptions { get; set; } = 200;

    /// <summary><see cref="RetryAfter"/>, read.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays => Split(RetryAfter).ConvertAll(text => TimeSpan.Parse(text, CultureInfo.InvariantCulture));

    /// <summary><see cref="AllowedNetworks"/>, read.</summary>
    public IReadOnlyList<IPNetwork> Networks => Split(AllowedNetworks).ConvertAll(IPNetwork.Parse);

    /// <summary>One sentence that names a bad setting; null where all is well.</summary>
    public static string? Problem(WebhookSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (Split(settings.AllowedNetworks).Find(text => !IPNetwork.TryParse(text, out _)) is { } network)
        {
            return $"Gateway__Webhooks__AllowedNetworks has {network}, which is no network in CIDR form, such as 10.1.0.0/16.";
        }

        if (Split(settings.RetryAfter).Find(text => !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var delay) || delay < TimeSpan.Zero) is { } bad)
        {
            return $"Gateway__Webhooks__RetryAfter has {bad}, which is no pause of the form [d.]hh:mm:ss.";
        }

        return settings.Timeout < TimeSpan.FromSeconds(1) || settings.Timeout > TimeSpan.FromSeconds(30) ? "Gateway__Webhooks__Timeout must be 00:00:01 to 00:00:30."
            : settings.ThrottlePause < TimeSpan.Zero || settings.ThrottlePause > TimeSpan.FromDays(1) ? "Gateway__Webhooks__ThrottlePause must be 00:00:00 to 1.00:00:00."
            : settings.KeepAttempts < TimeSpan.FromHours(1) ? "Gateway__Webhooks__KeepAttempts must be 01:00:00 or more."
            : settings.MaxSubscriptions is < 0 or > 10_000 ? "Gateway__Webhooks__MaxSubscriptions must be 0 to 10000."
            : null;
    }

    private static List<string> Split(string list) => [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
