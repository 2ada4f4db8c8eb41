using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Operations;

/// <summary>Documents are parsed again by filter: counted first, frozen, and what changed is told field by field. What older rules made is put into the database as they would have.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class ReparseTests(SharedPlatform shared)
{
    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task What_the_rules_read_differently_now_is_a_revision_with_its_event_and_what_they_read_alike_is_neither()
    {
        var batch = await DropAsync("older", 9700, 9701, 9702);
        var (old, same) = (await IdAsync("older/a.txt"), await IdAsync("older/b.txt"));
        await Database.ExecuteAsync(Platform.Admin, $"UPDATE library.records SET title = 'As older rules read it', parser_version = '0.0.8' WHERE document_id = '{old}'");
        await Database.ExecuteAsync(Platform.Admin, $"UPDATE library.records SET parser_version = '0.0.9' WHERE document_id = '{same}'");
        await Database.ExecuteAsync(Platform.Admin, $"{Documents.BlockTests.OlderForm} WHERE document_id IN ('{old}', '{same}')");
        var seen = (await Platform.Client.AllEventsAsync()).Count;
        var filter = new { batch, parser_before = "0.1.0" };

        var preview = await PostAsync(new { filter, preview = true });
        Assert.Equal(2, preview.GetProperty("count").GetInt64());
        Assert.Equal(new[] { old, same }.Order(StringComparer.Ordinal), preview.GetProperty("documents").EnumerateArray().Select(document => document.Text("id")).Order(StringComparer.Ordinal));
        Assert.Equal(1, (await PostAsync(new { filter = new { batch, parser_version = new[] { "0.0.9" } }, preview = true })).GetProperty("count").GetInt64());
        var operation = await UntilEndedAsync(await PostAsync(new { filter, note = "new rules for titles" }));

        Assert.Equal(("done", "reparse", 2), (operation.Text("state"), operation.Text("kind"), operation.GetProperty("total").GetInt32()));
        Assert.Equal((1, 1), (Count(operation, "changed"), Count(operation, "unchanged")));
        Assert.Equal("""{"title":1}""", operation.GetProperty("changes").GetRawText());
        Assert.Equal(batch, operation.GetProperty("documents").Text("batch"));
        var items = (await Platform.Client.GetAsync($"/v1/operations/{operation.Text("id")}/items")).GetProperty("items").EnumerateArray().ToDictionary(item => item.Text("document_id"));
        Assert.Equal(2, items[old].GetProperty("revision").GetInt32());
        var change = Assert.Single(items[old].GetProperty("changes").EnumerateArray());
        Assert.Equal(("title", "As older rules read it", "Bulletin 9700"), (change.Text("field"), change.Text("before"), change.Text("after")));
        Assert.Empty(items[same].GetProperty("changes").EnumerateArray());

        var record = await Platform.Client.GetAsync("/v1/documents/" + old);
        Assert.Equal(("Bulletin 9700", 2), (record.Text("title"), record.GetProperty("revision").GetInt32()));
        Assert.Equal("As older rules read it", (await Platform.Client.GetAsync($"/v1/documents/{old}/revisions/1")).Text("title"));
        var untouched = await Platform.Client.GetAsync("/v1/documents/" + same);
        Assert.Equal((1, record.Text("parser_version")), (untouched.GetProperty("revision").GetInt32(), untouched.Text("parser_version")));

        var later = Assert.Single((await Platform.Client.AllEventsAsync()).Skip(seen), happened => happened.GetProperty("data").Text("name").StartsWith("older/", StringComparison.Ordinal));
        Assert.Equal(("document.revised.v1", old, operation.Text("id"), "Bulletin 9700"), (later.Text("type"), later.GetProperty("data").Text("document_id"), later.GetProperty("data").Text("operation_id"), later.GetProperty("data").Text("title")));
        Assert.Equal(0, (await PostAsync(new { filter, preview = true })).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task A_record_whose_bytes_would_be_rejected_now_is_kept_and_one_whose_bytes_are_gone_fails_with_its_reason()
    {
        var batch = await DropAsync("kept", 9710, 9711);
        var (hollow, gone) = (await IdAsync("kept/a.txt"), await IdAsync("kept/b.txt"));
        await File.WriteAllTextAsync(ContentOf(9710), " \n \n", TestContext.Current.CancellationToken);
        File.Delete(ContentOf(9711));

        var operation = await UntilEndedAsync(await PostAsync(new { filter = new { batch } }));

        Assert.Equal((1, 1), (Count(operation, "kept"), Count(operation, "failed")));
        var items = (await Platform.Client.GetAsync($"/v1/operations/{operation.Text("id")}/items")).GetProperty("items").EnumerateArray().ToDictionary(item => item.Text("document_id"));
        Assert.Equal("no_text", items[hollow].Text("reason"));
        Assert.Equal("content_missing", items[gone].Text("reason"));
        Assert.Equal("Bulletin 9710", (await Platform.Client.GetAsync("/v1/documents/" + hollow)).Text("title"));
        Assert.Equal("Bulletin 9711", (await Platform.Client.GetAsync("/v1/documents/" + gone)).Text("title"));
    }

    [Fact]
    public async Task What_was_refused_for_a_reason_and_can_be_read_now_becomes_a_document()
    {
        await Platform.Inbox.DropAsync("readable-now.txt", " \n\n \n");
        var rejected = await Platform.Client.EventOfAsync("readable-now.txt");
        await Platform.Inbox.UntilInAsync("failed", "readable-now.txt");
        await Wait.UntilAsync("the rejection in the ledger", async () => (await Platform.Client.GetAsync("/v1/arrivals/" + rejected.GetProperty("data").Text("arrival_id"))).Text("state") == "rejected");
        var arrival = await Platform.Client.GetAsync("/v1/arrivals/" + rejected.GetProperty("data").Text("arrival_id"));
        await File.WriteAllTextAsync(Platform.Inbox.PathOf("failed", "readable-now.txt"), Corpus.Text(9720), TestContext.Current.CancellationToken);
        var filter = new { reason = "no_text", batch = arrival.Text("batch_id") };

        var preview = await PostAsync(new { filter, preview = true });
        Assert.Equal("readable-now.txt", Assert.Single(preview.GetProperty("arrivals").EnumerateArray()).Text("name"));
        var operation = await UntilEndedAsync(await PostAsync(new { filter }));

        Assert.Equal(("reparse", 1), (operation.Text("kind"), Count(operation, "stored")));
        Assert.Equal("stored", (await Platform.Client.GetAsync("/v1/arrivals/" + arrival.Text("id"))).Text("state"));
        Assert.Equal(["document.rejected.v1", "document.stored.v1"], (await Platform.Client.AllEventsAsync()).Where(happened => happened.GetProperty("data").Text("name") == "readable-now.txt").Select(happened => happened.Text("type")));
    }

    [Fact]
    public async Task A_charset_that_an_operator_chose_stays_with_the_document_until_the_one_that_is_found_is_asked_for()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        const string Words = "Объявление о движении\n\nПорт сообщает, что зимой суда принимаются на северном причале ежедневно, и просит перевозчиков заранее подавать заявки на стоянку.\n";
        await Platform.Inbox.DropAsync("letters.txt", Encoding.GetEncoding("windows-1251").GetBytes(Words));
        var record = await Platform.Client.RecordOfAsync("letters.txt");
        Assert.Equal("windows-1251", record.Text("charset"));
        var filter = new { id = new[] { record.Text("id") } };

        var wrong = await UntilEndedAsync(await PostAsync(new { filter, charset = "koi8-r" }));
        Assert.Equal((1, "koi8-r"), (Count(wrong, "changed"), wrong.Text("charset")));
        var chosen = await Platform.Client.GetAsync("/v1/documents/" + record.Text("id"));
        Assert.Equal("koi8-r", chosen.Text("charset"));
        Assert.NotEqual(record.Text("text"), chosen.Text("text"));

        var again = await UntilEndedAsync(await PostAsync(new { filter }));
        Assert.Equal(1, Count(again, "unchanged"));

        var back = await UntilEndedAsync(await PostAsync(new { filter, charset = "found" }));
        Assert.Equal(1, Count(back, "changed"));
        var now = await Platform.Client.GetAsync("/v1/documents/" + record.Text("id"));
        Assert.Equal((3, "windows-1251", record.Text("text")), (now.GetProperty("revision").GetInt32(), now.Text("charset"), now.Text("text")));
    }

    [Fact]
    public async Task Documents_are_chosen_as_a_search_finds_them()
    {
        await DropAsync("sought", 9730, 9731);
        await Wait.UntilAsync("the index", async () => (await Platform.Client.GetAsync("/v1/documents?q=bulletin&limit=1")).GetProperty("unindexed").GetInt64() == 0);
        var other = await IdAsync("sought/a.txt");

        Assert.Equal(1, await CountedAsync(new { q = "\"bulletin 9730\"", missing = new[] { "published_at" }, source = new[] { "inbox" } }));
        Assert.Equal(1, await CountedAsync(new { q = "9731", format = ".TXT", media_type = new[] { "text/plain" } }));
        Assert.Equal(0, await CountedAsync(new { q = "9731", format = "pdf" }));
        Assert.Equal(0, await CountedAsync(new { q = "9731", id = new[] { other } }));
        Assert.Equal(1, await CountedAsync(new { id = new[] { other, Guid.NewGuid().ToString() } }));

        async Task<long> CountedAsync(object filter) => (await PostAsync(new { filter, preview = true })).GetProperty("count").GetInt64();
    }

    [Theory]
    [InlineData("""{"filter":{"id":["x"]}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filter":{"parser_before":"new"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filter":{"reason":"no_text","language":["en"]}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filter":{"source":["inbox"]},"charset":"koi8-r"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filter":{"id":["0197a000-0000-7000-8000-000000000000"]},"charset":"klingon"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filter":{"id":["0197a000-0000-7000-8000-000000000000"]}}""", HttpStatusCode.Conflict)]
    public async Task What_cannot_be_asked_is_refused_with_a_sentence(string body, HttpStatusCode status)
    {
        using var answer = await Platform.Client.Http.PostAsync("/v1/reparse", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.EndsWith(".", (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_only_reads_may_not_and_what_was_asked_is_in_the_audit()
    {
        var id = await IdAsync((await DropAsync("audited", 9740), "audited/a.txt").Item2);
        var operation = await UntilEndedAsync(await PostAsync(new { filter = new { id = new[] { id } } }));
        using var key = await Platform.Client.Http.PostAsJsonAsync("/v1/keys", new { name = "reader of reparses", role = "viewer" }, TestContext.Current.CancellationToken);
        using var viewer = new PlatformClient(Platform.Gateway.Address, (await key.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("key"));

        using var refused = await viewer.Http.PostAsJsonAsync("/v1/reparse", new { filter = new { id = new[] { id } } }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var entries = (await Platform.Client.GetAsync("/v1/audit?limit=200")).GetProperty("entries").EnumerateArray().Where(entry => entry.Text("action") == "reparse").ToList();
        Assert.Contains(entries, entry => entry.GetProperty("good").GetBoolean() && entry.Text("target").Contains(operation.Text("id"), StringComparison.Ordinal) && entry.Text("target").Contains("id=" + id, StringComparison.Ordinal));
        Assert.Contains(entries, entry => !entry.GetProperty("good").GetBoolean() && entry.Text("who") == "reader of reparses");
    }

    private static int Count(JsonElement operation, string state) => operation.GetProperty("items").TryGetProperty(state, out var count) ? count.GetInt32() : 0;

    private string ContentOf(int number)
    {
        var hash = Corpus.Hash(Corpus.Text(number));
        return Directory.EnumerateFiles(Platform.ContentRoot, "*" + hash[4..] + "*", SearchOption.AllDirectories).Single();
    }

    private async Task<string> IdAsync(string name) => (await Platform.Client.EventOfAsync(name)).GetProperty("data").Text("document_id");

    /// <returns>The batch.</returns>
    private async Task<string> DropAsync(string folder, params int[] numbers)
    {
        var files = Directory.CreateTempSubdirectory("drop-").FullName;
        for (var place = 0; place < numbers.Length; place++)
        {
            await File.WriteAllTextAsync(Path.Combine(files, (char)('a' + place) + ".txt"), Corpus.Text(numbers[place]), TestContext.Current.CancellationToken);
        }

        Directory.Move(files, Platform.Inbox.PathOf(folder));
        for (var place = 0; place < numbers.Length; place++)
        {
            Assert.Equal("document.stored.v1", (await Platform.Client.EventOfAsync($"{folder}/{(char)('a' + place)}.txt")).Text("type"));
        }

        var arrival = (await Platform.Client.EventOfAsync($"{folder}/a.txt")).GetProperty("data").Text("arrival_id");
        return (await Platform.Client.GetAsync("/v1/arrivals/" + arrival)).Text("batch_id");
    }

    private async Task<JsonElement> PostAsync(object body)
    {
        using var answer = await Platform.Client.Http.PostAsJsonAsync("/v1/reparse", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json;
    }

    private async Task<JsonElement> UntilEndedAsync(JsonElement operation) => (JsonElement)await Wait.ForAsync<object>("the operation to end", async () =>
        await Platform.Client.GetAsync("/v1/operations/" + operation.Text("id")) is var now && now.GetProperty("ended_at").ValueKind != JsonValueKind.Null ? now : null);
}
