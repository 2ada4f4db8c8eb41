using Platform.Contracts;
using Platform.Pipeline.Tests.Running;
using Platform.Storage.Records;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

/// <summary>Pages that state which address is theirs.</summary>
public sealed class StatedLocationTests(LibraryStore store) : IClassFixture<LibraryStore>
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Two_addresses_of_a_page_are_one_document_at_the_address_that_both_state()
    {
        var first = await OneAsync(Page("https://two.example/print?id=1", "two one", "https://two.example/article"));
        var second = await OneAsync(Page("https://two.example/amp/article", "two two", "https://two.example/article?utm_source=amp#top", hours: 1));
        var third = await OneAsync(Page("https://two.example/article", "two three", canonical: null, hours: 2));

        Assert.Equal([first.DocumentId, first.DocumentId], [second.DocumentId, third.DocumentId]);
        Assert.Equal(["1 two one", "2 two two", "3 two three (current)"], await store.HistoryAsync("https://two.example/article"));
    }

    [Fact]
    public async Task An_address_that_led_to_a_document_leads_there_when_the_page_states_nothing_any_more()
    {
        await OneAsync(Page("https://kept.example/print", "kept one", "https://kept.example/article"));
        await OneAsync(Page("https://kept.example/print", "kept two", canonical: null, hours: 1));

        Assert.Equal(["1 kept one", "2 kept two (current)"], await store.HistoryAsync("https://kept.example/article"));
    }

    [Fact]
    public async Task A_document_stays_where_it_was_when_its_page_begins_to_state_an_address()
    {
        await OneAsync(Page("https://later.example/old", "later one", canonical: null));
        await OneAsync(Page("https://later.example/old", "later two", "https://later.example/new", hours: 1));
        await OneAsync(Page("https://later.example/new", "later three", canonical: null, hours: 2));

        Assert.Equal(["1 later one", "2 later two", "3 later three (current)"], await store.HistoryAsync("https://later.example/old"));
    }

    [Fact]
    public async Task All_addresses_in_one_message_are_revisions_in_the_order_in_which_they_were_observed()
    {
        await store.EndAsync(
            Page("https://batch.example/c", "batch third", canonical: null, hours: 2), Page("https://batch.example/a", "batch first", "https://batch.example/c"),
            Page("https://batch.example/b", "batch second", "https://batch.example/c", hours: 1));
        await store.EndAsync(Page("https://batch.example/b", "batch fifth", canonical: null, hours: 4), Page("https://batch.example/a", "batch fourth", canonical: null, hours: 3));

        Assert.Equal(["1 batch first", "2 batch second", "3 batch third", "4 batch fourth", "5 batch fifth (current)"], await store.HistoryAsync("https://batch.example/c"));
    }

    [Fact]
    public async Task Writers_at_the_addresses_of_one_page_at_once_lose_no_revision()
    {
        const int Writers = 8;
        await Parallel.ForEachAsync(Enumerable.Range(0, Writers), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (number, _) =>
            await OneAsync(Page($"https://race.example/{number % 3}", $"race {number}", "https://race.example/article", number)));

        var history = await store.HistoryAsync("https://race.example/article");
        Assert.Equal(Enumerable.Range(1, Writers).Select(number => $"{number}"), history.Select(revision => revision.Split(' ')[0]));
        Assert.Equal($"race {Writers - 1}", Assert.Single(await Database.ColumnAsync(store.Admin, "SELECT title FROM library.records WHERE location = 'https://race.example/article'")));
    }

    [Theory]
    [InlineData("https://a1.example/page", "https://b1.example/page", "another host")]
    [InlineData("https://a2.example/page", "https://a2.example/", "the front page of its site")]
    [InlineData("https://a3.example:8443/page", "https://a3.example/own", "another port")]
    [InlineData("https://a4.example/feed#entry-1", "https://a4.example/own", "a link that entries of a feed share")]
    [InlineData("folder:mirror/page.html", "https://a5.example/own", "a page out of a folder")]
    [InlineData("https://a6.example/page", "https://a6.example/own", "an address that stood beside its bytes", "given")]
    [InlineData("https://a7.example/page", "javascript:alert(1)", "no address of the web")]
    public async Task An_address_is_not_believed_of(string location, string canonical, string what, string rule = "canonical_link")
    {
        await store.EndAsync(LibraryStore.Parsed(location, what, Morning, canonical, rule));

        Assert.Equal([$"1 {what} (current)"], await store.HistoryAsync(location));
        Assert.Equal("0", Assert.Single(await Database.ColumnAsync(store.Admin, $"SELECT count(*) FROM library.aliases WHERE location IN ('{location}', '{canonical}')")));
    }

    [Fact]
    public async Task A_drop_takes_the_place_of_no_page()
    {
        await OneAsync(Page("https://drop.example/article", "drop page", canonical: null));
        await OneAsync(LibraryStore.Parsed(null, "drop dropped", Morning.AddHours(1), "https://drop.example/article"));

        Assert.Equal(["1 drop page (current)"], await store.HistoryAsync("https://drop.example/article"));
    }

    private static Ending Page(string location, string text, string? canonical, int hours = 0) => LibraryStore.Parsed(location, text, Morning.AddHours(hours), canonical);

    private async Task<Settlement> OneAsync(Ending ending) => Assert.Single(await store.EndAsync(ending));
}
