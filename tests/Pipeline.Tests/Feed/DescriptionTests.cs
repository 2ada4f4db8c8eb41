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
        await Platform.Client.EventOfAsync("answered.txt");
        var schemas = PublishedSchemas.Json(await Platform.Client.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        using var created = await Platform.Client.Http.PostAsync(
            "/v1/subscriptions",
            new StringContent("""{"name": "described", "url": "https://example.org/", "from": "latest"}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        var subscription = JsonDocument.Parse(await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        var id = subscription.Text("id");

        await HoldsAsync("/v1/events", "get", "200", await Platform.Client.GetAsync("/v1/events?limit=10"));
        await HoldsAsync("/v1/subscriptions", "post", "201", subscription);
        await HoldsAsync("/v1/subscriptions", "get", "200", await Platform.Client.GetAsync("/v1/subscriptions"));
        await HoldsAsync("/v1/subscriptions/{id}", "get", "200", await Platform.Client.SubscriptionAsync(id));
        await HoldsAsync("/v1/subscriptions/{id}/pause", "post", "200", await Platform.Client.TellAsync(id, "pause"));
        await HoldsAsync("/v1/subscriptions/{id}/rotate", "post", "200", await Platform.Client.TellAsync(id, "rotate"));
        await HoldsAsync("/v1/subscriptions/{id}/attempts", "get", "200", await Platform.Client.GetAsync($"/v1/subscriptions/{id}/attempts"));
        using var gone = await Platform.Client.Http.DeleteAsync($"/v1/subscriptions/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, gone.StatusCode);

        async Task HoldsAsync(string path, string method, string status, JsonElement answer)
        {
            var content = schemas.Description["paths"]![path]![method]!["responses"]![status]!["content"]!["application/json"]!;
            var schema = await schemas.SchemaAsync(content["schema"]!);
            Assert.Empty(PublishedSchemas.Breaches(schema, answer.GetRawText()));
            Assert.NotEmpty(PublishedSchemas.Breaches(schema, "{}"));
        }
    }
}
