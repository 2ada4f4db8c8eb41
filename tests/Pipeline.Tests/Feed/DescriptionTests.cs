using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Feed;

/// <summary>What we publish about messages and answers is true of real ones.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class DescriptionTests(SharedPlatform shared)
{
    private const string Page = """
        <!DOCTYPE html><html lang="en"><head><title>Harbour opens new berth for Kazakhstan grain</title><meta name="author" content="Anna Example">
        <meta name="description" content="A berth for grain."><meta property="article:published_time" content="2024-05-06T07:08:09+03:00"><link rel="canonical" href="https://example.org/berth"></head>
        <body><main><h1>Harbour opens new berth for Kazakhstan grain</h1><p>The harbour has opened a berth for grain from Kazakhstan, and the OSCE has sent its congratulations to
        <a href="https://example.org/port">the port</a> this week, which were read out to all who had come.</p></main></body></html>
        """;

    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task Real_messages_are_what_asyncapi_says_and_hold_nothing_that_it_does_not_name()
    {
        await using var amqp = new AmqpReader(Platform.RabbitMq);
        await amqp.StartAsync();
        await Platform.Inbox.DropAsync("described.html", Page);
        await Platform.Client.EventOfAsync("described.html");
        await Platform.Inbox.DropAsync("described-again.html", Page);
        await Platform.Inbox.DropAsync("described.bin", [0, 1, 2, 3, 255, 254, 0, 9, .. Enumerable.Range(0, 500).Select(step => (byte)(step * 37))]);
        await Platform.Client.EventOfAsync("described-again.html");
        await Platform.Client.EventOfAsync("described.bin");

        var schemas = PublishedSchemas.Yaml(await Platform.Client.Http.GetStringAsync("/asyncapi/v1.yaml", TestContext.Current.CancellationToken));
        Assert.Equal("3.0.0", schemas.Description["asyncapi"]!.GetValue<string>());
        var messages = schemas.Description["components"]!["messages"]!.AsObject().Select(message => message.Value!).ToList();
        Assert.Equal(Contracts.EventTypes.All.Order(StringComparer.Ordinal), messages.Select(message => message["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        var byType = new Dictionary<string, NJsonSchema.JsonSchema>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            byType.Add(message["name"]!.GetValue<string>(), await schemas.SchemaAsync(message["payload"]!));
        }

        var events = await Platform.Client.AllEventsAsync();
        Assert.Superset(
            new HashSet<string>(["document.stored.v1", "document.duplicate.v1", "document.rejected.v1"], StringComparer.Ordinal),
            events.Select(happened => happened.Text("type")).ToHashSet(StringComparer.Ordinal));
        await Wait.UntilAsync("the events over AMQP", () => Task.FromResult(amqp.Events.Count >= 3));
        foreach (var happened in events.Concat(amqp.Events.Select(message => message.Body)))
        {
            Assert.Empty(PublishedSchemas.Breaches(byType[happened.Text("type")], happened.GetRawText()));
            Assert.Empty(schemas.Unnamed("Envelope", happened));
            Assert.Empty(schemas.Unnamed("Data", happened.GetProperty("data")));
        }

        // A schema that lets everything pass would be true too.
        var stored = events.First(happened => happened.Text("type") == "document.stored.v1").GetRawText();
        Assert.NotEmpty(PublishedSchemas.Breaches(byType["document.failed.v1"], stored));
        Assert.NotEmpty(PublishedSchemas.Breaches(byType["document.stored.v1"], stored.Replace("\"document_id\"", "\"document_no\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_event_holds_enough_to_act_on_without_a_call_back()
    {
        await Platform.Inbox.DropAsync("enough.html", Page.Replace("berth for", "second berth for", StringComparison.Ordinal));
        var data = (await Platform.Client.EventOfAsync("enough.html")).GetProperty("data");
        var record = await Platform.Client.GetAsync(data.Text("document_url"));

        Assert.Equal(record.Text("title"), data.Text("title"));
        Assert.Equal(record.Text("language"), data.Text("language"));
        Assert.Equal(record.Text("published_at"), data.Text("published_at"));
        Assert.Equal("https://example.org/berth", data.Text("canonical_url"));
        Assert.Contains("Anna Example", data.GetProperty("authors").EnumerateArray().Select(author => author.GetString()));
        Assert.Contains("KZ", data.GetProperty("countries").EnumerateArray().Select(code => code.GetString()));
        Assert.Contains("OSCE", data.GetProperty("organizations").EnumerateArray().Select(code => code.GetString()));
        Assert.Contains("https://example.org/port", data.GetProperty("links").EnumerateArray().Select(link => link.GetString()));
        var raw = await Platform.Client.Http.GetByteArrayAsync(data.Text("raw_url"), TestContext.Current.CancellationToken);
        Assert.Equal(data.GetProperty("size").GetInt64(), raw.Length);

        await Platform.Inbox.DropAsync("enough.md", "---\ntitle: Berth notice\ntags: harbour, grain\n---\n\n# Berth notice\n\nThe harbour gives notice that its berth for grain is open to all who come.\n");
        var tagged = (await Platform.Client.EventOfAsync("enough.md")).GetProperty("data");
        Assert.Equal(["harbour", "grain"], tagged.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
    }

    [Fact]
    public async Task Real_answers_are_what_openapi_says()
    {
        await Platform.Inbox.DropAsync("answered.txt", "Answered\n\nThe carrier gives notice that an answer of the interface shall be what its description says of it, in every field and form.");
        var data = (await Platform.Client.EventOfAsync("answered.txt")).GetProperty("data");
        var schemas = PublishedSchemas.Json(await Platform.Client.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var subscription = await PostAsync("/v1/subscriptions", """{"name": "described", "url": "https://example.org/", "from": "latest"}""");
        var id = subscription.Text("id");
        var preview = await PostAsync("/v1/reparse", $$"""{"filter": {"id": ["{{data.Text("document_id")}}"]}, "preview": true}""");
        var operation = await PostAsync("/v1/reparse", $$"""{"filter": {"id": ["{{data.Text("document_id")}}"]}, "note": "as described"}""");
        await Wait.UntilAsync("the reparse to end", async () => (await Platform.Client.GetAsync("/v1/operations/" + operation.Text("id"))).Text("state") == "done");

        await HoldsAsync("/v1/subscriptions", "post", "201", subscription);
        await HoldsAsync("/v1/subscriptions/{id}/pause", "post", "200", await Platform.Client.TellAsync(id, "pause"));
        await HoldsAsync("/v1/subscriptions/{id}/rotate", "post", "200", await Platform.Client.TellAsync(id, "rotate"));
        await HoldsAsync("/v1/reparse", "post", "200", preview);
        await HoldsAsync("/v1/reparse", "post", "202", operation);

        // Everything that can be read, each with something of its kind.
        var batch = (await Platform.Client.GetAsync("/v1/arrivals/" + data.Text("arrival_id"))).Text("batch_id");
        var known = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/v1/documents/{id}"] = data.Text("document_id"), ["/v1/arrivals/{id}"] = data.Text("arrival_id"), ["/v1/batches/{id}"] = batch, ["/v1/sources/{name}"] = "inbox",
            ["/v1/subscriptions/{id}"] = id, ["/v1/operations/{id}"] = operation.Text("id"), ["/v1/events/{sequence}"] = (await Platform.Client.EventOfAsync("answered.txt")).Text("sequence"),
        };
        List<string> read = [];
        foreach (var (path, methods) in schemas.Description["paths"]!.AsObject())
        {
            if (methods!["get"]?["responses"]?["200"]?["content"]?["application/json"] is null || path.StartsWith("/v1/queues/dead-letters/", StringComparison.Ordinal))
            {
                continue; // not JSON; or a dead letter, of which there is none: DeadLetterTests
            }

            var start = known.Keys.FirstOrDefault(key => path.StartsWith(key, StringComparison.Ordinal));
            var address = start is null ? path : known[start] is var value ? start[..start.IndexOf('{', StringComparison.Ordinal)] + value + path[start.Length..] : "";
            var query = path.EndsWith("/diff", StringComparison.Ordinal) ? "?from=1&to=1" : "";
            await HoldsAsync(path, "get", "200", await Platform.Client.GetAsync(address.Replace("{revision}", "1", StringComparison.Ordinal) + query));
            read.Add(path);
        }

        Assert.Superset(new HashSet<string>(["/v1/events", "/v1/documents", "/v1/documents/{id}", "/v1/documents/{id}/diff", "/v1/operations/{id}/items", "/v1/status", "/v1/failures", "/v1/queues", "/v1/audit"], StringComparer.Ordinal), read.ToHashSet(StringComparer.Ordinal));
        using var gone = await Platform.Client.Http.DeleteAsync($"/v1/subscriptions/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, gone.StatusCode);

        async Task<JsonElement> PostAsync(string address, string body)
        {
            using var answer = await Platform.Client.Http.PostAsync(address, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        }

        async Task HoldsAsync(string path, string method, string status, JsonElement answer)
        {
            var content = schemas.Description["paths"]![path]![method]!["responses"]![status]!["content"]!["application/json"]!;
            var schema = await schemas.SchemaAsync(content["schema"]!);
            Assert.Equal((path, ""), (path, string.Join('\n', PublishedSchemas.Breaches(schema, answer.GetRawText()))));
            Assert.NotEmpty(PublishedSchemas.Breaches(schema, "7"));
        }
    }
}
