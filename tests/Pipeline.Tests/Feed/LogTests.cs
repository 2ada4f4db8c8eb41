using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Feed;

/// <summary>Where a reader of a log in a database can lose events, and this one must not.</summary>
public sealed class LogTests(Servers servers)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Sixteen_writers_and_no_reader_loses_or_reorders_an_event()
    {
        const int Writers = 16;
        const int Transactions = 40;
        await using var gateway = await RunningGateway.StartAsync(servers);
        await using var sse = new SseReader(gateway.First.Address, gateway.Client.Key).Start();
        await using var endpoint = await WebhookEndpoint.StartAsync();
        await gateway.Client.SubscribeAsync(endpoint.Address);
        var committed = new ConcurrentBag<Guid>();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var random = new Random(writer);
            await using var connection = await gateway.Storage.OpenConnectionAsync();
            for (var number = 0; number < Transactions; number++)
            {
                // The transaction takes its number, then dawdles: it commits after others that began later.
                await using var transaction = await connection.BeginTransactionAsync();
                var ids = await RunningGateway.AppendAsync(connection, 1 + random.Next(4));
                await using (var dawdle = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_sleep({random.NextDouble() / 50})"), connection))
                {
                    await dawdle.ExecuteNonQueryAsync();
                }

                if (random.Next(10) == 0)
                {
                    await transaction.RollbackAsync();
                    continue;
                }

                await transaction.CommitAsync();
                ids.ForEach(committed.Add);
                await using var bell = new NpgsqlCommand("NOTIFY library_events", connection);
                await bell.ExecuteNonQueryAsync();
            }
        }));
        var paged = new List<Guid>();
        for (var cursor = ""; !writing.IsCompleted || paged.Count < committed.Count;)
        {
            var page = await gateway.Client.GetAsync($"/v1/events?limit=50&wait=1&after={cursor}");
            paged.AddRange(Ids(page));
            cursor = page.Text("next");
        }

        await writing;
        await Wait.UntilAsync("all over SSE", () => Task.FromResult(sse.Events.Count >= committed.Count), Long);
        await Wait.UntilAsync("all as webhooks", () => Task.FromResult(endpoint.Ids.Count >= committed.Count), Long);
        var log = await LogAsync(gateway);

        Assert.Equal(committed.Order(), log.Order());
        Assert.Equal(log, paged);
        Assert.Equal(log, sse.Events.Select(happened => happened.GetProperty("id").GetGuid()));
        Assert.Equal(log, endpoint.Received.Select(request => request.Id));
    }

    [Fact]
    public async Task Behind_a_transaction_that_is_held_open_the_log_waits_and_skips_nothing()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        await using var early = await gateway.Storage.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var held = await early.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var first = await RunningGateway.AppendAsync(early, 1);
        var second = await gateway.AppendAsync(1); // began later, commits first

        var waiting = await gateway.Client.GetAsync("/v1/events?wait=1");
        Assert.Empty(Ids(waiting));
        await held.CommitAsync(TestContext.Current.CancellationToken);

        var page = await gateway.Client.GetAsync($"/v1/events?wait=30&after={waiting.Text("next")}");
        Assert.Equal(first.Concat(second), Ids(page));
    }

    [Fact]
    public async Task A_transaction_that_writes_elsewhere_and_is_rolled_back_holds_the_log_up_only_while_it_runs()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        await using var other = await gateway.Storage.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var held = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var number = new NpgsqlCommand("SELECT pg_current_xact_id()", other))
        {
            await number.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var appended = await gateway.AppendAsync(3);
        Assert.Empty(Ids(await gateway.Client.GetAsync("/v1/events")));
        await held.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(appended, Ids(await gateway.Client.GetAsync("/v1/events?wait=30")));
    }

    [Fact]
    public async Task A_subscriber_100_000_events_behind_comes_to_the_end_by_every_door()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        await using var amqp = new AmqpReader(servers.RabbitMq);
        await amqp.StartAsync();
        await using var endpoint = await WebhookEndpoint.StartAsync();
        await gateway.Client.SubscribeAsync(endpoint.Address);
        await gateway.First.KillAsync();
        for (var step = 0; step < 10; step++)
        {
            await gateway.AppendAsync(10_000);
        }

        gateway.First.Start();
        await gateway.First.UntilReadyAsync();
        var log = await LogAsync(gateway);
        await using var sse = new SseReader(gateway.First.Address, gateway.Client.Key).Start();
        var paged = (await gateway.Client.AllEventsAsync()).ConvertAll(happened => happened.GetProperty("id").GetGuid());
        await Wait.UntilAsync("all over SSE", () => Task.FromResult(sse.Events.Count >= log.Count), Long);
        await Wait.UntilAsync("all over AMQP", () => Task.FromResult(amqp.Events.Count >= log.Count), Long);
        await Wait.UntilAsync("all webhooks", () => Task.FromResult(endpoint.Received.Count >= log.Count), Long);

        Assert.Equal(100_000, log.Count);
        Assert.Equal(log, paged);
        Assert.Equal(log, sse.Events.Select(happened => happened.GetProperty("id").GetGuid()));
        Assert.Equal(log, endpoint.Received.Select(request => request.Id));

        // Other tests' Gateways publish to the same exchange.
        var mine = log.ToHashSet();
        Assert.Equal(log, amqp.Events.Select(message => Guid.Parse(message.MessageId)).Where(mine.Contains));
    }

    [Fact]
    public async Task A_filter_that_nothing_agrees_with_gets_through_a_long_log_in_bounded_steps()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        await gateway.AppendAsync(25_000);
        var last = await gateway.AppendAsync(1, type: "document.failed.v1");
        var first = await gateway.Client.GetAsync("/v1/events?types=document.failed.v1");
        Assert.Empty(Ids(first));
        Assert.True(first.GetProperty("has_more").GetBoolean());

        var (cursor, found) = (first.Text("next"), new List<Guid>());
        for (var more = true; more;)
        {
            var page = await gateway.Client.GetAsync($"/v1/events?types=document.failed.v1&after={cursor}");
            found.AddRange(Ids(page));
            (cursor, more) = (page.Text("next"), page.GetProperty("has_more").GetBoolean());
        }

        Assert.Equal(last, found);
        Assert.Equal(last, Ids(await gateway.Client.GetAsync("/v1/events?types=document.failed.v1&wait=30"))); // waits through the steps itself
    }

    [Fact]
    public async Task Two_hundred_readers_of_the_stream_each_see_every_event_in_order()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        var appended = await gateway.AppendAsync(100);
        var readers = Enumerable.Range(0, 200).Select(_ => new SseReader(gateway.First.Address, gateway.Client.Key).Start()).ToList();
        for (var round = 0; round < 10; round++)
        {
            appended.AddRange(await gateway.AppendAsync(20));
        }

        await Wait.UntilAsync("all readers to have all", () => Task.FromResult(readers.TrueForAll(reader => reader.Events.Count >= appended.Count)), Long);
        foreach (var reader in readers)
        {
            Assert.Equal(appended, reader.Events.Select(happened => happened.GetProperty("id").GetGuid()));
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task After_a_restore_a_cursor_from_before_goes_on_with_what_came_since_and_nothing_old_is_hidden()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        var before = await gateway.AppendAsync(2);
        var cursor = (await gateway.Client.GetAsync("/v1/events")).Text("next");

        // Everything is stopped while a database is restored. As a restore leaves it: rows keep the numbers of the old server's transactions, which are far ahead of the new one's, and the epoch is raised.
        await gateway.First.KillAsync();
        await Database.ExecuteAsync(Database.As("storage", gateway.Admin), "UPDATE library.events SET xid = '999999999999'; UPDATE library.feed SET epoch = epoch + 1");
        gateway.First.Start();
        await gateway.First.UntilReadyAsync();
        var since = await gateway.AppendAsync(2);

        Assert.Equal(before.Concat(since), Ids(await gateway.Client.GetAsync("/v1/events?wait=30")));
        Assert.Equal(since, Ids(await gateway.Client.GetAsync($"/v1/events?wait=30&after={(await gateway.Client.GetAsync("/v1/events?limit=2")).Text("next")}")));
        Assert.Equal(since, Ids(await gateway.Client.GetAsync($"/v1/events?wait=30&after={cursor}")).Except(before));
    }

    [Theory]
    [InlineData("/v1/events?after=")]
    [InlineData("/v1/events/stream?after=")]
    public async Task A_cursor_from_ahead_of_the_log_is_gone_and_the_answer_holds_the_earliest(string path)
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        var appended = await gateway.AppendAsync(1);
        var ahead = new Gateway.Feed.Cursor(7, 1, 1).ToString();

        using var answer = await gateway.Client.Http.GetAsync(path + ahead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        var earliest = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("earliest");
        Assert.Equal(appended, Ids(await gateway.Client.GetAsync($"/v1/events?wait=30&after={earliest}")));

        using var nonsense = await gateway.Client.Http.GetAsync(path + "nonsense", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task An_envelope_that_would_be_longer_than_64_KiB_points_to_its_data()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        await gateway.AppendAsync(1, data: JsonSerializer.Serialize(new { description = new string('я', 40_000) }));
        await gateway.AppendAsync(1, data: JsonSerializer.Serialize(new { description = new string('я', 20_000) }));
        var events = (await gateway.Client.GetAsync("/v1/events?wait=30")).GetProperty("events").EnumerateArray().ToList();

        Assert.False(events[0].TryGetProperty("data", out _));
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(events[0].GetRawText()) < 65_536);
        var data = await gateway.Client.GetAsync(events[0].Text("dataref"));
        Assert.Equal(40_000, data.Text("description").Length);
        Assert.Equal(20_000, events[1].GetProperty("data").Text("description").Length);
        using var none = await gateway.Client.Http.GetAsync("/v1/events/00000001-0000000000000001-0000000000000001/data", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static List<Guid> Ids(JsonElement page) => page.GetProperty("events").EnumerateArray().Select(happened => happened.GetProperty("id").GetGuid()).ToList();

    private static async Task<List<Guid>> LogAsync(RunningGateway gateway) =>
        (await Database.ColumnAsync(gateway.Admin, "SELECT id FROM library.events ORDER BY epoch, xid, seq")).ConvertAll(Guid.Parse);
}
