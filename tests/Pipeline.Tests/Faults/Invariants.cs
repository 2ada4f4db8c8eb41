using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

/// <summary>What must hold once faults have stopped and the books are closed.</summary>
public static class Invariants
{
    public static async Task HoldAsync(RunningPlatform platform, int observed, int receipts = 0)
    {
        // I1: every observed item is stored, a duplicate, rejected or failed, and the counts add up.
        var books = await platform.Client.BooksAsync();
        Assert.Equal(observed, books.Observed);
        Assert.Equal(books.Observed, books.Sum);
        Assert.True(books.Closed, books.ToString());

        // The books are counted as the ledger changes, and say what counting it anew says.
        Assert.Equal(0, await CountAsync("""
            SELECT count(*) FROM (SELECT source, state, count(*) AS n FROM acquisition.arrivals GROUP BY source, state) AS counted
            FULL JOIN (SELECT source, state, sum(count) AS n FROM acquisition.counts GROUP BY source, state HAVING sum(count) <> 0) AS kept USING (source, state) WHERE counted.n IS DISTINCT FROM kept.n
            """));

        // I2: one record per content.
        Assert.Equal(books.Stored, await CountAsync("SELECT count(*) FROM library.records"));
        Assert.Equal(books.Stored, await CountAsync("SELECT count(DISTINCT content_hash) FROM library.records"));

        // I3: no record without an arrival, and ledger and library agree on every outcome.
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM library.records r WHERE NOT EXISTS (SELECT FROM acquisition.arrivals a WHERE a.id = r.arrival_id)"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM acquisition.arrivals a FULL JOIN library.outcomes o ON o.arrival_id = a.id WHERE a.state IS DISTINCT FROM o.outcome"));

        // I4: the log has exactly one event for each arrival, of the type of its outcome.
        var events = await platform.Client.AllEventsAsync();
        Assert.Equal(observed, events.Count);
        Assert.Equal(observed, events.Select(happened => happened.GetProperty("subject").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM library.outcomes o JOIN library.events e USING (arrival_id) WHERE e.type <> 'document.' || o.outcome || '.v1'"));

        // The folder says the same as the books, and nothing is left behind in it.
        var files = platform.Inbox.Listing().Where(path => File.Exists(platform.Inbox.PathOf(path))).ToList();
        Assert.Equal(books.Stored, files.Count(path => path.StartsWith("done/", StringComparison.Ordinal)));
        Assert.Equal(books.Duplicate, files.Count(path => path.StartsWith("duplicate/", StringComparison.Ordinal)));
        Assert.Equal(books.Rejected + books.Failed, files.Count(path => path.StartsWith("failed/", StringComparison.Ordinal) && !path.EndsWith(".reason.txt", StringComparison.Ordinal)));
        Assert.DoesNotContain(files, path => path.StartsWith(".processing/", StringComparison.Ordinal));

        // Every arrival is in a batch, and a dropped folder has its receipt.
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM acquisition.arrivals a WHERE NOT EXISTS (SELECT FROM acquisition.batches b WHERE b.id = a.batch_id)"));
        await Wait.UntilAsync($"{receipts} receipts", () => Task.FromResult(Directory.GetFiles(platform.Inbox.Root, "*.receipt*.csv").Length == receipts));

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }
}
