using System.Globalization;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class SideCarKillTests(Servers servers, ITestOutputHelper output)
{
    private const int Documents = 300;

    /// <summary>
    /// The Fetcher is killed -9 five times while 300 documents come with their side-cars, at moments drawn from a seed that is printed; PLATFORM_KILL_SEED repeats a run.
    /// </summary>
    [Fact]
    public async Task A_document_and_its_side_car_stay_together_after_every_kill()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PLATFORM_KILL_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"PLATFORM_KILL_SEED={seed}");
        TestContext.Current.SendDiagnosticMessage($"PLATFORM_KILL_SEED={seed}");
        var random = new Random(seed);
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        var kills = Enumerable.Range(0, Documents).OrderBy(_ => random.Next()).Take(5).ToHashSet();
        for (var number = 0; number < Documents; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"note-{number:000}.txt");
            await platform.Inbox.DropAsync(name + ".meta.json", $$"""{ "title": "Title of {{name}}", "tags": ["beside"] }""");
            await platform.Inbox.DropAsync(name, Corpus.Text(32_000 + number));
            if (kills.Contains(number))
            {
                await Task.Delay(random.Next(0, 100), TestContext.Current.CancellationToken); // the drawn moment of the kill
                await platform.Fetcher.KillAsync();
                platform.Fetcher.Start();
            }
        }

        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Observed: >= Documents });

        Assert.Equal(Documents, await Database.ScalarAsync<long>(platform.Admin, "SELECT count(*) FROM acquisition.arrivals"));
        Assert.Equal(Documents, await Database.ScalarAsync<long>(
            platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE state = 'stored' AND tags = '{beside}' AND given->>'title' = 'Title of ' || name"));
        await Wait.UntilAsync("all side-cars in done/", () => Task.FromResult(Directory.GetFiles(platform.Inbox.PathOf("done"), "*.meta.json").Length == Documents));
        Assert.Equal(2 * Documents, platform.Inbox.Listing().Count(path => File.Exists(platform.Inbox.PathOf(path))));
    }
}
