using System.Text;
using Platform.Pipeline.Tests.Running;
using Platform.Pipeline.Tests.Sources;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class UnpackingFaultTests(Servers servers)
{
    private const int Members = 1200;

    [Fact]
    public async Task An_archive_whose_unpacking_is_killed_again_and_again_ends_with_each_file_in_the_books_once()
    {
        await using var platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq,
            new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Fetcher:Ledger__InFlightLimit"] = "300", ["Fetcher:Ledger__RedriveAfter"] = "00:00:02" });
        await platform.Inbox.DropAsync("many.zip", ContainersTests.Zip([.. Enumerable.Range(0, Members).Select(number => ($"n/{number}.txt", Encoding.UTF8.GetBytes(Corpus.Text(number))))]));

        // Each time a part of it is in the books and the rest is not.
        foreach (var part in (int[])[1, 300, 700])
        {
            await Wait.UntilAsync($"{part} members", async () => await CountAsync("parent_id IS NOT NULL") >= part);
            await platform.Fetcher.KillAsync();
            platform.Fetcher.Start();
        }

        await Wait.UntilAsync("closed books", async () => await platform.Client.BooksAsync() is { Closed: true, Observed: Members + 1 }, TimeSpan.FromMinutes(3));
        Assert.Equal(Members, await CountAsync("parent_id IS NOT NULL AND state = 'stored' AND document_id IS NOT NULL"));
        await Invariants.HoldAsync(platform, Members + 1);
        await Wait.UntilAsync("the settled batch", async () => await Database.ScalarAsync<long>(platform.Admin, "SELECT count(*) FROM acquisition.batches WHERE settled_at IS NULL") == 0);
        Assert.True(File.Exists(platform.Inbox.PathOf("done", "many.zip")));

        Task<long> CountAsync(string where) => Database.ScalarAsync<long>(platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE " + where);
    }
}
