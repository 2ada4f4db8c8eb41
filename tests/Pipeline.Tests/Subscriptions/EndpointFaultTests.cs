using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Subscriptions;

/// <summary>Endpoints that fail in every way an endpoint can.</summary>
[Collection(OnSharedGateway.Name)]
public sealed class EndpointFaultTests(SharedGateway shared)
{
    private RunningGateway Gateway => shared.Gateway;

    private PlatformClient Client => shared.Gateway.Client;

    [Fact]
    public async Task An_event_that_is_not_taken_is_sent_again_with_its_id_and_a_new_signature_before_any_other()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        endpoint.Answer = (_, time, response) =>
        {
            response.StatusCode = time < 3 ? 500 : 200;
            return Task.CompletedTask;
        };
        var (id, secret) = await SubscribeAsync(endpoint.Address, "retried");
        var appended = await Gateway.AppendAsync(2, source: "retried");
        await Wait.UntilAsync("both events, three times each", () => Task.FromResult(endpoint.Received.Count == 6));

        Assert.Equal([appended[0], appended[0], appended[0], appended[1], appended[1], appended[1]], endpoint.Received.Select(request => request.Id));
        Assert.All(endpoint.Received, request => Assert.True(request.IsSignedWith(secret)));
        await Wait.UntilAsync("six attempts in the log", async () => (await Client.AttemptsAsync(id)).Count == 6);
        var attempts = await Client.AttemptsAsync(id);
        Assert.Equal(["failed", "failed", "delivered", "failed", "failed", "delivered"], attempts.Select(attempt => attempt.Text("outcome")));
        Assert.Equal([1, 2, 3, 1, 2, 3], attempts.Select(attempt => attempt.GetProperty("attempt").GetInt32()));
        Assert.Equal(4, (await Client.AttemptsAsync(id, "&outcome=failed")).Count);
    }

    [Fact]
    public async Task An_endpoint_that_takes_nothing_is_disabled_with_a_sentence_after_all_attempts_and_loses_nothing()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        endpoint.AnswerWith(500);
        var (id, _) = await SubscribeAsync(endpoint.Address, "exhausted");
        var appended = await Gateway.AppendAsync(2, source: "exhausted");
        await Client.UntilStateAsync(id, "disabled");

        Assert.Equal(5, endpoint.Received.Count);
        Assert.Contains("500", (await Client.SubscriptionAsync(id)).Text("state_reason"), StringComparison.Ordinal);
        var attempts = await Client.AttemptsAsync(id);
        Assert.Equal([1, 2, 3, 4, 5], attempts.Select(attempt => attempt.GetProperty("attempt").GetInt32()));
        Assert.Equal(JsonValueKind.Null, attempts[^1].GetProperty("next_attempt_at").ValueKind);

        endpoint.AnswerWith(200);
        await Client.TellAsync(id, "resume");
        await Wait.UntilAsync("both events", () => Task.FromResult(endpoint.Ids.Count == 2));
        Assert.Equal(appended, endpoint.Ids);
    }

    [Fact]
    public async Task An_endpoint_that_answers_410_is_not_asked_again()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        endpoint.AnswerWith(410);
        var (id, _) = await SubscribeAsync(endpoint.Address, "gone");
        await Gateway.AppendAsync(2, source: "gone");
        await Client.UntilStateAsync(id, "disabled");

        Assert.Single(endpoint.Received);
        Assert.Equal("gone", Assert.Single(await Client.AttemptsAsync(id)).Text("outcome"));
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_never_followed()
    {
        await using var elsewhere = await WebhookEndpoint.StartAsync();
        await using var endpoint = await WebhookEndpoint.StartAsync();
        endpoint.Answer = (_, _, response) =>
        {
            response.StatusCode = 307;
            response.Headers.Location = elsewhere.Address.ToString();
            return Task.CompletedTask;
        };
        var (id, _) = await SubscribeAsync(endpoint.Address, "redirected");
        await Gateway.AppendAsync(1, source: "redirected");
        await Client.UntilStateAsync(id, "disabled");

        Assert.Empty(elsewhere.Received);
        Assert.All(await Client.AttemptsAsync(id), attempt => Assert.Equal((307, "failed"), (attempt.GetProperty("status").GetInt32(), attempt.Text("outcome"))));
    }

    [Theory]
    [InlineData(429, "3", 3)]
    [InlineData(503, "3", 3)]
    [InlineData(502, null, 1)]
    [InlineData(504, null, 1)]
    public async Task An_endpoint_that_wants_to_be_spared_is_spared(int status, string? retryAfter, int seconds)
    {
        var source = string.Create(CultureInfo.InvariantCulture, $"spared-{status}");
        await using var endpoint = await WebhookEndpoint.StartAsync();
        endpoint.Answer = (_, time, response) =>
        {
            response.StatusCode = time == 1 ? status : 200;
            response.Headers.RetryAfter = time == 1 ? retryAfter : null;
            return Task.CompletedTask;
        };
        var (id, _) = await SubscribeAsync(endpoint.Address, source);
        await Gateway.AppendAsync(1, source: source);
        await Wait.UntilAsync("the second attempt in the log", async () => (await Client.AttemptsAsync(id)).Count == 2);

        var attempts = await Client.AttemptsAsync(id);
        var pause = attempts[0].GetProperty("next_attempt_at").GetDateTimeOffset() - attempts[0].GetProperty("at").GetDateTimeOffset();
        Assert.True(pause >= TimeSpan.FromSeconds(seconds), pause.ToString());
        Assert.True(attempts[1].GetProperty("at").GetDateTimeOffset() >= attempts[0].GetProperty("next_attempt_at").GetDateTimeOffset());
        Assert.Equal(status == 503 ? "failed" : "throttled", attempts[0].Text("outcome"));
    }

    [Fact]
    public async Task A_slow_endpoint_holds_up_only_itself()
    {
        await using var slow = await WebhookEndpoint.StartAsync();
        slow.Answer = (_, _, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
        await using var quick = await WebhookEndpoint.StartAsync();
        var (slowId, _) = await SubscribeAsync(slow.Address, "slow");
        await SubscribeAsync(quick.Address, "slow");
        await Gateway.AppendAsync(300, source: "slow");
        await Wait.UntilAsync("the quick one to have all", () => Task.FromResult(quick.Ids.Count == 300));
        await Wait.UntilAsync("the slow one to be timed out", async () => (await Client.AttemptsAsync(slowId)).Count > 0);

        Assert.Single(slow.Ids);
        var attempt = (await Client.AttemptsAsync(slowId))[0];
        Assert.Equal(JsonValueKind.Null, attempt.GetProperty("status").ValueKind);
        Assert.Equal("No answer came within 2 s.", attempt.Text("why"));
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 banana\r\n\r\n")]
    [InlineData("")]
    public async Task What_is_no_HTTP_is_a_failure_with_a_sentence(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();
        var source = string.Create(CultureInfo.InvariantCulture, $"garbage-{answer.Length}");
        var (id, _) = await SubscribeAsync(new Uri($"http://{listener.LocalEndpoint}"), source);
        await Gateway.AppendAsync(1, source: source);
        await Client.UntilStateAsync(id, "disabled");
        listener.Stop();
        await serving;

        Assert.All(await Client.AttemptsAsync(id), attempt => Assert.NotEmpty(attempt.Text("why")));

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
                }
            }
            catch (SocketException)
            {
                // stopped
            }
        }
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        endpoint.Answer = async (_, _, response) =>
        {
            response.StatusCode = 200;
            var chunk = new byte[64 * 1024];
            while (!response.HttpContext.RequestAborted.IsCancellationRequested)
            {
                await response.Body.WriteAsync(chunk, response.HttpContext.RequestAborted);
            }
        };
        await SubscribeAsync(endpoint.Address, "endless");
        var appended = await Gateway.AppendAsync(3, source: "endless");
        await Wait.UntilAsync("three webhooks", () => Task.FromResult(endpoint.Ids.Count == 3));

        Assert.Equal(appended, endpoint.Ids);
    }

    [Theory]
    [InlineData("http://10.0.0.1/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("ftp://127.0.0.1/hook")]
    [InlineData("nonsense")]
    public async Task A_bad_address_is_refused_with_a_sentence(string url)
    {
        using var answer = await Client.Http.PostAsJsonAsync("/v1/subscriptions", new { name = "bad", url }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("""{"name": "bad", "url": "http://127.0.0.1/", "filters": {}}""")]
    [InlineData("""{"name": "bad", "url": "http://127.0.0.1/", "filter": {"kinds": []}}""")]
    [InlineData("""{"name": "bad", "url": "http://127.0.0.1/", "filter": {"types": ["document.invented.v1"]}}""")]
    [InlineData("""{"name": "bad", "url": "http://127.0.0.1/", "from": "yesterday"}""")]
    [InlineData("""{"name": "bad", "url": "http://127.0.0.1/", "secret": "short"}""")]
    [InlineData("""{"name": " ", "url": "http://127.0.0.1/"}""")]
    [InlineData("""{"url": "http://127.0.0.1/"}""")]
    [InlineData("""{"name": null, "url": null}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_bad_request_is_refused_with_a_sentence(string json)
    {
        using var answer = await Client.Http.PostAsync("/v1/subscriptions", new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("detail"));
    }

    private async Task<(string Id, string Secret)> SubscribeAsync(Uri endpoint, string source)
    {
        var answer = await Client.SubscribeAsync(endpoint, "latest", new { sources = new[] { source } });
        return (answer.Text("id"), answer.Text("secret"));
    }
}
