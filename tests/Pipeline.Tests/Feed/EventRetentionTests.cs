using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Feed;

/// <summary>What is old leaves the log, the outcomes and the audit, and whoever comes too late is told so at every door.</summary>
public sealed class EventRetentionTests(Servers servers)
{
    private static readonly Dictionary<string, string> Settings = new(SharedPlatform.Quick, StringComparer.Ordinal) { ["Gateway:Gateway__Webhooks__AllowedNetworks"] = "127.0.0.0/8" };

    [Fact]
    public async Task Old_events_wait_for_active_subscriptions_for_a_bounded_time_and_then_cursors_from_before_are_gone_at_every_door()
    {
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, Settings);
        await using var storage = NpgsqlDataSource.Create(Database.As("storage", platform.Admin));
        await AppendAsync(storage, 1, days: 200);
        var old = await AppendAsync(storage, 3, days: 100);
        var young = await AppendAsync(storage, 2, days: 80);
        var first = (await platform.Client.GetAsync("/v1/events?limit=2")).Text("next");
        await using var endpoint = await WebhookEndpoint.StartAsync();
        var quick = (await platform.Client.SubscribeAsync(endpoint.Address)).Text("id");
        var slow = (await platform.Client.SubscribeAsync(new Uri("http://127.0.0.1:1/"))).Text("id");
        var held = (await platform.Client.SubscribeAsync(new Uri("http://127.0.0.1:1/"))).Text("id");
        await platform.Client.TellAsync(held, "pause");
        await Wait.UntilAsync("all delivered", () => Task.FromResult(endpoint.Ids.Count == 6));
        await Wait.UntilAsync("all on the exchange, and the places written down", async () => await CountAsync(
            "SELECT count(*) FROM (SELECT xid, seq FROM delivery.checkpoints UNION ALL SELECT xid, seq FROM delivery.subscriptions) p WHERE (p.xid, p.seq) >= (SELECT xid, seq FROM library.events ORDER BY xid DESC, seq DESC LIMIT 1)") == 2);

        // The one of 200 days goes whoever waits for it. What the slow one waits for stays: Storage has dealt with that order before.
        await RestartAsync(platform);
        await Wait.UntilAsync("the oldest to go", async () => await CountAsync("SELECT count(*) FROM library.events") == 5);

        // The slow one has missed an event now and is told when it is to go on; from then on it holds nothing up.
        await RestartAsync(platform);
        await platform.Client.UntilStateAsync(slow, "disabled");
        Assert.Contains("have left the log", (await platform.Client.SubscriptionAsync(slow)).Text("state_reason"), StringComparison.Ordinal);
        await RestartAsync(platform);
        await Wait.UntilAsync("all that are old to go", async () => await CountAsync("SELECT count(*) FROM library.events") == 2);

        Assert.Equal(young, Ids(await platform.Client.GetAsync("/v1/events")));
        foreach (var door in new[] { "/v1/events?after=", "/v1/events?types=document.stored.v1&languages=en&after=", "/v1/events/stream?after=" })
        {
            using var gone = await platform.Client.Http.GetAsync(door + first, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
            var problem = await gone.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Contains("have left the event log", problem.Text("detail"), StringComparison.Ordinal);
            Assert.Equal(young, Ids(await platform.Client.GetAsync("/v1/events?after=" + problem.Text("earliest"))));
        }

        await using (var sse = new SseReader(platform.Gateway.Address, platform.Client.Key).Start())
        {
            await Wait.UntilAsync("the young over SSE", () => Task.FromResult(sse.Events.Count >= 2));
            Assert.Equal(young, sse.Events.Select(happened => happened.GetProperty("id").GetGuid()));
        }

        using var replay = await platform.Client.Http.PostAsJsonAsync($"/v1/subscriptions/{quick}/replay", new { from = first }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Gone, replay.StatusCode);
        endpoint.Received.Clear();
        await platform.Client.TellAsync(quick, "replay", new { from = "earliest" });
        await Wait.UntilAsync("the young once more", () => Task.FromResult(endpoint.Ids.Count == 2));
        Assert.Equal(young, endpoint.Received.Select(request => request.Id));

        // One that was held for too long is told when it is to go on, and goes on once it is replayed from what is kept.
        await platform.Client.TellAsync(held, "resume");
        await platform.Client.UntilStateAsync(held, "disabled");
        await platform.Client.TellAsync(held, "replay", new { from = "earliest" });
        await platform.Client.TellAsync(held, "resume");
        await Wait.UntilAsync("an attempt", async () => (await platform.Client.AttemptsAsync(held)).Exists(attempt => attempt.GetProperty("event_id").GetGuid() == young[0]));

        var next = await AppendAsync(storage, 1, days: 0);
        Assert.Equal(next, Ids(await platform.Client.GetAsync("/v1/events?wait=30&after=" + (await platform.Client.GetAsync("/v1/events?limit=2")).Text("next"))));
        Assert.Empty(old.Intersect(endpoint.Ids));

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }

