using System.Net;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>A platform that watches a second folder with rules of its own.</summary>
public sealed class TwoFolders(Servers servers) : IAsyncLifetime
{
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("platform-sources-");

    public RunningPlatform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Platform = await RunningPlatform.StartAsync(
        await servers.CreateDatabaseAsync(migrated: false),
        servers.RabbitMq,
        new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal)
        {
            ["Fetcher:Sources__wires__Root"] = Path.Combine(Folder.FullName, "wires"),
            ["Fetcher:Sources__wires__Include__0"] = "**/*.txt",
            ["Fetcher:Sources__wires__Exclude__0"] = "drafts/**",
            ["Fetcher:Sources__wires__FolderTags"] = "true",
            ["Fetcher:Sources__wires__Tags__0"] = "agency",
            ["Fetcher:Sources__wires__Language"] = "eo",
            ["Fetcher:Sources__wires__Watch"] = "poll",
            ["Fetcher:Sources__wires__DoneMarkers"] = "true",
            ["Fetcher:Sources__wires__SettleTime"] = "00:00:00.2",
            ["Fetcher:Sources__wires__ScanInterval"] = "00:00:00.2",
        });

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Shell.RunAsync("rm", ["-rf", Folder.FullName]);
    }
}

/// <summary>Several folders of one Fetcher, each with its own rules, and an operator's word to one of them.</summary>
public sealed class SourcesTests(TwoFolders folders) : IClassFixture<TwoFolders>
{
    private readonly RunningPlatform _platform = folders.Platform;

    private Inbox Wires => new(Path.Combine(folders.Folder.FullName, "wires"));

    [Fact]
    public async Task Each_folder_takes_what_its_rules_say_and_tags_it()
    {
        await Wires.DropAsync("ports/winter/one.txt", "42 7\n");
        await Wires.DropAsync("drafts/two.txt", Faults.Corpus.Text(2));
        await Wires.DropAsync("drafts/two.txt.done", "");
        await Wires.DropAsync("three.html", Faults.Corpus.Text(3));
        await Wires.DropAsync("three.html.done", "");
        await _platform.Inbox.DropAsync("four.html", Faults.Corpus.Text(4));
        await _platform.Inbox.UntilInAsync("done", "four.html");
        Assert.True(File.Exists(Wires.PathOf("ports", "winter", "one.txt")), "Without its marker it is not complete.");

        await Wires.DropAsync("ports/winter/one.txt.done", "");

        var record = await _platform.Client.RecordOfAsync("ports/winter/one.txt");
        await Wires.UntilInAsync("done", "ports/winter/one.txt");
        Assert.Equal("wires", record.GetProperty("source").GetString());
        Assert.Equal(["agency", "ports", "winter"], record.GetProperty("source_tags").EnumerateArray().Select(tag => tag.GetString()!));
        Assert.Equal("eo", record.GetProperty("language").GetString());
        await Wait.UntilAsync("the index", async () => (await _platform.Client.GetAsync("/v1/documents?q=winter")).GetProperty("unindexed").GetInt64() == 0);
        foreach (var query in new[] { "tag=WINTER&counts=true", "source=wires&tag=ports&counts=true", "q=agency&tag=winter&counts=true" })
        {
            var found = await _platform.Client.GetAsync("/v1/documents?" + query);
            Assert.Equal(record.GetProperty("id").GetString(), Assert.Single(found.GetProperty("documents").EnumerateArray()).GetProperty("id").GetString());
            Assert.Contains("winter", found.GetProperty("counts").GetProperty("facets").GetProperty("tag").EnumerateArray().Select(value => value.GetProperty("value").GetString()));
            Assert.Equal("wires", Assert.Single(found.GetProperty("counts").GetProperty("facets").GetProperty("source").EnumerateArray()).GetProperty("value").GetString());
        }

        var tagged = Assert.Single((await _platform.Client.GetAsync("/v1/events?tags=winter&limit=1000")).GetProperty("events").EnumerateArray());
        Assert.Equal(["agency", "ports", "winter"], tagged.GetProperty("data").GetProperty("source_tags").EnumerateArray().Select(tag => tag.GetString()!));
        Assert.Equal("expected_by_source", record.GetProperty("evidence").EnumerateArray().Single(item => item.GetProperty("field").GetString() == "language").GetProperty("rule").GetString());
        Assert.False(File.Exists(Wires.PathOf("ports", "winter", "one.txt.done")));
        Assert.True(File.Exists(Wires.PathOf("drafts", "two.txt")));
        Assert.True(File.Exists(Wires.PathOf("three.html")));
        Assert.DoesNotContain(await _platform.Client.AllEventsAsync(), happened => happened.GetProperty("data").GetProperty("name").GetString() is "drafts/two.txt" or "three.html");
    }

