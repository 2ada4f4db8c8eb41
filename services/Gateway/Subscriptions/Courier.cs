using Platform.Gateway.Feed;
using Platform.Hosting;

namespace Platform.Gateway.Subscriptions;

/// <summary>Delivers one subscription: its events one after the other, each until it is taken. Ends when the subscription is disabled or no longer its to deliver.</summary>
public sealed class Courier(
    Subscription subscription, CourierPlace places, EventTail tail, Doorbell doorbell, WebhookSender sender, RetrySchedule schedule, TimeProvider time, ILogger<Courier> logger)
{
    private const int PageSize = 64;

    /// <summary>How long what was delivered may wait to be written down: after a kill -9 that much is delivered again, with the same ids.</summary>
    private static readonly TimeSpan WriteDown = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the place may wait to be written down where the filter left everything out.</summary>
    private static readonly TimeSpan WriteDownPlace = TimeSpan.FromSeconds(5);

    private static readonly System.Diagnostics.Metrics.Counter<long> Deliveries =
        StageMetrics.Counter("ingest.webhook.deliveries", "{delivery}", "Attempts to deliver an event to a webhook, by the first digit of the answer; none where there was none.");

    private readonly List<Attempt> _attempts = [];
    private Progress _now = Progress.Of(subscription);
    private Progress _written = Progress.Of(subscription);
    private long _writtenAt = time.GetTimestamp();

    /// <summary>Delivers until it is told to stop, and then writes down what it has delivered.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (_now.Disabled is null)
            {
                var ring = doorbell.Next;
                var batch = await tail.ReadAsync(_now.Place, subscription.Filter, PageSize, cancellation);
                if (!await DeliverAsync(batch, cancellation))
                {
                    return;
                }

                if (!batch.More && _now.Disabled is null && _now.Until is null)
                {
                    await doorbell.WaitAsync(ring, batch.HeldBack, cancellation);
                }
            }
        }
        catch (PastRetentionException past)
        {
            var why = $"Events that it was to be given have left the log, since it was held for longer than they are kept. Replay it from earliest ({past.Earliest}) and resume it to go on with what is kept.";
            logger.SubscriptionDisabled(subscription.Name, subscription.Id, why);
            _now = _now with { Disabled = why };
            await WriteDownAsync(cancellation);
        }
        finally
        {
            if (_attempts.Count > 0)
            {
                await WriteDownAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Delivers a page; false where this subscription is not this courier's any more.</summary>
    private async Task<bool> DeliverAsync(EventBatch batch, CancellationToken cancellation)
    {
        foreach (var logged in batch.Events)
        {
            if (_now.Until is { } until && logged.Place.IsBehind(until))
            {
                break;
            }

            if (!await UntilTakenAsync(logged, cancellation))
            {
                return false;
            }

            if (_now.Disabled is not null)
            {
                return true;
            }
        }

        if (batch.Through.IsBehind(_now.Place))
        {
            _now = _now with { Place = batch.Through };
        }

        if (_now.Until is { } end && !end.IsBehind(_now.Place))
        {
            _now = _now with { Place = _now.Return, Until = null, Return = default }; // the replay is over
        }
        else if (_now.Until is not null && !batch.More && batch.Events.Count == 0)
        {
            _now = _now with { Place = _now.Return, Until = null, Return = default }; // nothing more to replay
        }

        var patience = _attempts.Count > 0 || _now.Until != _written.Until ? TimeSpan.Zero : WriteDownPlace;
        return _now == _written || time.GetElapsedTime(_writtenAt) < patience || await WriteDownAsync(cancellation);
    }

    private async Task<bool> UntilTakenAsync(LoggedEvent logged, CancellationToken cancellation)
    {
        while (true)
        {
            // A timer counts whole milliseconds, and an attempt before its time is one too many.
            while (_now.NextAttemptAt is { } due && due - time.GetUtcNow() is { Ticks: > 0 } pause)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), time, cancellation);
            }

            var at = time.GetUtcNow();
            var began = time.GetTimestamp();
            var answer = await sender.SendAsync(subscription.Url, Secrets(at), logged, at, cancellation);
            var failed = _now.Attempts + 1;
            _now = answer.Outcome == AttemptOutcomes.Delivered
                ? _now with { Place = logged.Place, Attempts = 0, NextAttemptAt = null }
                : Failed(logged, answer, failed);
            _attempts.Add(new Attempt
            {
                SubscriptionId = subscription.Id,
                EventId = logged.Id,
                EventType = logged.Type,
                Cursor = logged.Place.ToString(),
                Number = failed,
                At = at,
                Milliseconds = (int)time.GetElapsedTime(began).TotalMilliseconds,
                Status = answer.Status,
                Outcome = answer.Outcome,
                Why = answer.Why,
                NextAttemptAt = _now.NextAttemptAt,
            });
            Deliveries.Add(1, new KeyValuePair<string, object?>("code_class", answer.Status is { } status ? $"{status / 100}xx" : "none"));
            var taken = answer.Outcome == AttemptOutcomes.Delivered;
            if ((!taken || time.GetElapsedTime(_writtenAt) >= WriteDown) && !await WriteDownAsync(cancellation))
            {
                return false;
            }

            if (taken || _now.Disabled is not null)
            {
                return true;
            }
        }
    }

    private Progress Failed(LoggedEvent logged, WebhookAnswer answer, int failed)
    {
        logger.AttemptFailed(subscription.Name, subscription.Id, logged.Id, failed, answer.Why);
        var next = schedule.Next(failed, answer, time.GetUtcNow(), Random.Shared.NextDouble());
        var disabled = answer.Outcome == AttemptOutcomes.Gone ? answer.Why + " Resume the subscription when it wants them again; nothing is lost."
            : next is null ? $"Event {logged.Id} was not taken in {failed} attempts. The last: {answer.Why} Mend the endpoint and resume the subscription; nothing is lost."
            : null;
        if (disabled is not null)
        {
            logger.SubscriptionDisabled(subscription.Name, subscription.Id, disabled);
        }

        return _now with { Attempts = failed, NextAttemptAt = disabled is null ? next : null, Disabled = disabled };
    }

    private async Task<bool> WriteDownAsync(CancellationToken cancellation)
    {
        var mine = await places.WriteAsync(subscription, _now, _attempts, cancellation);
        _attempts.Clear();
        (_written, _writtenAt) = (_now, time.GetTimestamp());
        return mine;
    }

    private IEnumerable<string> Secrets(DateTimeOffset now) =>
        subscription.PreviousSecret is { } before && subscription.PreviousSecretUntil > now ? [subscription.Secret, before] : [subscription.Secret];
}

/// <summary>How far a subscription has come.</summary>
/// <param name="Place">Everything up to here is dealt with.</param>
/// <param name="Attempts">Failed attempts for the event behind it.</param>
/// <param name="NextAttemptAt">When the next is due; null for at once.</param>
/// <param name="Until">Where a replay ends; null where none is going on.</param>
/// <param name="Return">Where it goes on after that.</param>
/// <param name="Disabled">Why it is disabled; null while it is not.</param>
public sealed record Progress(Cursor Place, int Attempts, DateTimeOffset? NextAttemptAt, Cursor? Until, Cursor Return, string? Disabled)
{
    /// <summary>As the row says.</summary>
    public static Progress Of(Subscription row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Progress(
            row.Place,
            row.Attempts,
            row.NextAttemptAt,
            row.ReplayUntil is { } until && Cursor.TryParse(until, out var end) ? end : null,
            row.ReplayReturn is { } back && Cursor.TryParse(back, out var place) ? place : default,
            Disabled: null);
    }
}
