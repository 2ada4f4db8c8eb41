using System.Net.Http.Headers;
using Platform.Gateway.Subscriptions;
using Xunit;

namespace Platform.Unit.Tests.Gateway;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);
    private static readonly WebhookAnswer Refused = WebhookAnswer.Of(500, retryAfter: null, Now);
    private readonly RetrySchedule _schedule = new(new WebhookSettings());

    [Fact]
    public void An_event_is_sent_ten_times_over_75_hours_as_Standard_Webhooks_says()
    {
        var pauses = Enumerable.Range(1, 9).Select(failed => _schedule.Next(failed, Refused, Now, chance: 0)!.Value - Now).ToList();

        Assert.Equal(10, _schedule.MaxAttempts);
        Assert.Equal(
            [
                TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14),
                TimeSpan.FromHours(20), TimeSpan.FromHours(24),
            ],
            pauses);
        Assert.Equal(new TimeSpan(75, 35, 5), pauses.Aggregate((one, other) => one + other));
        Assert.Null(_schedule.Next(10, Refused, Now, chance: 0));
    }

    [Fact]
    public void Chance_makes_a_pause_longer_by_a_fifth_at_most_and_never_shorter()
    {
        Assert.Equal(Now + TimeSpan.FromSeconds(5.5), _schedule.Next(1, Refused, Now, chance: 0.5));
        Assert.InRange(_schedule.Next(1, Refused, Now, chance: 0.999)!.Value, Now + TimeSpan.FromSeconds(5.9), Now + TimeSpan.FromSeconds(6));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(504)]
    public void An_endpoint_that_asks_to_be_spared_is_left_alone_for_a_minute(int status) =>
        Assert.Equal(Now + TimeSpan.FromMinutes(1), _schedule.Next(1, WebhookAnswer.Of(status, retryAfter: null, Now), Now, chance: 0));

    [Fact]
    public void Retry_After_is_obeyed_in_seconds_and_as_a_date_and_never_shortens_a_pause()
    {
        Assert.Equal(Now + TimeSpan.FromMinutes(10), Next(new RetryConditionHeaderValue(TimeSpan.FromMinutes(10))));
        Assert.Equal(Now + TimeSpan.FromHours(1), Next(new RetryConditionHeaderValue(Now.AddHours(1))));
        Assert.Equal(Now + TimeSpan.FromSeconds(5), Next(new RetryConditionHeaderValue(TimeSpan.Zero)));
        Assert.Equal(Now + TimeSpan.FromSeconds(5), Next(new RetryConditionHeaderValue(Now.AddYears(-1))));

        DateTimeOffset? Next(RetryConditionHeaderValue header) => _schedule.Next(1, WebhookAnswer.Of(503, header, Now), Now, chance: 0);
    }

    [Fact]
    public void Nobody_can_ask_to_be_left_alone_for_more_than_a_day() => Assert.Equal(
        Now + TimeSpan.FromDays(1), _schedule.Next(1, WebhookAnswer.Of(503, new RetryConditionHeaderValue(TimeSpan.FromDays(365)), Now), Now, chance: 0));

    [Theory]
    [InlineData(200, "delivered")]
    [InlineData(204, "delivered")]
    [InlineData(299, "delivered")]
    [InlineData(301, "failed")]
    [InlineData(304, "failed")]
    [InlineData(400, "failed")]
    [InlineData(404, "failed")]
    [InlineData(410, "gone")]
    [InlineData(429, "throttled")]
    [InlineData(500, "failed")]
    [InlineData(502, "throttled")]
    [InlineData(503, "failed")]
    [InlineData(504, "throttled")]
    public void Only_2xx_is_success(int status, string outcome) => Assert.Equal(outcome, WebhookAnswer.Of(status, retryAfter: null, Now).Outcome);
}
