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

        // I2: one record per document and content. An archive that was unpacked is stored without one, and the revisions of one document are several arrivals.
        Assert.Equal(books.Stored, await CountAsync("SELECT count(*) FROM acquisition.arrivals WHERE state = 'stored' AND (document_id IS NOT NULL OR reason_code = 'unpacked')"));
        var documents = await CountAsync("SELECT count(DISTINCT document_id) FROM acquisition.arrivals WHERE state = 'stored'");
        Assert.Equal(documents, await CountAsync("SELECT count(*) FROM library.records"));
        Assert.Equal(documents, await CountAsync("SELECT count(DISTINCT content_hash) FROM library.records"));
        Assert.Equal(
            await CountAsync("SELECT count(*) FROM acquisition.arrivals WHERE state = 'stored' AND document_id IS NOT NULL"),
            documents + await CountAsync("SELECT count(*) FROM library.revisions"));

        // I3: no record without an arrival, no member without its container, and ledger and library agree on every outcome.
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM library.records r WHERE NOT EXISTS (SELECT FROM acquisition.arrivals a WHERE a.id = r.arrival_id)"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM acquisition.arrivals a WHERE parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM acquisition.arrivals p WHERE p.id = a.parent_id AND p.container IS NOT NULL)"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM acquisition.arrivals a FULL JOIN library.outcomes o ON o.arrival_id = a.id WHERE a.state IS DISTINCT FROM o.outcome"));

        // I4: the log has exactly one event for each arrival, of the type of its outcome.
        var events = await platform.Client.AllEventsAsync();
        Assert.Equal(observed, events.Count);
        Assert.Equal(observed, events.Select(happened => happened.GetProperty("subject").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(0, await CountAsync("""
            SELECT count(*) FROM library.outcomes o JOIN library.events e USING (arrival_id) JOIN acquisition.arrivals a ON a.id = o.arrival_id
            WHERE e.type <> ALL (CASE WHEN o.outcome <> 'stored' THEN ARRAY['document.' || o.outcome || '.v1'] WHEN a.document_id IS NULL THEN ARRAY['document.unpacked.v1']
                WHEN a.location IS NULL THEN ARRAY['document.stored.v1'] ELSE ARRAY['document.stored.v1', 'document.revised.v1'] END)
            """));

        // The inbox says the same as the books of what was dropped there, and nothing is left behind in it. What an archive held lies in it.
        var files = platform.Inbox.Listing().Where(path => File.Exists(platform.Inbox.PathOf(path)) && !path.EndsWith(".reason.txt", StringComparison.Ordinal)).ToList();
        foreach (var (folder, states) in new[] { ("done/", "'stored'"), ("duplicate/", "'duplicate'"), ("failed/", "'rejected', 'failed'") })
        {
            Assert.Equal(
                await CountAsync($"SELECT count(*) FROM acquisition.arrivals WHERE source = 'inbox' AND parent_id IS NULL AND state IN ({states})"),
                files.Count(path => path.StartsWith(folder, StringComparison.Ordinal)));
        }

        // A receipt is begun there too, and moves once it is whole.
        await Wait.UntilAsync("nothing to be under way", () => Task.FromResult(!platform.Inbox.Listing().Any(path => path.StartsWith(".processing/", StringComparison.Ordinal) && File.Exists(platform.Inbox.PathOf(path)))));

        // Every arrival is in a batch, and a dropped folder has its receipt.
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM acquisition.arrivals a WHERE NOT EXISTS (SELECT FROM acquisition.batches b WHERE b.id = a.batch_id)"));
        await Wait.UntilAsync($"{receipts} receipts", () => Task.FromResult(Directory.GetFiles(platform.Inbox.Root, "*.receipt*.csv").Length == receipts));

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }
}
