using System.Net;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Search;

public sealed class SearchTests(Library library) : IClassFixture<Library>
{
    [Theory]
    [InlineData("run", new[] { "quays.txt" })]
    [InlineData("CAFE", new[] { "quays.txt" })]
    [InlineData("Dáblice", new[] { "москва.txt" })]
    [InlineData("dablice", new[] { "москва.txt" })]
    [InlineData("\"gas prices\"", new[] { "quays.txt" })]
    [InlineData("gas price", new[] { "prices.txt", "quays.txt" })]
    [InlineData("gas -late", new[] { "prices.txt" })]
    [InlineData("café or timetable", new[] { "prices.txt", "quays.txt" })]
    [InlineData("принимался елка", new[] { "москва.txt" })]
    [InlineData("перавозчык", new[] { "порт.txt" })]
    [InlineData("мемлекет", new[] { "кемежай.txt" })]
    [InlineData("nowhere", new string[0])]
    public async Task Words_are_found_in_their_other_forms_without_regard_to_accents_and_case(string words, string[] names) =>
        Assert.Equal(names, (await library.NamesAsync("q=" + Uri.EscapeDataString(words))).Order(StringComparer.Ordinal));

    [Fact]
    public async Task What_is_named_in_the_title_comes_first_and_what_was_looked_for_is_marked_in_escaped_html()
    {
        var found = await library.FindAsync("q=ferries");
        var first = found.GetProperty("documents")[0];

        Assert.Equal("quays.txt", first.Text("name"));
        Assert.Contains("<mark>ferries</mark>", first.Text("marked_title"), StringComparison.Ordinal);
        var fragments = string.Join(' ', first.GetProperty("fragments").EnumerateArray().Select(fragment => fragment.GetString()));
        Assert.Contains("<mark>ferries</mark>", fragments, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", fragments, StringComparison.Ordinal);
        Assert.Contains("&amp;", fragments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("language=be", "порт.txt")]
    [InlineData("language=be&language=kk", "кемежай.txt порт.txt")]
    [InlineData("tag=GRAIN", "tagged.md")]
    [InlineData("media_type=text/html", "dated.html")]
    [InlineData("mention=KZ&mention=osce", "dated.html")]
    [InlineData("q=quay&missing=published_at", "prices.txt quays.txt")]
    [InlineData("tag=harbour&missing=authors", "tagged.md")]
    [InlineData("q=grain&missing=modified_at", "dated.html tagged.md")]
    [InlineData("q=grain&missing=publisher&mention=KZ&language=en&media_type=text/html", "dated.html")]
    [InlineData("from=2024-05-06&to=2024-05-06", "dated.html")]
    [InlineData("from=2024-05-07", "")]
    [InlineData("source=nobody", "")]
    public async Task A_filter_leaves_those_that_agree(string query, string names) =>
        Assert.Equal(names, string.Join(' ', (await library.NamesAsync(query)).Order(StringComparer.Ordinal)));

    [Fact]
    public async Task Facets_and_months_count_what_was_found()
    {
        var counts = (await library.FindAsync("q=quay&counts=true")).GetProperty("counts");
        long Of(string kind, string value) => counts.GetProperty("facets").GetProperty(kind).EnumerateArray().Single(one => one.Text("value") == value).GetProperty("count").GetInt64();

        Assert.Equal((3, false), (counts.GetProperty("count").GetInt64(), counts.GetProperty("at_least").GetBoolean()));
        Assert.Equal(3, Of("language", "en"));
        Assert.Equal(2, Of("missing", "published_at"));
        Assert.Equal(1, Of("country", "KZ"));
        Assert.Equal(1, Of("organization", "OSCE"));
        Assert.Equal("2024-05", Assert.Single(counts.GetProperty("months").EnumerateArray()).Text("month"));
    }

    [Theory]
    [InlineData("newest")]
    [InlineData("relevance")]
    public async Task Pages_hold_each_document_once_also_when_others_come_between(string order)
    {
        var word = "quorum" + order;
        for (var number = 0; number < 5; number++)
        {
            await library.UploadAsync($"{order}{number}.txt", $"Note {number} on the {word}\n\nThe council of the harbour has looked at the {word} and {string.Concat(Enumerable.Repeat($"at the {word} again, ", number))}then went home.\n");
        }

        await library.IndexedAsync();
        var (seen, next) = (new List<string>(), "");
        do
        {
            var page = await library.FindAsync($"q={word}&order={order}&limit=2{next}");
            seen.AddRange(page.GetProperty("documents").EnumerateArray().Select(document => document.Text("name")));
            if (seen.Count == 2)
            {
                await library.UploadAsync($"{order}late.txt", $"The late {word} {word}\n\nThe {word} came late, and the council of the harbour had gone home by then, as it does every day.\n");
                await library.IndexedAsync();
            }

            next = page.GetProperty("next").GetString() is { } cursor ? "&before=" + cursor : "";
        }
        while (next.Length > 0);

        Assert.Equal(5, seen.Count);
        Assert.Equal(5, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(6, (await library.NamesAsync($"q={word}&order={order}")).Count);
    }

    [Theory]
    [InlineData("order=best", "order must be")]
    [InlineData("from=yesterday", "from must be a day")]
    [InlineData("q=a&before=zzz", "no cursor")]
    [InlineData("q=a%00b", "q takes at most")]
    [InlineData("q=a&limit=0", "limit must be")]
    public async Task A_search_that_cannot_be_done_is_told_so_in_a_sentence(string query, string sentence)
    {
        using var answer = await library.Platform.Client.Http.GetAsync("/v1/documents?" + query, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("-")]
    [InlineData("or or or")]
    [InlineData("'\\ & | ! ( ) <-> :*")]
    [InlineData("the")]
    [InlineData("\ud83d\ude00")]
    public async Task No_words_are_an_error(string words) => Assert.Equal(JsonValueKind.Array, (await library.FindAsync("q=" + Uri.EscapeDataString(words))).GetProperty("documents").ValueKind);

    [Fact]
    public async Task What_was_found_is_exported_whole_as_lines_of_json_and_as_csv()
    {
        var lines = (await library.Platform.Client.Http.GetStringAsync("/v1/documents/export?q=kazakhstan", TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var record = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Equal(record.GetRawText(), (await library.Platform.Client.GetAsync("/v1/documents/" + record.Text("id"))).GetRawText());

        var csv = await library.Platform.Client.Http.GetStringAsync("/v1/documents/export?format=csv&q=kazakhstan", TestContext.Current.CancellationToken);
        var rows = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, rows.Length);
        Assert.StartsWith("id,title,", rows[0], StringComparison.Ordinal);
        Assert.Contains(",Kazakhstan and the OSCE on grain,", rows[1], StringComparison.Ordinal);
        var all = await library.Platform.Client.Http.GetStringAsync("/v1/documents/export", TestContext.Current.CancellationToken);
        Assert.InRange(all.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 6, 100);
    }

    [Fact]
    public async Task A_record_that_cannot_be_indexed_keeps_no_other_out()
    {
        await library.UploadAsync("spoilt.txt", "Spoilt\n\nThe mentions of this record are spoilt in the database, so that no row of the index can be made of it again.\n");
        await library.IndexedAsync();
        await Database.ExecuteAsync(library.Platform.Admin, "UPDATE library.records SET mentions = '{}' WHERE name = 'spoilt.txt'");
        await Database.ExecuteAsync(library.Platform.Admin, "INSERT INTO library.unindexed SELECT document_id FROM library.records");
        await library.IndexedAsync();
        await Database.ExecuteAsync(library.Platform.Admin, "UPDATE library.records SET mentions = '[]' WHERE name = 'spoilt.txt'");

        Assert.Equal(["quays.txt"], await library.NamesAsync("q=run"));
        Assert.Equal(["tagged.md"], await library.NamesAsync("tag=grain"));
    }

    [Fact]
    public async Task Answers_are_spelled_as_openapi_says()
    {
        var schemas = PublishedSchemas.Json(await library.Platform.Client.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var found = await library.FindAsync("q=harbour&counts=true");
        var document = found.GetProperty("documents")[0];
        await HoldsAsync("/v1/documents", "DocumentPageAnswer", found);
        await HoldsAsync("/v1/documents", "DocumentPageAnswer", await library.FindAsync("limit=2"));
        await HoldsAsync("/v1/documents/{id}", "DocumentRecord", await library.Platform.Client.GetAsync("/v1/documents/" + document.Text("id")));
        var arrival = await library.Platform.Client.GetAsync("/v1/arrivals/" + document.Text("arrival_id"));
        await HoldsAsync("/v1/arrivals/{id}", "ArrivalState", arrival);
        await HoldsAsync("/v1/batches/{id}", "BatchState", await library.Platform.Client.GetAsync("/v1/batches/" + arrival.Text("batch_id")));
        await HoldsAsync("/v1/status", "StatusAnswer", await library.Platform.Client.GetAsync("/v1/status"));

        async Task HoldsAsync(string path, string name, JsonElement answer)
        {
            var content = schemas.Description["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!;
            var schema = await schemas.SchemaAsync(content["schema"]!);
            Assert.Empty(PublishedSchemas.Breaches(schema, answer.GetRawText()));
            Assert.Empty(schemas.Unnamed(name, answer));
            Assert.NotEmpty(PublishedSchemas.Breaches(schema, "{}"));
        }
    }
}
