using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Web;

/// <summary>A page that changes at its address, from the server to the history of its document.</summary>
public sealed class SiteRevisionTests(WebPlatform web) : IClassFixture<WebPlatform>
{
    private readonly PlatformClient _client = web.Platform.Client;

    [Fact]
    public async Task A_page_that_changes_is_one_document_whose_history_is_kept_compared_and_told()
    {
        var before = WebSourcesTests.Page("Harbour rules", 70);
        web.Server.Serve("/about", before);
        await web.ScanAsync("pages");
        var name = web.Server.Address.Authority + "/about";
        var id = (await _client.RecordOfAsync(name)).Text("id");
        await UntilTitledAsync(id, "Harbour rules");
        var first = await _client.GetAsync("/v1/documents/" + id);
        Assert.Equal(web.Server.At("/about"), first.Text("location"));

        web.Server.Serve("/about", before.Replace("Harbour rules", "Harbour rules of winter", StringComparison.Ordinal).Replace("paragraph 3 of page 70", "passage on zeppelins", StringComparison.Ordinal));
        await web.ScanAsync("pages");
        await UntilTitledAsync(id, "Harbour rules of winter");

        var revision = (await _client.GetAsync("/v1/documents/" + id)).GetProperty("revision").GetInt32();
        Assert.Equal(first.GetProperty("revision").GetInt32() + 1, revision);
        Assert.Equal(revision - 1, await TitledAsync(id, "Harbour rules"));
        Assert.Equal(revision, await TitledAsync(id, "Harbour rules of winter"));
        await ToldAsync(id, revision);
        await ComparedAsync(id, revision);
        Assert.Equal(before, await _client.Http.GetStringAsync($"/v1/documents/{id}/revisions/{revision - 1}/raw", TestContext.Current.CancellationToken));
        Assert.Contains("passage on zeppelins", await _client.Http.GetStringAsync($"/v1/documents/{id}/raw", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Wait.UntilAsync("the index", async () => (await _client.GetAsync("/v1/documents?q=zeppelins")).GetProperty("documents").EnumerateArray().Any(document => document.Text("id") == id));
        Assert.DoesNotContain((await _client.GetAsync("/v1/documents?q=%22paragraph+3+of+page+70%22")).GetProperty("documents").EnumerateArray(), document => document.Text("id") == id);
    }

    [Fact]
    public async Task The_addresses_of_a_page_are_one_document_at_the_address_that_all_state()
    {
        await web.UntilBooksAsync("views", observed: 3);

        var (page, print) = (await _client.RecordOfAsync(web.Server.Address.Authority + "/tides"), await _client.RecordOfAsync(web.Server.Address.Authority + "/tides/print"));
        var app = await _client.RecordOfAsync(web.Server.Address.Authority + "/tides/app");
        var document = await _client.GetAsync("/v1/documents/" + page.Text("id"));
        Assert.Equal((page.Text("id"), page.Text("id")), (print.Text("id"), app.Text("id")));
        Assert.Equal((web.Server.At("/tides"), web.Server.At("/tides")), (document.Text("location"), document.Text("canonical_url")));
        var revisions = (await _client.GetAsync($"/v1/documents/{page.Text("id")}/revisions")).GetProperty("revisions").EnumerateArray().Select(revision => revision.Text("title"));
        Assert.Equal(["Tides", "Tides in print", "Tides in the app"], revisions.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/revisions/99", "The document has no revision 99; the last is ")]
    [InlineData("/revisions/first", "The document has no revision first; the last is ")]
    [InlineData("/revisions/99/raw", "The document has no revision 99; the last is ")]
    [InlineData("/diff?from=1&to=99", "The document has no revision 99; the last is ")]
    public async Task A_revision_that_there_is_not_is_said_in_a_sentence(string path, string sentence)
    {
        var id = (await _client.RecordOfAsync(web.Server.Address.Authority + "/about")).Text("id");
        await IsProblemAsync($"/v1/documents/{id}{path}", HttpStatusCode.NotFound, sentence);
    }

    [Theory]
    [InlineData("/revisions")]
    [InlineData("/revisions/1")]
    [InlineData("/diff")]
    public async Task A_document_that_there_is_not_has_no_history(string path) =>
        await IsProblemAsync("/v1/documents/0197a000-0000-7000-8000-000000000000" + path, HttpStatusCode.NotFound, "There is no document 0197a000");

    private Task UntilTitledAsync(string id, string title) => Wait.UntilAsync("a revision", async () => (await _client.GetAsync("/v1/documents/" + id)).Text("title") == title);

    private async Task IsProblemAsync(string path, HttpStatusCode status, string sentence)
    {
        using var answer = await _client.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.StartsWith(sentence, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("detail"), StringComparison.Ordinal);
    }

    /// <summary>The number of the revision with this title, which is the same in the list and in the record.</summary>
    private async Task<int> TitledAsync(string id, string title)
    {
        var listed = (await _client.GetAsync($"/v1/documents/{id}/revisions")).GetProperty("revisions").EnumerateArray().First(revision => revision.Text("title") == title);
        var whole = await _client.GetAsync(listed.Text("url"));
        Assert.Equal((title, listed.Text("content_hash")), (whole.Text("title"), whole.Text("content_hash")));
        Assert.Equal(5, whole.GetProperty("blocks").EnumerateArray().Count(block => block.Text("kind") == "paragraph"));
        return listed.GetProperty("revision").GetInt32();
    }

    private async Task ToldAsync(string id, int revision)
    {
        var told = (await _client.AllEventsAsync()).Last(happened => happened.GetProperty("data").TryGetProperty("document_id", out var document) && document.GetString() == id);
        Assert.Equal(("document.revised.v1", revision), (told.Text("type"), told.GetProperty("data").GetProperty("revision").GetInt32()));
        Assert.Equal(web.Server.At("/about"), told.GetProperty("data").Text("location"));
        Assert.Contains("passage on zeppelins", await _client.Http.GetStringAsync(told.GetProperty("data").Text("raw_url"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var schemas = PublishedSchemas.Yaml(await _client.Http.GetStringAsync("/asyncapi/v1.yaml", TestContext.Current.CancellationToken));
        Assert.Empty(PublishedSchemas.Breaches(await schemas.SchemaAsync("Revised"), told.GetRawText()));
        Assert.Empty(schemas.Unnamed("Data", told.GetProperty("data")));
    }

    private async Task ComparedAsync(string id, int revision)
    {
        var difference = await _client.GetAsync($"/v1/documents/{id}/diff");
        Assert.Equal((revision - 1, revision), (difference.GetProperty("from").GetInt32(), difference.GetProperty("to").GetInt32()));
        var changes = difference.GetProperty("text").EnumerateArray().Where(paragraph => paragraph.Text("change") != "same" && paragraph.Text("text").StartsWith("This is", StringComparison.Ordinal)).ToList();
        Assert.Equal(["removed", "added"], changes.Select(paragraph => paragraph.Text("change")));
        Assert.Contains("passage on zeppelins", changes[1].Text("text"), StringComparison.Ordinal);
        var title = difference.GetProperty("fields").EnumerateArray().Single(field => field.Text("field") == "title");
        Assert.Equal(("Harbour rules", "Harbour rules of winter"), (title.Text("before"), title.Text("after")));

        var page = await _client.Http.GetStringAsync("/documents/" + id, TestContext.Current.CancellationToken);
        Assert.Contains($"/documents/{id}/diff?from={revision - 1}&amp;to={revision}", page, StringComparison.Ordinal);
        var changed = await _client.Http.GetStringAsync($"/documents/{id}/diff?from={revision - 1}&to={revision}", TestContext.Current.CancellationToken);
        Assert.Matches("<del[^>]*>This is paragraph 3 of page 70", changed);
        Assert.Matches("<ins[^>]*>This is passage on zeppelins", changed);
    }
}
