using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Operations;

public sealed class RetentionTests(Servers servers)
{
    [Fact]
    public async Task Batches_that_settled_long_ago_leave_the_ledger_and_the_books_still_add_up()
    {
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        await platform.Inbox.DropAsync("old.txt", Corpus.Text(9900));
        await platform.Inbox.DropAsync("old-copy.txt", Corpus.Text(9900));
        await platform.Inbox.DropAsync("old-bad.txt", " \n");
        await Wait.UntilAsync("settled batches", async () =>
            (await platform.Client.BooksAsync()).Observed == 3 && await CountAsync("SELECT count(*) FROM acquisition.batches WHERE settled_at IS NULL") == 0);
        var before = await platform.Client.BooksAsync();
        await Database.ExecuteAsync(platform.Admin, "UPDATE acquisition.batches SET settled_at = settled_at - interval '91 days'");
        await platform.Inbox.DropAsync("new.txt", Corpus.Text(9901));
        await platform.Client.EventOfAsync("new.txt");

        await platform.Fetcher.KillAsync();
        platform.Fetcher.Start(); // it looks at its start, and each minute from then on

        await Wait.UntilAsync("the old arrivals to go", async () => await CountAsync("SELECT count(*) FROM acquisition.arrivals") == 1);
        await Wait.UntilAsync("the new one to close", async () => (await platform.Client.BooksAsync()).Closed);
        var books = await platform.Client.BooksAsync();
        Assert.Equal((4, books.Observed), (books.Observed, books.Sum));
        Assert.Equal((before.Stored + 1, before.Duplicate, before.Rejected), (books.Stored, books.Duplicate, books.Rejected));
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM acquisition.batches"));
        var source = (await platform.Client.GetAsync("/v1/sources/inbox")).GetProperty("books");
        Assert.Equal(4, source.GetProperty("observed").GetInt64());

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }
}
