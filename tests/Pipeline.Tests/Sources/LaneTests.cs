using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>A backlog and a single drop: each in its lane.</summary>
public sealed class LaneTests(Servers servers)
{
    private const int Backlog = 1500;

    [Fact]
    public async Task A_single_drop_has_its_event_while_a_backlog_that_came_first_is_still_under_way()
    {
        await using var platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq,
            new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Fetcher:Ledger__InFlightLimit"] = "200" });
        await DropBacklogAsync(platform, Backlog);
        await Wait.UntilAsync("the backlog to be under way in its lane", async () =>
            (await platform.Client.GetAsync("/v1/status")).GetProperty("lanes").GetProperty("bulk").GetProperty("in_flight").GetInt64() > 0);
        await platform.Inbox.DropAsync("single.txt", Faults.Corpus.Text(Backlog));

        var happened = await platform.Client.EventOfAsync("single.txt");
        var arrival = await platform.Client.GetAsync("/v1/arrivals/" + happened.GetProperty("data").GetProperty("arrival_id").GetString());
        Assert.Equal("prompt", arrival.GetProperty("lane").GetString());

        // The event log is in the order of the commits: what came first and stands behind the drop was overtaken by it.
        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Observed: Backlog + 1 });
        var names = (await platform.Client.AllEventsAsync()).ConvertAll(item => item.GetProperty("data").GetProperty("name").GetString());
        Assert.True(names.Count - names.IndexOf("single.txt") > Backlog / 10, $"It stands at {names.IndexOf("single.txt")} of {names.Count}.");
        Assert.True(await Database.ScalarAsync<long>(platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE lane = 'bulk'") > Backlog / 2);
        await Faults.Invariants.HoldAsync(platform, Backlog + 1, receipts: 1);
    }

    [Fact]
    public async Task A_backlog_gives_way_while_single_documents_come_and_goes_on_as_before_when_none_have_come_for_a_while()
    {
        const int Limit = 400;
        await using var platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq,
            new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Fetcher:Ledger__InFlightLimit"] = Limit.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        await platform.Parser.StopAsync(); // so that all that is under way stays so
        await platform.Inbox.DropAsync("single.txt", Faults.Corpus.Text(Backlog));
        await Wait.UntilAsync("the drop to be under way", async () => await UnderWayAsync("prompt") == 1);

        await DropBacklogAsync(platform, Limit + 100);

        // Claimed without regard for the drop, 256 at once would be under way.
        await Wait.UntilAsync("a fifth of the room to be taken", async () => await UnderWayAsync("bulk") == Limit / 5);
        await Wait.UntilAsync("all of it to be taken", async () => await UnderWayAsync("bulk") == Limit);
        platform.Parser.Start();
        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Observed: Limit + 101 });

        Task<long> UnderWayAsync(string lane) => Database.ScalarAsync<long>(platform.Admin, $"SELECT count(*) FROM acquisition.arrivals WHERE state = 'in_flight' AND lane = '{lane}'");
    }

    private static async Task DropBacklogAsync(RunningPlatform platform, int count)
    {
        var folder = Directory.CreateTempSubdirectory("backlog-");
        for (var number = 0; number < count; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{number}.txt"), Faults.Corpus.Text(number), TestContext.Current.CancellationToken);
        }

        Directory.Move(folder.FullName, platform.Inbox.PathOf("backlog"));
    }
}
