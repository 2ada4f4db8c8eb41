using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using RabbitMQ.Client;
using Xunit;

namespace Platform.Pipeline.Tests.Operations;

/// <summary>Messages that die for real, by the broker's own hand, and what operators see and do of them.</summary>
public sealed class DeadLetterTests(Servers servers)
{
    [Fact]
    public async Task What_no_reader_can_deal_with_is_kept_with_headers_and_body_and_goes_back_to_where_it_died()
    {
        await EmptyAsync();
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        var mark = Guid.NewGuid().ToString("N");
        await PublishAsync("storage", $$$"""{"messageType":["urn:message:Platform.Contracts:NoSuchThing"],"message":{"mark":"{{{mark}}}"} }""", "application/vnd.masstransit+json", mark);
        await PublishAsync("parser", "no JSON at all " + mark, "text/plain", mark);

        var letters = await UntilAsync(platform, found => found.Count >= 2);
        var unknown = letters.Single(letter => letter.Text("queue") == "storage");
        Assert.Equal(("delivery_limit", "NoSuchThing"), (unknown.Text("reason"), unknown.Text("type")));
        var opened = await platform.Client.GetAsync("/v1/queues/dead-letters/" + unknown.Text("id"));
        Assert.Contains(mark, opened.Text("body"), StringComparison.Ordinal);
        Assert.Equal(mark, opened.GetProperty("headers").Text("x-mark"));
        Assert.Equal("storage", opened.GetProperty("headers").Text("x-first-death-queue"));
        Assert.Equal(JsonValueKind.Null, letters.Single(letter => letter.Text("queue") == "parser").GetProperty("type").ValueKind);
        for (var look = 0; look < 30; look++)
        {
            await platform.Client.GetAsync("/v1/queues/dead-letters/" + unknown.Text("id")); // looking changes nothing
        }

        // Back in its queue it dies again, since nothing was mended: the second death shows that it was really there.
        using var one = await platform.Client.Http.PostAsync($"/v1/queues/dead-letters/{unknown.Text("id")}/return", null, TestContext.Current.CancellationToken);
        Assert.Equal(1, (await one.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("count").GetInt32());
        var again = (await UntilAsync(platform, found => found.Count(letter => letter.Text("queue") == "storage") == 2)).First(letter => letter.Text("queue") == "storage");
        var second = await platform.Client.GetAsync("/v1/queues/dead-letters/" + again.Text("id"));
        Assert.Equal((opened.Text("body"), mark), (second.Text("body"), second.GetProperty("headers").Text("x-mark")));
        Assert.Equal("tests", (await platform.Client.GetAsync("/v1/queues/dead-letters/" + unknown.Text("id"))).GetProperty("letter").Text("returned_by"));

        using var twice = await platform.Client.Http.PostAsync($"/v1/queues/dead-letters/{unknown.Text("id")}/return", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        using var all = await platform.Client.Http.PostAsync("/v1/queues/dead-letters/return", null, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await all.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("count").GetInt32());
        await UntilAsync(platform, found => found.Count == 5);
        var audited = (await platform.Client.GetAsync("/v1/audit")).GetProperty("entries").EnumerateArray().ToList();
        Assert.Contains(audited, entry => entry.Text("action") == "return dead letter" && entry.Text("target") == unknown.Text("id") && entry.GetProperty("good").GetBoolean());
        Assert.Contains(audited, entry => entry.Text("action") == "return dead letters" && entry.GetProperty("good").GetBoolean());
    }

    [Fact]
    public async Task A_message_whose_worker_dies_with_it_again_and_again_is_kept_and_returned_becomes_the_record_that_it_carries()
    {
        await EmptyAsync();
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal)
        {
            ["Fetcher:Ledger__RedriveAfter"] = "00:10:00",
        });
        await platform.Storage.StopAsync();
        await platform.Inbox.DropAsync("carried.txt", Corpus.Text(8901));
        await DieAsync("storage");

        var letter = (await UntilAsync(platform, found => found.Count == 1)).Single();
        Assert.Equal(("storage", "delivery_limit", "DocumentsParsed"), (letter.Text("queue"), letter.Text("reason"), letter.Text("type")));
        Assert.Equal(1, (await platform.Client.GetAsync("/v1/queues")).GetProperty("dead_letters").GetInt32());
        var faulted = await platform.Client.GetAsync("/v1/failures");
        await Wait.UntilAsync("the fault in the books", async () => (faulted = await platform.Client.GetAsync("/v1/failures")).GetProperty("next").GetArrayLength() == 1);
        Assert.Equal("worker_lost", faulted.GetProperty("next")[0].GetProperty("reason").Text("code"));

        using var returned = await platform.Client.Http.PostAsync("/v1/queues/dead-letters/return", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, returned.StatusCode);
        platform.Storage.Start();
        await platform.Storage.UntilReadyAsync();

        Assert.Equal("document.stored.v1", (await platform.Client.EventOfAsync("carried.txt")).Text("type"));
        await Wait.UntilAsync("the books to close", async () => (await platform.Client.BooksAsync()).Closed);
    }