    [Fact]
    public async Task Outcomes_without_a_record_results_of_reparses_and_the_audit_go_after_their_time_and_the_rest_stays()
    {
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, Settings);
        using var made = await platform.Client.Http.PostAsJsonAsync("/v1/keys", new { name = "long ago", role = "viewer" }, TestContext.Current.CancellationToken);
        await Database.ExecuteAsync(platform.Admin, "UPDATE delivery.audit SET at = at - interval '401 days'");
        using var again = await platform.Client.Http.PostAsJsonAsync("/v1/keys", new { name = "a moment ago", role = "viewer" }, TestContext.Current.CancellationToken);
        var ids = Enumerable.Range(0, 6000).Select(_ => Guid.CreateVersion7(DateTimeOffset.UtcNow.AddDays(-402))).Append(Guid.CreateVersion7()).ToArray();
        await using (var source = NpgsqlDataSource.Create(platform.Admin))
        {
            await using var outcomes = source.CreateCommand("""
                INSERT INTO library.outcomes (arrival_id, outcome, document_id, source, name, size, observed_at, settled_at)
                SELECT id, (ARRAY['stored', 'duplicate', 'rejected'])[1 + number % 3], CASE WHEN number % 3 < 2 THEN gen_random_uuid() END, 'inbox', 'n', 1, now(), CASE WHEN number <= 6000 THEN now() - interval '401 days' ELSE now() END
                FROM unnest($1) WITH ORDINALITY AS new (id, number)
                """);
            outcomes.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
            await outcomes.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await Database.ExecuteAsync(platform.Admin, "INSERT INTO library.reparses (operation_id, document_id, state, changes, at) SELECT gen_random_uuid(), gen_random_uuid(), 'unchanged', '{}', now() - n * interval '300 days' FROM generate_series(1, 2) n");

        await RestartAsync(platform);
        await platform.Storage.KillAsync();
        platform.Storage.Start();

        await Wait.UntilAsync("the outcomes of records and the young one to be left", async () => await CountAsync("SELECT count(*) FROM library.outcomes") == 2001);
        await Wait.UntilAsync("the young result to be left", async () => await CountAsync("SELECT count(*) FROM library.reparses") == 1);
        await Wait.UntilAsync("the young entry to be left", async () => await CountAsync("SELECT count(*) FROM delivery.audit") == 1);
        Assert.Equal(2000, await CountAsync("SELECT count(*) FROM library.outcomes WHERE outcome = 'stored' AND settled_at < now() - interval '1 day'"));

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }

    private static async Task<List<Guid>> AppendAsync(NpgsqlDataSource storage, int count, int days)
    {
        await using var connection = await storage.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var ids = await RunningGateway.AppendAsync(connection, count);
        await using var age = new NpgsqlCommand("UPDATE library.events SET time = now() - $2 * interval '1 day' WHERE id = ANY ($1)", connection) { Parameters = { new() { Value = ids.ToArray() }, new() { Value = days } } };
        await age.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return ids;
    }

    /// <summary>A Gateway looks at its start, and each hour from then on.</summary>
    private static async Task RestartAsync(RunningPlatform platform)
    {
        await platform.Gateway.KillAsync();
        platform.Gateway.Start();
        await platform.Gateway.UntilReadyAsync();
    }

    private static List<Guid> Ids(JsonElement page) => page.GetProperty("events").EnumerateArray().Select(happened => happened.GetProperty("id").GetGuid()).ToList();
}
