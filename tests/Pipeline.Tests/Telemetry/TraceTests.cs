using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Telemetry;

/// <summary>One trace follows a document through all services, held against what they really send to a collector.</summary>
public sealed class TraceTests(TracedPlatform traced, Servers servers) : IClassFixture<TracedPlatform>
{
    [Fact]
    public async Task One_trace_follows_a_document_from_its_claim_through_all_services_and_back_and_to_its_subscribers()
    {
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var platform = traced.Platform;
        await using var queue = new AmqpReader(servers.RabbitMq);
        await queue.StartAsync();
        await platform.Client.SubscribeAsync(endpoint.Address);

        await platform.Inbox.DropAsync("traced.txt", Corpus.Text(8801));
        var happened = await platform.Client.EventOfAsync("traced.txt");
        var id = happened.GetProperty("data").GetProperty("arrival_id").GetString()!;
        var trace = Guid.Parse(id).ToString("N");
        Assert.Equal(trace, TraceOf(happened.GetProperty("traceparent").GetString()));

        await Wait.UntilAsync("the webhook", () => Task.FromResult(endpoint.Received.Any(one => one.Id == happened.GetProperty("id").GetGuid())));
        var delivered = endpoint.Received.First(one => one.Id == happened.GetProperty("id").GetGuid());
        Assert.Equal(trace, TraceOf(delivered.Traceparent));
        Assert.Equal(trace, TraceOf(delivered.Event.GetProperty("traceparent").GetString()));
        await Wait.UntilAsync("the event over AMQP", () => Task.FromResult(queue.Events.Any(one => Guid.Parse(one.MessageId) == happened.GetProperty("id").GetGuid())));
        Assert.Equal(trace, TraceOf(queue.Traceparents[happened.GetProperty("id").GetString()!]));

        (string Service, string Name)[] steps =
            [("fetcher", "fetch"), ("fetcher", "send"), ("parser", "parse"), ("storage", "store"), ("fetcher", "settle"), ("gateway", "relay"), ("gateway", "deliver")];
        List<CollectedSpan> spans = [];
        await Wait.UntilAsync("the spans of each step and those that they stand below", () =>
        {
            spans = [.. traced.Collector.Spans.Where(span => span.Trace == trace)];
            return Task.FromResult(steps.All(step => spans.Exists(span => span.Service == step.Service && span.Name == step.Name)) && spans.Exists(span => span.Source == "Npgsql" && span.Service == "storage")
                && spans.All(span => span.Parent.Length == 0 || spans.Exists(other => other.Id == span.Parent)));
        });

        // All but the first stand below another one of the trace, so that it is one tree.
        Assert.Equal("fetch", Assert.Single(spans, span => span.Parent.Length == 0).Name);
        foreach (var service in (string[])["fetcher", "parser", "storage"])
        {
            Assert.Contains(spans, span => span.Service == service && span.Source == "MassTransit");
        }
    }

    [Fact]
    public async Task Of_documents_that_travel_together_each_has_a_trace_of_its_own()
    {
        var platform = traced.Platform;

        for (var number = 0; number < 5; number++)
        {
            await platform.Inbox.DropAsync($"together/{number}.txt", Corpus.Text(8810 + number));
        }

        var traces = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < 5; number++)
        {
            traces.Add(TraceOf((await platform.Client.EventOfAsync($"together/{number}.txt")).GetProperty("traceparent").GetString())!);
        }

