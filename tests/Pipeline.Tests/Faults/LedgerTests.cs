using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

/// <summary>Law 1: the broker is only transport, and the ledger publishes again what got no answer.</summary>
public sealed class LedgerTests
{
    [Fact]
    public async Task A_wiped_broker_loses_nothing()
    {
        await using var servers = new NativeServers();
        await servers.StartAsync();
        await using var platform = await RunningPlatform.StartAsync(
            await Database.CreateAsync(servers.PostgresAdmin, migrated: false), servers.RabbitMq, SharedPlatform.Quick);

        // The Parser is away, so that what is fetched stays in the broker's queue.
        await platform.Parser.KillAsync();
        for (var number = 0; number < 50; number++)
        {
            await platform.Inbox.DropAsync($"wiped-{number}.txt", Corpus.Text(number));
        }

        await Wait.UntilAsync("50 in flight", async () => (await platform.Client.BooksAsync()).InFlight == 50);
        await servers.WipeRabbitMqAsync();
        platform.Parser.Start();

        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Stored: 50 });
        await Invariants.HoldAsync(platform, observed: 50);
    }

    [Fact]
    public async Task A_broker_and_a_database_that_are_away_only_make_files_wait()
    {
        await using var servers = new NativeServers();
        await servers.StartAsync();
        await using var platform = await RunningPlatform.StartAsync(
            await Database.CreateAsync(servers.PostgresAdmin, migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        await NativeServers.KillAsync(servers.RabbitMqPid);
        await NativeServers.KillAsync(servers.PostgresPid);
        for (var number = 0; number < 20; number++)
        {
            await platform.Inbox.DropAsync($"patient-{number}.txt", Corpus.Text(number));
        }

        await servers.StartAsync();

        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Stored: 20, Failed: 0 });
        await Invariants.HoldAsync(platform, observed: 20);
    }

    [Fact]
    public async Task Two_services_that_start_before_their_servers_wait_for_them()
    {
        await using var servers = new NativeServers();
        await servers.StartAsync();
        var database = await Database.CreateAsync(servers.PostgresAdmin, migrated: false);
        await NativeServers.KillAsync(servers.RabbitMqPid);

        var starting = RunningPlatform.StartAsync(database, servers.RabbitMq, SharedPlatform.Quick);
        await servers.StartAsync("rabbitmq");

        await using var platform = await starting;
        await platform.Inbox.DropAsync("after.txt", Corpus.Text(1));
        await platform.Inbox.UntilInAsync("done", "after.txt");
    }
}
