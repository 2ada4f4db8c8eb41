using System.Net.Http.Headers;

namespace Platform.Gateway.Subscriptions;

/// <summary>What an endpoint's answer, or the want of one, means.</summary>
/// <param name="Outcome">One of <see cref="AttemptOutcomes"/>.</param>
/// <param name="Status">HTTP status; null where no answer came.</param>
/// <param name="Why">One sentence; null where it was taken.</param>
/// <param name="RetryAfter">How long the endpoint wants to be left alone; null where it did not say.</param>
public sealed record WebhookAnswer(string Outcome, int? Status, string? Why, TimeSpan? RetryAfter = null)
{
    /// <summary>No answer.</summary>
    public static WebhookAnswer None(string why) => new(AttemptOutcomes.Failed, Status: null, why);

    /// <summary>The meaning of a status, after the table in Standard Webhooks, "Delivery success and failure".</summary>
    public static WebhookAnswer Of(int status, RetryConditionHeaderValue? retryAfter, DateTimeOffset now) => status switch
    {
        >= 200 and < 300 => new(AttemptOutcomes.Delivered, status, Why: null),
        410 => new(AttemptOutcomes.Gone, status, "The endpoint answered 410: it wants no more events."),
        429 or 502 or 504 => new(AttemptOutcomes.Throttled, status, $"The endpoint answered {status}: it is to be asked less often.", Pause(retryAfter, now)),
        >= 300 and < 400 => new(AttemptOutcomes.Failed, status, $"The endpoint answered {status}; redirects are not followed, so give the address that it points to.", Pause(retryAfter, now)),
        _ => new(AttemptOutcomes.Failed, status, $"The endpoint answered {status}.", Pause(retryAfter, now)),
    };

    private static TimeSpan? Pause(RetryConditionHeaderValue? header, DateTimeOffset now) => header?.Delta ?? (header?.Date - now);
}