    [Fact]
    public async Task Queues_and_services_tell_who_reads_what_and_why_one_is_not_ready()
    {
        await EmptyAsync();
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        JsonElement services = default;
        await Wait.UntilAsync("a heartbeat of each service", async () =>
            (services = (await platform.Client.GetAsync("/v1/services")).GetProperty("services")).EnumerateArray().All(service => service.Text("state") == "ready"));
        Assert.Equal(["fetcher", "parser", "storage", "gateway"], services.EnumerateArray().Select(service => service.Text("service")));
        var parser = services.EnumerateArray().Single(service => service.Text("service") == "parser");
        Assert.EndsWith("/" + platform.Parser.Pid, parser.Text("instance"), StringComparison.Ordinal);
        Assert.Contains(parser.GetProperty("queues").EnumerateArray(), queue => queue.Text("name") == "parser.bulk" && queue.GetProperty("concurrency").GetInt32() == Environment.ProcessorCount);

        var queues = (await platform.Client.GetAsync("/v1/queues")).GetProperty("broker");
        Assert.Equal(JsonValueKind.Null, queues.GetProperty("problem").ValueKind);
        foreach (var name in (string[])["parser", "parser.bulk", "storage", "storage.bulk", "fetcher.settled", "fetcher.uploads", "platform.dead-letters"])
        {
            Assert.Contains(queues.GetProperty("queues").EnumerateArray(), queue => queue.Text("name") == name && queue.GetProperty("consumers").GetInt32() >= 1 && queue.GetProperty("depth").GetInt32() == 0);
        }

        // Who ends says so; who is killed falls silent.
        await platform.Parser.StopAsync();
        await Wait.UntilAsync("the Parser to be gone", async () => (await ServiceAsync("parser")).GetProperty("instance").ValueKind == JsonValueKind.Null);
        await platform.Storage.KillAsync();
        await Wait.UntilAsync("Storage to be silent", async () => (await ServiceAsync("storage")).Text("state") == "silent");
        Assert.Contains("heartbeat stopped", (await ServiceAsync("storage")).Text("why"), StringComparison.Ordinal);

        async Task<JsonElement> ServiceAsync(string name) =>
            (await platform.Client.GetAsync("/v1/services")).GetProperty("services").EnumerateArray().First(service => service.Text("service") == name);
    }

    /// <summary>Dead letters, newest first, once they are as they should be.</summary>
    private static async Task<List<JsonElement>> UntilAsync(RunningPlatform platform, Func<List<JsonElement>, bool> isSo)
    {
        List<JsonElement> letters = [];
        await Wait.UntilAsync("the dead letters", async () =>
            isSo(letters = [.. (await platform.Client.GetAsync("/v1/queues/dead-letters")).GetProperty("letters").EnumerateArray().Select(letter => letter.Clone())]));
        return letters;
    }

    /// <summary>What earlier systems on this broker left in their queues is none of this one's.</summary>
    private async Task EmptyAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(servers.RabbitMq) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        foreach (var queue in (string[])["parser", "parser.bulk", "storage", "storage.bulk", "fetcher.settled", "fetcher.faulted", "platform.dead-letters"])
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
            try
            {
                await channel.QueuePurgeAsync(queue, TestContext.Current.CancellationToken);
            }
            catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
            {
                // it is not there yet
            }
        }
    }

    private async Task PublishAsync(string queue, string body, string contentType, string mark)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(servers.RabbitMq) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), TestContext.Current.CancellationToken);
        var properties = new BasicProperties { ContentType = contentType, Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-mark"] = mark } };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
    }

    /// <summary>Takes the next message of a queue and ends without an answer, again and again, as a worker that crashes does, until the broker gives it up.</summary>
    private async Task DieAsync(string queue)
    {
        var taken = 0;
        await Wait.UntilAsync("the broker to give the message up", async () =>
        {
            await using var connection = await new ConnectionFactory { Uri = new Uri(servers.RabbitMq) }.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync();
            if (await channel.BasicGetAsync(queue, autoAck: false) is not null)
            {
                taken++;
                return false; // the connection ends with the message
            }

            return taken > 4;
        });
    }
}
