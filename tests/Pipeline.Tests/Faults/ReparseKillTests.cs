using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class ReparseKillTests(Servers servers, ITestOutputHelper output)
{
    private const int Documents = 300;

    /// <summary>
    /// 300 documents are parsed again, of which 150 read differently; meanwhile Fetcher, Parser and Storage are killed -9, at places drawn from a seed that is printed;
    /// PLATFORM_KILL_SEED repeats a run. Another file is dropped in the middle and does not wait for them.
    /// </summary>
    [Fact]
    public async Task A_reparse_goes_on_after_every_kill_and_each_record_that_changed_has_one_revision_and_one_event()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PLATFORM_KILL_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"PLATFORM_KILL_SEED={seed}");
        TestContext.Current.SendDiagnosticMessage($"PLATFORM_KILL_SEED={seed}");
        var random = new Random(seed);
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        var folder = Directory.CreateTempSubdirectory("many-").FullName;
        for (var number = 0; number < Documents; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{number:000}.txt"), Corpus.Text(number), TestContext.Current.CancellationToken);
        }

        Directory.Move(folder, platform.Inbox.PathOf("many"));
        await Wait.UntilAsync("all to be stored", async () => await platform.Client.BooksAsync() is { Stored: Documents });
        await Database.ExecuteAsync(platform.Admin, "UPDATE library.records SET parser_version = '0.0.1', title = CASE WHEN right(name, 5) ~ '[02468].txt' THEN 'Older' ELSE title END");

        using var answer = await platform.Client.Http.PostAsJsonAsync("/v1/reparse", new { filter = new { parser_before = "0.1.0" } }, TestContext.Current.CancellationToken);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("id");
        var victims = new[] { platform.Fetcher, platform.Storage, platform.Parser, platform.Fetcher, platform.Storage };
        var ended = 0L;
        foreach (var victim in victims)
        {
            var until = Math.Min(ended + random.Next(1, Documents / 5), Documents - 1);
            await Wait.UntilAsync($"{until} to be parsed again", async () => (ended = await CountAsync("SELECT count(*) FROM library.reparses")) >= until);
            await victim.KillAsync();
            victim.Start();
        }

        await platform.Inbox.DropAsync("between.txt", Corpus.Text(Documents));
        await platform.Client.EventOfAsync("between.txt");
        await Wait.UntilAsync("the operation to end", async () => (await platform.Client.GetAsync("/v1/operations/" + id)).Text("state") == "done", TimeSpan.FromMinutes(3));

        var operation = await platform.Client.GetAsync("/v1/operations/" + id);
        Assert.Equal((Documents / 2, Documents / 2), (operation.GetProperty("items").GetProperty("changed").GetInt32(), operation.GetProperty("items").GetProperty("unchanged").GetInt32()));
        Assert.Equal($$"""{"title":{{Documents / 2}}}""", operation.GetProperty("changes").GetRawText());
        Assert.Equal(Documents / 2, await CountAsync("SELECT count(*) FROM library.records WHERE revision = 2 AND title <> 'Older'"));
        Assert.Equal(Documents / 2, await CountAsync("SELECT count(*) FROM library.revisions WHERE revision = 1 AND record->>'title' = 'Older'"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM library.records WHERE parser_version = '0.0.1'"));
        Assert.Equal(Documents / 2, await CountAsync("SELECT count(DISTINCT document_id) FROM library.events WHERE type = 'document.revised.v1'"));
        Assert.Equal(Documents / 2, await CountAsync("SELECT count(*) FROM library.events WHERE type = 'document.revised.v1'"));
        var books = await platform.Client.BooksAsync();
        Assert.Equal((Documents + 1, Documents + 1), (books.Observed, books.Sum));

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }
}
