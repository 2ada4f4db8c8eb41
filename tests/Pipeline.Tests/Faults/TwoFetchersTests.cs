using System.Globalization;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class TwoFetchersTests(Servers servers)
{
    private const int Documents = 600;

    [Fact]
    public async Task Two_fetchers_on_one_watched_folder_take_each_file_once_also_when_the_one_that_works_is_killed_in_the_middle()
    {
        await using var platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Fetcher:Ledger__InFlightLimit"] = "100" });
        await using var second = platform.Another("Fetcher");
        second.Start();
        await second.UntilReadyAsync();
        var folder = Directory.CreateTempSubdirectory("shared-");
        for (var number = 0; number < Documents; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{number}.txt")), Corpus.Text(90_000 + number), TestContext.Current.CancellationToken);
        }

        Directory.Move(folder.FullName, platform.Inbox.PathOf("shared"));
        await Wait.UntilAsync("a third of them to be settled", async () => (await platform.Client.BooksAsync()).Stored > Documents / 3);
        await platform.Fetcher.KillAsync();

        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Observed: >= Documents });
        await platform.Inbox.UntilInAsync("", "shared.receipt.csv");
        await Invariants.HoldAsync(platform, Documents, receipts: 1);

        // Pausing reaches whichever of the two works on the folder.
        platform.Fetcher.Start();
        await platform.Fetcher.UntilReadyAsync();
        for (var command = 0; command < 4; command++)
        {
            using var answer = await platform.Client.Http.PostAsync($"/v1/sources/inbox/{(command % 2 == 0 ? "pause" : "resume")}", content: null, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        await platform.Inbox.DropAsync("after.txt", Corpus.Text(91_000));
        await platform.Inbox.UntilInAsync("done", "after.txt");
    }
    [Fact]
    public async Task An_outcome_that_reaches_the_one_that_stands_by_makes_room_for_the_one_that_works()
    {
        // One document at a time, and no listing for an hour: where a word of the other does not wake it, the loop sleeps.
        await using var platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq,
            new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Fetcher:Ledger__InFlightLimit"] = "1", ["Fetcher:Sources__inbox__ScanInterval"] = "01:00:00" });
        await using var second = platform.Another("Fetcher");
        second.Start();
        await second.UntilReadyAsync();
        var folder = Directory.CreateTempSubdirectory("in-turn-");
        for (var number = 0; number < 20; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{number}.txt")), Corpus.Text(92_000 + number), TestContext.Current.CancellationToken);
        }

        Directory.Move(folder.FullName, platform.Inbox.PathOf("in-turn"));

        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Stored: 20 });
    }
}
