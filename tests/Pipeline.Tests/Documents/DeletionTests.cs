using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Platform.RawContent;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

/// <summary>Documents that operators delete. What sources and their rules delete: <see cref="WithdrawalTests"/>.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class DeletionTests(SharedPlatform shared)
{
    private HttpClient Http => shared.Platform.Client.Http;

    private FileContentStore Contents => new(shared.Platform.ContentRoot);

    [Fact]
    public async Task A_deleted_document_leaves_a_tombstone_and_an_event_and_nothing_else()
    {
        var (document, arrival) = await UploadAsync("deleted.txt", Corpus.Text(8801));
        await Wait.UntilAsync("the index", async () => (await shared.Platform.Client.GetAsync("/v1/documents?q=8801+DeletionTests")).GetProperty("documents").GetArrayLength() == 1);

        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(document, "It was a draft.")).StatusCode);

        foreach (var address in (string[])["", "/raw", "/revisions", "/revisions/1", "/revisions/1/raw", "/diff", "/relations"])
        {
            using var answer = await Http.GetAsync($"/v1/documents/{document}{address}", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Matches(@"^The document was deleted on \d{4}-\d\d-\d\d at [\d:]+ UTC by .+: It was a draft\.$", problem.Text("detail"));
            Assert.Equal(("deleted", "It was a draft."), (problem.Text("reason_code"), problem.Text("reason")));
        }

        Assert.Equal(0, (await shared.Platform.Client.GetAsync("/v1/documents?q=8801+DeletionTests")).GetProperty("documents").GetArrayLength());
        Assert.DoesNotContain(document, await Http.GetStringAsync("/v1/documents/export", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var state = await shared.Platform.Client.GetAsync("/v1/arrivals/" + arrival);
        Assert.Equal(("stored", "deleted"), (state.Text("state"), state.GetProperty("reason").Text("code")));
        var line = (await shared.Platform.Client.GetAsync($"/v1/batches/{state.Text("batch_id")}/receipt"))[0];
        Assert.Equal(("stored", "deleted", document), (line.Text("outcome"), line.Text("reason_code"), line.Text("document_id")));
        var told = Assert.Single((await shared.Platform.Client.AllEventsAsync()).FindAll(happened => happened.Text("type") == "document.deleted.v1" && happened.Text("partitionkey") == document));
        Assert.Equal("It was a draft.", told.GetProperty("data").GetProperty("reason").Text("message"));
        await Wait.UntilAsync("the bytes to go", () => Task.FromResult(!Contents.Has(Corpus.Hash(Corpus.Text(8801)))));
        Assert.Equal("0", await CountAsync($"SELECT (SELECT count(*) FROM library.fingerprints WHERE document_id = '{document}') + (SELECT count(*) FROM library.search WHERE document_id = '{document}')"));
        var books = await shared.Platform.Client.BooksAsync();
        Assert.Equal(books.Observed, books.Sum);
    }

    [Fact]
    public async Task Deleting_twice_or_what_never_was_or_for_an_endless_reason_is_told_so()
    {
        var (document, _) = await UploadAsync("twice.txt", Corpus.Text(8802));

        Assert.Equal(HttpStatusCode.BadRequest, (await DeleteAsync(document, new string('x', 501))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(document)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await DeleteAsync(document)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync(Guid.NewGuid().ToString())).StatusCode);
        Assert.Contains("\"delete document\"", await Http.GetStringAsync("/v1/audit", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_bytes_again_become_a_new_document_and_a_deletion_takes_its_duplicates_along()
    {
        var (first, _) = await UploadAsync("deleted and back.txt", Corpus.Text(8803));
        var (_, copy) = await UploadAsync("deleted copy.txt", Corpus.Text(8803), "duplicate");
        await DeleteAsync(first);
        var (second, _) = await UploadAsync("deleted and back.txt", Corpus.Text(8803));

        Assert.NotEqual(first, second);
        Assert.Equal(Corpus.Text(8803), await Http.GetStringAsync($"/v1/documents/{second}/raw", TestContext.Current.CancellationToken));
        Assert.Equal("deleted", (await shared.Platform.Client.GetAsync("/v1/arrivals/" + copy)).GetProperty("reason").Text("code"));
    }

    [Fact]
    public async Task Bytes_that_something_rejected_could_be_tried_again_from_stay()
    {
        var (document, _) = await UploadAsync("needed.txt", Corpus.Text(8804));
        var (other, _) = await UploadAsync("other.txt", Corpus.Text(8805));
        await Database.ExecuteAsync(shared.Platform.Admin, $"""
            INSERT INTO library.outcomes (arrival_id, outcome, source, name, size, content_hash, reason_code, reason, reason_stage, observed_at, settled_at)
            VALUES (gen_random_uuid(), 'failed', 'upload', 'needed too.txt', 1, '{Corpus.Hash(Corpus.Text(8804))}', 'parser_fault', 'It failed.', 'parser', now(), now())
            """);
        await DeleteAsync(document);
        await DeleteAsync(other);

        await Wait.UntilAsync("both to be looked at", async () => await CountAsync($"SELECT count(*) FROM library.released WHERE content_hash IN ('{Corpus.Hash(Corpus.Text(8804))}', '{Corpus.Hash(Corpus.Text(8805))}')") == "0");
        Assert.True(Contents.Has(Corpus.Hash(Corpus.Text(8804))));
        Assert.False(Contents.Has(Corpus.Hash(Corpus.Text(8805))));
    }

    [Fact]
    public async Task A_long_text_goes_with_all_copies_of_it()
    {
        var text = "Long\n\n" + string.Join("\n\n", Enumerable.Range(0, 1200).Select(number => $"Paragraph {number} of the long report 8806 speaks of the harbour and its boats."));
        var (document, _) = await UploadAsync("long.txt", text);
        var parsed = await CountAsync($"SELECT parsed_hash FROM library.parsed_contents WHERE content_hash = '{Corpus.Hash(text)}'");
        Assert.True(Contents.Has(parsed));

        await DeleteAsync(document);

        await Wait.UntilAsync("both to go", () => Task.FromResult(!Contents.Has(parsed) && !Contents.Has(Corpus.Hash(text))));
    }

    [Fact]
    public async Task Bytes_that_are_dropped_while_their_document_is_deleted_are_never_lost()
    {
        using var stop = new CancellationTokenSource();
        var names = Enumerable.Range(0, 6).ToArray();
        var arrivals = new System.Collections.Concurrent.ConcurrentBag<string>();
        var deleting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                foreach (var number in names)
                {
                    foreach (var document in await Database.ColumnAsync(shared.Platform.Admin, $"SELECT document_id FROM library.records WHERE content_hash = '{Corpus.Hash(Corpus.Text(8820 + number))}'"))
                    {
                        Assert.Contains((await DeleteAsync(document)).StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.Gone });
                    }
                }
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(names.Select(async number =>
        {
            for (var round = 0; round < 25; round++)
            {
                using var body = new StringContent(Corpus.Text(8820 + number));
                using var answer = await Http.PostAsync($"/v1/documents?name=hammered-{number}-{round}.txt&wait=60", body);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                arrivals.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("arrivals")[0].Text("id"));
            }
        }));
        await stop.CancelAsync();
        await deleting;

        // Each is in the books once and met no fault, each document that is left has its bytes, and what the deletions left is gone.
        Assert.Equal("150 0", await CountAsync($"SELECT count(*) FILTER (WHERE state IN ('stored', 'duplicate')) || ' ' || sum(faults) FROM acquisition.arrivals WHERE name LIKE 'hammered-%'"));
        await Wait.UntilAsync("the removals", async () => await CountAsync("SELECT count(*) FROM library.released") == "0");
        foreach (var number in names)
        {
            var hash = Corpus.Hash(Corpus.Text(8820 + number));
            Assert.Equal(await CountAsync($"SELECT count(*) FROM library.records WHERE content_hash = '{hash}'") == "1", Contents.Has(hash));
        }
    }

    [Fact]
    public async Task A_viewer_may_not_delete()
    {
        var (document, _) = await UploadAsync("kept.txt", Corpus.Text(8807));
        using var made = await Http.PostAsJsonAsync("/v1/keys", new { name = "watcher", role = "viewer" }, TestContext.Current.CancellationToken);
        using var question = new HttpRequestMessage(HttpMethod.Delete, $"/v1/documents/{document}");
        question.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("key"));
        using var viewer = new HttpClient { BaseAddress = Http.BaseAddress };

        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SendAsync(question, TestContext.Current.CancellationToken)).StatusCode);
    }

    private Task<HttpResponseMessage> DeleteAsync(string document, string? reason = null) =>
        Http.DeleteAsync($"/v1/documents/{document}{(reason is null ? "" : "?reason=" + Uri.EscapeDataString(reason))}");

    private async Task<string> CountAsync(string sql) => Assert.Single(await Database.ColumnAsync(shared.Platform.Admin, sql));

    private async Task<(string Document, string Arrival)> UploadAsync(string name, string text, string outcome = "stored")
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/octet-stream");
        using var answer = await Http.PostAsync($"/v1/documents?wait=60&name={Uri.EscapeDataString(name)}", body);
        var arrival = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("arrivals")[0];
        Assert.Equal(outcome, arrival.Text("outcome"));
        return (arrival.Text("document_id"), arrival.Text("id"));
    }
}