    [Fact]
    public async Task The_list_shows_how_each_source_stands_with_books_that_add_up()
    {
        await _platform.Inbox.DropAsync("listed.txt", Faults.Corpus.Text(10));
        await _platform.Inbox.DropAsync("refused.txt", " \n \n");
        await _platform.Inbox.UntilInAsync("done", "listed.txt");
        await _platform.Inbox.UntilInAsync("failed", "refused.txt");

        var source = await Wait.ForAsync<object>("a scan after the drops", async () =>
            await SourceAsync("inbox") is var state && state.GetProperty("books").GetProperty("rejected").GetInt64() > 0 && state.GetProperty("books").GetProperty("stored").GetInt64() > 0 && state.GetProperty("scanned_at").ValueKind == JsonValueKind.String ? state : null);

        var inbox = (JsonElement)source;
        Assert.Equal(("drop", "events", "running", true), (Text(inbox, "kind"), Text(inbox, "mode"), Text(inbox, "state"), inbox.GetProperty("healthy").GetBoolean()));
        var states = inbox.GetProperty("books").EnumerateObject().ToDictionary(state => state.Name, state => state.Value.GetInt64(), StringComparer.Ordinal);
        Assert.Equal(states["observed"] * 2, states.Values.Sum());
        var list = (await _platform.Client.GetAsync("/v1/sources")).GetProperty("sources").EnumerateArray().ToList();
        Assert.Equal("polling", Text(list.Single(item => Text(item, "name") == "wires"), "mode"));
    }

    [Fact]
    public async Task A_paused_source_takes_nothing_also_after_a_restart_and_goes_on_when_it_is_resumed()
    {
        Assert.Equal(HttpStatusCode.OK, await CommandAsync("inbox", "pause"));
        Assert.Equal(HttpStatusCode.Conflict, await CommandAsync("inbox", "scan"));
        await _platform.Fetcher.KillAsync();
        _platform.Fetcher.Start();
        await _platform.Fetcher.UntilReadyAsync();
        await _platform.Inbox.DropAsync("patient.txt", Faults.Corpus.Text(11));
        await Wires.DropAsync("other.txt", Faults.Corpus.Text(12));
        await Wires.DropAsync("other.txt.done", "");
        await Wires.UntilInAsync("done", "other.txt");
        await Wait.UntilAsync("the paused source to see the file", async () => (await SourceAsync("inbox")).GetProperty("ready").GetInt32() == 1);
        Assert.True(File.Exists(_platform.Inbox.PathOf("patient.txt")));
        Assert.Equal("paused", Text(await SourceAsync("inbox"), "state"));

        Assert.Equal(HttpStatusCode.OK, await CommandAsync("inbox", "resume"));

        await _platform.Inbox.UntilInAsync("done", "patient.txt");
        Assert.Equal(HttpStatusCode.OK, await CommandAsync("inbox", "scan"));
    }

    [Theory]
    [InlineData("nowhere", "scan")]
    [InlineData("inbox", "explode")]
    public async Task An_unknown_source_or_command_is_not_found(string source, string command) => Assert.Equal(HttpStatusCode.NotFound, await CommandAsync(source, command));

    [Fact]
    public async Task A_command_or_an_upload_without_a_fetcher_is_refused_in_time_and_never_done_later()
    {
        await _platform.Fetcher.KillAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await CommandAsync("inbox", "pause"));
        using var body = new StringContent(Faults.Corpus.Text(14));
        using var upload = await _platform.Client.Http.PostAsync("/v1/documents?name=half-done.txt", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, upload.StatusCode);
        Assert.Equal("application/problem+json", upload.Content.Headers.ContentType?.MediaType);
        _platform.Fetcher.Start();
        await _platform.Fetcher.UntilReadyAsync();
        await _platform.Inbox.DropAsync("goes-on.txt", Faults.Corpus.Text(13));

        await _platform.Inbox.UntilInAsync("done", "goes-on.txt");

        Assert.Equal("running", Text(await SourceAsync("inbox"), "state"));
        Assert.Equal(0, await Database.ScalarAsync<long>(_platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE name = 'half-done.txt'"));
    }

    [Fact]
    public async Task A_folder_that_is_deleted_and_made_again_or_closed_to_us_is_told_and_recovers_by_itself()
    {
        Directory.Delete(folders.Folder.FullName, recursive: true);
        await File.WriteAllTextAsync(folders.Folder.FullName, "in the way", TestContext.Current.CancellationToken);
        await Wait.UntilAsync("the source to say what is wrong", async () =>
            await SourceAsync("wires") is var state && !state.GetProperty("healthy").GetBoolean() && Text(state, "problem")!.Contains("wires", StringComparison.Ordinal));
        await _platform.Inbox.DropAsync("meanwhile.txt", Faults.Corpus.Text(5));
        await _platform.Inbox.UntilInAsync("done", "meanwhile.txt");

        File.Delete(folders.Folder.FullName);
        Directory.CreateDirectory(folders.Folder.FullName);
        await Wires.DropAsync("again.txt", Faults.Corpus.Text(6));
        await Wires.DropAsync("again.txt.done", "");

        await Wires.UntilInAsync("done", "again.txt");
        await Wait.UntilAsync("the source to be well again", async () => (await SourceAsync("wires")).GetProperty("healthy").GetBoolean());
    }

    private Task<JsonElement> SourceAsync(string name) => _platform.Client.GetAsync("/v1/sources/" + name);

    private async Task<HttpStatusCode> CommandAsync(string source, string command)
    {
        using var answer = await _platform.Client.Http.PostAsync($"/v1/sources/{source}/{command}", content: null, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static string? Text(JsonElement item, string property) => item.GetProperty(property).GetString();
}
