using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Subscriptions;

/// <summary>Webhooks that go well, and what their owner can do with them.</summary>
[Collection(OnSharedGateway.Name)]
public sealed class DeliveryTests(SharedGateway shared)
{
    private RunningGateway Gateway => shared.Gateway;

    private PlatformClient Client => shared.Gateway.Client;

    [Fact]
    public async Task Events_come_signed_in_log_order_word_for_word_as_REST_shows_them_and_each_is_in_the_log_of_attempts()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var (id, secret) = await SubscribeAsync(endpoint, "in-order");
        var appended = await Gateway.AppendAsync(200, source: "in-order");
        await Wait.UntilAsync("200 webhooks", () => Task.FromResult(endpoint.Received.Count >= 200));

        Assert.Equal(appended, endpoint.Received.Select(request => request.Id));
        Assert.All(endpoint.Received, request =>
        {
            Assert.True(request.IsSignedWith(secret));
            Assert.Equal("application/cloudevents+json; charset=utf-8", request.ContentType);
            Assert.Equal(request.Id, request.Event.GetProperty("id").GetGuid());
        });
        var rest = (await Client.GetAsync("/v1/events?sources=in-order&limit=1000")).GetProperty("events").EnumerateArray().Select(happened => happened.GetRawText());
        Assert.Equal(rest, endpoint.Received.Select(request => request.Event.GetRawText()));
        await Wait.UntilAsync("200 attempts in the log", async () => (await Client.AttemptsAsync(id)).Count == 200);
        Assert.All(await Client.AttemptsAsync(id), attempt => Assert.Equal(("delivered", 204, 1), (attempt.Text("outcome"), attempt.GetProperty("status").GetInt32(), attempt.GetProperty("attempt").GetInt32())));
    }

    [Fact]
    public async Task A_paused_subscription_gets_nothing_and_goes_on_where_it_stopped()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var (id, _) = await SubscribeAsync(endpoint, "paused");
        var before = await Gateway.AppendAsync(3, source: "paused");
        await Wait.UntilAsync("three webhooks in the log", async () => (await Client.AttemptsAsync(id)).Count == 3);

        Assert.Equal("paused", (await Client.TellAsync(id, "pause")).Text("state"));
        await using var other = await WebhookEndpoint.StartAsync();
        await SubscribeAsync(other, "paused");
        var meanwhile = await Gateway.AppendAsync(3, source: "paused");
        await Wait.UntilAsync("another subscription to get them", () => Task.FromResult(other.Ids.Count == 3));
        Assert.Equal(before, endpoint.Ids);

        Assert.Equal("active", (await Client.TellAsync(id, "resume")).Text("state"));
        await Wait.UntilAsync("what had gathered", () => Task.FromResult(endpoint.Ids.Count == 6));
        Assert.Equal(before.Concat(meanwhile), endpoint.Received.Select(request => request.Id));
    }

    [Fact]
    public async Task A_key_that_is_rotated_in_mid_flight_leaves_no_webhook_that_its_owner_cannot_verify()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var rotated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Answer = (_, _, response) =>
        {
            if (endpoint.Received.Count == 50)
            {
                rotated.SetResult();
            }

            response.StatusCode = 200;
            return Task.CompletedTask;
        };
        var (id, old) = await SubscribeAsync(endpoint, "rotated");
        await Gateway.AppendAsync(400, source: "rotated");
        await rotated.Task.WaitAsync(Wait.Bound, TestContext.Current.CancellationToken);
        var answer = await Client.TellAsync(id, "rotate");
        var young = answer.Text("secret");
        await Gateway.AppendAsync(10, source: "rotated");
        await Wait.UntilAsync("410 webhooks", () => Task.FromResult(endpoint.Ids.Count == 410));

        Assert.NotEqual(old, young);
        Assert.All(endpoint.Received, request => Assert.True(request.IsSignedWith(old)));
        Assert.All(endpoint.Received.TakeLast(10), request => Assert.True(request.IsSignedWith(young)));
        Assert.False(endpoint.Received.First().IsSignedWith(young));
        Assert.DoesNotContain("secret\"", (await Client.SubscriptionAsync(id)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_range_is_delivered_again_from_a_cursor_or_a_time_with_the_same_ids()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var (id, _) = await SubscribeAsync(endpoint, "replayed");
        var appended = await Gateway.AppendAsync(10, source: "replayed");
        await Wait.UntilAsync("ten attempts in the log", async () => (await Client.AttemptsAsync(id)).Count == 10);
        var cursors = (await Client.AttemptsAsync(id)).ConvertAll(attempt => attempt.Text("cursor"));

        endpoint.Received.Clear();
        await Client.TellAsync(id, "replay", new { from = cursors[1], until = cursors[4] });
        await Wait.UntilAsync("the end of the replay", async () => !(await Client.SubscriptionAsync(id)).GetProperty("replaying").GetBoolean());
        Assert.Equal(appended[2..5], endpoint.Received.Select(request => request.Id));
        Assert.Equal(cursors[9], (await Client.SubscriptionAsync(id)).Text("cursor"));

        endpoint.Received.Clear();
        var time = (await Client.GetAsync("/v1/events?sources=replayed&limit=1")).GetProperty("events")[0].Text("time");
        await Client.TellAsync(id, "replay", new { from = time });
        await Wait.UntilAsync("all again", () => Task.FromResult(endpoint.Ids.Count == 10));
        Assert.Equal(appended, endpoint.Received.Select(request => request.Id));
    }

    [Fact]
    public async Task A_deleted_subscription_gets_nothing_more_and_is_gone_with_its_attempts()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var (id, _) = await SubscribeAsync(endpoint, "deleted");
        await Gateway.AppendAsync(1, source: "deleted");
        await Wait.UntilAsync("an attempt in the log", async () => (await Client.AttemptsAsync(id)).Count == 1);

        using var deleted = await Client.Http.DeleteAsync($"/v1/subscriptions/{id}", TestContext.Current.CancellationToken);
        using var found = await Client.Http.GetAsync($"/v1/subscriptions/{id}/attempts", TestContext.Current.CancellationToken);

        Assert.Equal((System.Net.HttpStatusCode.NoContent, System.Net.HttpStatusCode.NotFound), (deleted.StatusCode, found.StatusCode));
        Assert.Equal(0, await Database.ScalarAsync<long>(Gateway.Admin, $"SELECT count(*) FROM delivery.attempts WHERE subscription_id = '{id}'"));
    }

    [Fact]
    public async Task Types_sources_languages_tags_and_mentions_choose_the_same_events_at_every_door()
    {
        const string Wanted = """{"language": "kk", "tags": ["Теңіз", "Harbour"], "countries": ["KZ"], "organizations": ["OSCE"]}""";
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var all = new { types = new[] { "document.stored.v1" }, sources = new[] { "filtered" }, languages = new[] { "kk", "en" }, tags = new[] { "теңіз" }, mentions = new[] { "kz", "FR" } };
        await Client.SubscribeAsync(endpoint.Address, "earliest", all);
        const string Query = "types=document.stored.v1&sources=filtered&languages=kk,en&tags=%D1%82%D0%B5%D2%A3%D1%96%D0%B7&mentions=kz,FR";
        await using var sse = new SseReader(Gateway.First.Address, Client.Key, "/v1/events/stream?" + Query).Start();
        List<Guid> wanted = [];
        for (var round = 0; round < 3; round++)
        {
            wanted.AddRange(await Gateway.AppendAsync(1, source: "filtered", data: Wanted));
            await Gateway.AppendAsync(1, type: "document.duplicate.v1", source: "filtered", data: Wanted);
            await Gateway.AppendAsync(1, source: "elsewhere", data: Wanted);
            await Gateway.AppendAsync(1, source: "filtered", data: """{"language": "fr", "tags": ["теңіз"], "countries": ["KZ"]}""");
            await Gateway.AppendAsync(1, source: "filtered", data: """{"language": "kk", "tags": ["sea"], "countries": ["KZ"]}""");
            await Gateway.AppendAsync(1, source: "filtered", data: """{"language": "kk", "tags": ["теңіз"], "organizations": ["OSCE"]}""");
            await Gateway.AppendAsync(1, source: "filtered");
        }

        await Wait.UntilAsync("three webhooks", () => Task.FromResult(endpoint.Ids.Count >= 3));
        await Wait.UntilAsync("three events over SSE", () => Task.FromResult(sse.Events.Count >= 3));
        var page = await Client.GetAsync("/v1/events?limit=1000&" + Query);

        Assert.Equal(wanted, endpoint.Ids);
        Assert.Equal(wanted, sse.Events.Select(happened => happened.GetProperty("id").GetGuid()));
        Assert.Equal(wanted, page.GetProperty("events").EnumerateArray().Select(happened => happened.GetProperty("id").GetGuid()));
        Assert.False(page.GetProperty("has_more").GetBoolean());
    }

    private async Task<(string Id, string Secret)> SubscribeAsync(WebhookEndpoint endpoint, string source)
    {
        JsonElement answer = await Client.SubscribeAsync(endpoint.Address, "latest", new { sources = new[] { source } });
        return (answer.Text("id"), answer.Text("secret"));
    }
}
