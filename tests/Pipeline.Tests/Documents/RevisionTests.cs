using Platform.Contracts;
using Platform.Pipeline.Tests.Running;
using Platform.Storage.Records;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

public sealed class RevisionTests(LibraryStore store) : IClassFixture<LibraryStore>
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Other_content_at_a_location_is_the_next_revision_of_the_document_there()
    {
        var first = await OneAsync(At("next", "one"));
        var change = At("next", "two", hours: 1);
        var second = await OneAsync(change);

        Assert.Equal((Outcomes.Stored, first.DocumentId), (second.Outcome, second.DocumentId));
        Assert.Equal(["1 one", "2 two (current)"], await store.HistoryAsync("test:next"));
        Assert.Equal(["document.revised.v1 2"], await store.EventsAsync(change));
        Assert.Equal("True", await OnlyAsync("SELECT (v.record->>'stored_at')::timestamptz = v.stored_at AND v.replaced_at = r.stored_at AND jsonb_typeof(v.record->'blocks') = 'array' FROM library.revisions v JOIN library.records r USING (document_id) WHERE r.location = 'test:next'"));
        Assert.Equal("1", await OnlyAsync($"SELECT count(*) FROM library.unindexed WHERE document_id = '{first.DocumentId}'"));
    }

    [Fact]
    public async Task A_message_that_comes_again_is_answered_as_before_and_writes_nothing()
    {
        Ending[] message = [At("again", "again one"), At(null, "again loose"), At("again", "again two", hours: 1)];
        var answers = await store.EndAsync(message);
        var events = await OnlyAsync("SELECT count(*) FROM library.events");

        var later = await store.EndAsync(message);

        Assert.Equal(answers.OrderBy(answer => answer.ArrivalId).Select(Told), later.OrderBy(answer => answer.ArrivalId).Select(Told));
        Assert.Equal(events, await OnlyAsync("SELECT count(*) FROM library.events"));
        Assert.Equal(["1 again one", "2 again two (current)"], await store.HistoryAsync("test:again"));
    }

    [Fact]
    public async Task Two_arrivals_of_a_location_in_one_message_are_revisions_in_the_order_in_which_they_were_observed()
    {
        await store.EndAsync(At("both", "both later", hours: 2), At("both", "both earlier"), At("both", "both later", hours: 3));

        Assert.Equal(["1 both earlier", "2 both later (current)"], await store.HistoryAsync("test:both"));
    }

    [Fact]
    public async Task Bytes_that_another_document_holds_are_a_duplicate_of_it_and_leave_the_document_at_the_location_as_it_is()
    {
        var loose = await OneAsync(At(null, "held loose"));
        await OneAsync(At("held", "held one"));
        var change = At("held", "held loose", hours: 1);
        var answer = await OneAsync(change);

        Assert.Equal((Outcomes.Duplicate, loose.DocumentId), (answer.Outcome, answer.DocumentId));
        Assert.Equal(["1 held one (current)"], await store.HistoryAsync("test:held"));
        Assert.Equal(["document.duplicate.v1"], await store.EventsAsync(change));
    }

    [Fact]
    public async Task The_same_bytes_at_the_location_again_are_a_duplicate()
    {
        var first = await OneAsync(At("same", "same"));
        var answer = await OneAsync(At("same", "same", hours: 1));

        Assert.Equal((Outcomes.Duplicate, first.DocumentId), (answer.Outcome, answer.DocumentId));
        Assert.Equal(["1 same (current)"], await store.HistoryAsync("test:same"));
    }

    [Fact]
    public async Task What_was_observed_before_the_current_revision_becomes_one_of_the_past()
    {
        var first = await OneAsync(At("late", "late newer", hours: 2));
        var change = At("late", "late older");
        var answer = await OneAsync(change);
        await OneAsync(At("late", "late newest", hours: 3));

        Assert.Equal((Outcomes.Stored, first.DocumentId), (answer.Outcome, answer.DocumentId));
        Assert.Equal(["document.revised.v1 2 1"], await store.EventsAsync(change));
        Assert.Equal(["1 late newer", "2 late older", "3 late newest (current)"], await store.HistoryAsync("test:late"));
    }

    [Fact]
    public async Task Content_that_returns_is_a_revision_again()
    {
        await OneAsync(At("return", "return one"));
        await OneAsync(At("return", "return two", hours: 1));
        await OneAsync(At("return", "return one", hours: 2));

        Assert.Equal(["1 return one", "2 return two", "3 return one (current)"], await store.HistoryAsync("test:return"));
    }

    [Fact]
    public async Task Writers_at_one_location_at_once_lose_no_revision_and_give_no_number_twice()
    {
        const int Writers = 8;
        await Parallel.ForEachAsync(Enumerable.Range(0, Writers), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (number, _) => await OneAsync(At("race", $"race {number}", number)));

        var history = await store.HistoryAsync("test:race");
        Assert.Equal(Enumerable.Range(1, Writers).Select(number => $"{number}"), history.Select(revision => revision.Split(' ')[0]));
        Assert.Equal($"race {Writers - 1}", await OnlyAsync("SELECT title FROM library.records WHERE location = 'test:race'"));
        Assert.Equal(Writers, history.Select(revision => revision.Split(' ')[2]).Distinct(StringComparer.Ordinal).Count());
    }

    private static Ending At(string? place, string text, int hours = 0) => LibraryStore.Parsed(place is null ? null : "test:" + place, text, Morning.AddHours(hours));

    private static (Guid Arrival, string Outcome, Guid? Document) Told(Settlement settlement) => (settlement.ArrivalId, settlement.Outcome, settlement.DocumentId);

    private async Task<Settlement> OneAsync(Ending ending) => Assert.Single(await store.EndAsync(ending));

    private async Task<string> OnlyAsync(string sql) => Assert.Single(await Database.ColumnAsync(store.Admin, sql));
}