        Assert.Equal(5, traces.Count);
        await Wait.UntilAsync("a span of each stage in each trace", () => Task.FromResult(traces.All(trace => new[] { "fetch", "parse", "store", "settle" }.All(step =>
            traced.Collector.Spans.Any(span => span.Trace == trace && span.Name == step)))));
    }

    [Fact]
    public async Task What_is_logged_about_an_arrival_carries_its_id_and_its_trace_id_as_fields()
    {
        var platform = traced.Platform;
        await platform.Inbox.DropAsync("empty.txt", "");
        await platform.Inbox.DropAsync("read.txt", Corpus.Text(8820));

        var refused = (await platform.Client.EventOfAsync("empty.txt")).GetProperty("data").GetProperty("arrival_id").GetString()!;
        var read = (await platform.Client.EventOfAsync("read.txt")).GetProperty("data").GetProperty("arrival_id").GetString()!;

        Assert.Contains(await LinesAsync(platform.Fetcher), line => line.Contains("is refused as empty", StringComparison.Ordinal) && line.Contains(Fields(refused), StringComparison.Ordinal));
        foreach (var service in (ServiceProcess[])[platform.Parser, platform.Storage])
        {
            await Wait.UntilAsync("a line with the fields", async () => (await LinesAsync(service)).Any(line => line.Contains(Fields(read), StringComparison.Ordinal)));
        }

        static string Fields(string arrival) => $" arrival_id={arrival} trace_id={Guid.Parse(arrival):N}";
    }

    [Fact]
    public async Task The_timeline_tells_each_stage_with_its_duration_its_worker_and_the_error_of_each_attempt()
    {
        var platform = traced.Platform;
        await platform.Inbox.DropAsync("way.txt", Corpus.Text(8830));
        await platform.Inbox.DropAsync("blank.txt", new string('\n', 777));
        var id = (await platform.Client.EventOfAsync("way.txt")).GetProperty("data").GetProperty("arrival_id").GetString()!;
        var blank = (await platform.Client.EventOfAsync("blank.txt")).GetProperty("data").GetProperty("arrival_id").GetString()!;

        var arrival = await SettledAsync(platform, id, attempt: 1);
        var steps = arrival.GetProperty("timeline").EnumerateArray().ToList();
        Assert.Equal(["source", "fetcher", "parser", "storage"], steps.Select(step => step.Text("stage")));
        Assert.All(steps, step => Assert.Equal("done", step.Text("result")));
        Assert.EndsWith($"/{platform.Storage.Pid}", steps[3].Text("worker"), StringComparison.Ordinal);
        Assert.EndsWith($"/{platform.Parser.Pid}", steps[2].Text("worker"), StringComparison.Ordinal);
        Assert.True(steps[2].GetProperty("milliseconds").GetInt32() >= 0);
        Assert.Equal(Guid.Parse(id).ToString("N"), arrival.Text("trace_id"));

        await SettledAsync(platform, blank, attempt: 1);
        using var retry = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            platform.Client.Http, "/v1/operations", new { kind = "retry", filter = new { arrival = blank } }, TestContext.Current.CancellationToken);
        Assert.True(retry.IsSuccessStatusCode);
        var again = (await SettledAsync(platform, blank, attempt: 2)).GetProperty("timeline").EnumerateArray().ToList();
        Assert.Equal([(1, "rejected"), (2, "rejected")], again.Where(step => step.Text("stage") == "parser").Select(step => (step.GetProperty("attempt").GetInt32(), step.Text("result"))));
        Assert.All(again.Where(step => step.Text("stage") == "parser"), step => Assert.NotEmpty(step.GetProperty("reason").Text("message")));
        Assert.EndsWith($"/{platform.Parser.Pid}", again.Last(step => step.Text("stage") == "parser").Text("worker"), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> SettledAsync(RunningPlatform platform, string id, int attempt)
    {
        JsonElement arrival = default;
        await Wait.UntilAsync("the arrival to settle", async () =>
        {
            arrival = await platform.Client.GetAsync($"/v1/arrivals/{id}");
            return arrival.GetProperty("attempt").GetInt32() == attempt && arrival.GetProperty("settled_at").ValueKind == JsonValueKind.String;
        });
        return arrival;
    }

    private static async Task<string[]> LinesAsync(ServiceProcess service) => await File.ReadAllLinesAsync(service.LogFile, TestContext.Current.CancellationToken);

    private static string? TraceOf(string? traceparent) => traceparent?.Split('-')[1];
}
