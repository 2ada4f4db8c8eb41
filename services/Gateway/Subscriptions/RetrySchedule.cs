namespace Platform.Gateway.Subscriptions;

/// <summary>When an event that was not taken is sent again. Pure: the time and the chance are given.</summary>
/// <param name="settings">The pauses.</param>
public sealed class RetrySchedule(WebhookSettings settings)
{
    /// <summary>Longest pause that an endpoint may ask for with Retry-After.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    /// <summary>By how much a pause may be longer than the schedule says, so that endpoints that failed together are not all asked again together.</summary>
    private const double Jitter = 0.2;

    private readonly IReadOnlyList<TimeSpan> _delays = settings.RetryDelays;

    /// <summary>Attempts in all: one more than there are pauses.</summary>
    public int MaxAttempts => _delays.Count + 1;

    /// <summary>When the next attempt is due; null where that was the last.</summary>
    /// <param name="failed">Attempts that failed, 1 or more.</param>
    /// <param name="answer">The answer to the last.</param>
    /// <param name="now">When it failed.</param>
    /// <param name="chance">0 up to 1.</param>
    public DateTimeOffset? Next(int failed, WebhookAnswer answer, DateTimeOffset now, double chance)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (failed > _delays.Count)
        {
            return null;
        }

        var pause = _delays[failed - 1] * (1 + (Jitter * chance));
        if (answer.Outcome == AttemptOutcomes.Throttled && pause < settings.ThrottlePause)
        {
            pause = settings.ThrottlePause;
        }

        if (answer.RetryAfter is { } asked && asked > pause)
        {
            pause = asked < LongestRetryAfter ? asked : LongestRetryAfter;
        }

        return now + pause;
    }
}
