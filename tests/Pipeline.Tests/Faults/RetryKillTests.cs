using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class RetryKillTests(Servers servers, ITestOutputHelper output)
{
    private const int Documents = 400;

    /// <summary>
    /// 400 files that were refused are mended where they lie and tried again; meanwhile Fetcher, Parser and Storage are killed -9, at places drawn from a seed that is
    /// printed; PLATFORM_KILL_SEED repeats a run.
    /// </summary>
    [Fact]
    public async Task A_retry_goes_on_after_every_kill_and_each_arrival_gets_one_new_outcome_one_new_event_and_its_file_in_done()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PLATFORM_KILL_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"PLATFORM_KILL_SEED={seed}");
        TestContext.Current.SendDiagnosticMessage($"PLATFORM_KILL_SEED={seed}");
        var random = new Random(seed);
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        var folder = Directory.CreateTempSubdirectory("refused-").FullName;
        for (var number = 0; number < Documents; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, Name(number)), new string('\n', number + 1), TestContext.Current.CancellationToken);
        }

        Directory.Move(folder, platform.Inbox.PathOf("many"));
        await Wait.UntilAsync("all to be refused", async () => await platform.Client.BooksAsync() is { Rejected: Documents });
        for (var number = 0; number < Documents; number++)
        {
            await File.WriteAllTextAsync(platform.Inbox.PathOf("failed", "many", Name(number)), Corpus.Text(9000 + number), TestContext.Current.CancellationToken);
        }

        using var answer = await platform.Client.Http.PostAsJsonAsync("/v1/operations", new { kind = "retry" }, TestContext.Current.CancellationToken);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString();
        var victims = new[] { platform.Fetcher, platform.Storage, platform.Fetcher, platform.Parser, platform.Fetcher };
        var stored = 0L;
        foreach (var victim in victims)
        {
            // Each kill falls somewhere in the work of the operation: after some more were stored.
            var until = Math.Min(stored + random.Next(1, Documents / 5), Documents - 1);
            await Wait.UntilAsync($"{until} to be stored", async () => (stored = (await platform.Client.BooksAsync()).Stored) >= until);
            await victim.KillAsync();
            victim.Start();
        }

        await Wait.UntilAsync("the operation to end", async () => (await platform.Client.GetAsync("/v1/operations/" + id)).GetProperty("state").GetString() == "done", TimeSpan.FromMinutes(3));

        var operation = await platform.Client.GetAsync("/v1/operations/" + id);
        Assert.Equal(Documents, operation.GetProperty("items").GetProperty("stored").GetInt32());
        var books = await platform.Client.BooksAsync();
        Assert.Equal((Documents, Documents, books.Observed), (books.Observed, books.Stored, books.Sum));
        Assert.Equal(Documents, await CountAsync("SELECT count(*) FROM library.records"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM acquisition.arrivals a FULL JOIN library.outcomes o ON o.arrival_id = a.id WHERE a.state IS DISTINCT FROM o.outcome OR a.attempt <> 2 OR o.attempt <> 2"));

        // The log has the rejection and, once, the record behind it, for each arrival.
        Assert.Equal(0, await CountAsync(
            "SELECT count(*) FROM (SELECT string_agg(type, ' ' ORDER BY epoch, xid, seq) AS types FROM library.events GROUP BY arrival_id) e WHERE types <> 'document.rejected.v1 document.stored.v1'"));

        // The batch gets its second receipt, which is begun in .processing/.
        await Wait.UntilAsync("nothing to be under way", () => Task.FromResult(!Files().Exists(path => path.StartsWith(".processing/", StringComparison.Ordinal))));
        Assert.Equal(Documents, Files().Count(path => path.StartsWith("done/many/", StringComparison.Ordinal)));
        Assert.DoesNotContain(Files(), path => path.StartsWith("failed/", StringComparison.Ordinal));

        List<string> Files() => platform.Inbox.Listing().Where(path => File.Exists(platform.Inbox.PathOf(path))).ToList();

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"note-{number:000}.txt");
}
