using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Web;

/// <summary>A platform with feeds and a site on a server of the test's own. Looks are asked for, not waited for.</summary>
public sealed class WebPlatform(Servers servers) : IAsyncLifetime
{
    public WebServer Server { get; private set; } = null!;

    public RunningPlatform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await WebServer.StartAsync();
        Server.Serve("/about", WebSourcesTests.Page("About", 50));
        Server.Serve("/tides", WebSourcesTests.Page("Tides", 51, Server.At("/tides")));
        Server.Serve("/tides/print", WebSourcesTests.Page("Tides in print", 52, Server.At("/tides")));
        Server.Serve("/tides/app", WebSourcesTests.Page("Tides in the app", 53).Replace("</head>", $"<meta property='og:url' content='{Server.At("/tides")}'></head>", StringComparison.Ordinal));
        Server.Answers["/abroad"] = context =>
        {
            // Bytes that mean the same in several charsets, and no word about it in the page.
            context.Response.ContentType = "text/html; charset=iso-8859-2";
            return context.Response.Body.WriteAsync(CodePagesEncodingProvider.Instance.GetEncoding("iso-8859-2")!.GetBytes(
                "<title>Port</title><p>Naczelnik portu ogłosił, że główny kanał będzie zamknięty do końca tygodnia. Łodzie, które czekały na redzie, popłynęły do portu obok.</p>")).AsTask();
        };
        Platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false),
            servers.RabbitMq,
            new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal)
            {
                ["Fetcher:Web__AllowedNetworks"] = "127.0.0.0/8",
                ["Fetcher:Web__HostPause"] = "00:00:00",
                ["Fetcher:Sources__gazette__Kind"] = "feed",
                ["Fetcher:Sources__gazette__Url"] = Server.At("/gazette.xml"),
                ["Fetcher:Sources__gazette__Tags__0"] = "press",
                ["Fetcher:Sources__invites__Kind"] = "feed",
                ["Fetcher:Sources__invites__Url"] = Server.At("/invites.atom"),
                ["Fetcher:Sources__crowd__Kind"] = "feed",
                ["Fetcher:Sources__crowd__Url"] = Server.At("/crowd.json"),
                ["Fetcher:Sources__pages__Kind"] = "site",
                ["Fetcher:Sources__pages__Urls__0"] = Server.At("/about"),
                ["Fetcher:Sources__pages__Urls__1"] = Server.At("/nowhere"),
                ["Fetcher:Sources__pages__Sitemaps__0"] = Server.At("/sitemap-index.xml"),
                ["Fetcher:Sources__pages__MinInterval"] = "00:10:00",
                ["Fetcher:Sources__abroad__Kind"] = "site",
                ["Fetcher:Sources__abroad__Urls__0"] = Server.At("/abroad"),
                ["Fetcher:Sources__views__Kind"] = "site",
                ["Fetcher:Sources__views__Urls__0"] = Server.At("/tides/print"),
                ["Fetcher:Sources__views__Urls__1"] = Server.At("/tides"),
                ["Fetcher:Sources__views__Urls__2"] = Server.At("/tides/app"),
            });
    }

    /// <summary>Asks for a look and waits until it was had.</summary>
    public async Task ScanAsync(string source, bool wait = true)
    {
        await Wait.UntilAsync("the source to be known", async () => (await Platform.Client.GetAsync("/v1/sources")).GetProperty("sources").EnumerateArray().Any(
            item => item.GetProperty("name").GetString() == source && item.GetProperty("scanned_at").ValueKind == JsonValueKind.String));
        var before = (await SourceAsync(source)).GetProperty("scanned_at").GetDateTimeOffset();
        Assert.Equal(HttpStatusCode.OK, await CommandAsync(source, "scan"));
        if (wait)
        {
            await Wait.UntilAsync($"a look at {source}", async () => (await SourceAsync(source)).GetProperty("scanned_at").GetDateTimeOffset() > before);
        }
    }

    public Task UntilBooksAsync(string source, long observed) => Wait.UntilAsync($"{observed} settled documents of {source}", async () =>
        (await SourceAsync(source)).GetProperty("books") is var books && books.GetProperty("observed").GetInt64() == observed
        && books.GetProperty("waiting").GetInt64() + books.GetProperty("in_flight").GetInt64() == 0);

    public Task<JsonElement> SourceAsync(string name) => Platform.Client.GetAsync("/v1/sources/" + name);

    public async Task<HttpStatusCode> CommandAsync(string source, string command)
    {
        using var answer = await Platform.Client.Http.PostAsync($"/v1/sources/{source}/{command}", content: null, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (Platform is not null)
        {
            await Platform.DisposeAsync();
        }

        await Server.DisposeAsync();
    }
}

/// <summary>Feeds and sites from a real server to the record.</summary>
public sealed class WebSourcesTests(WebPlatform web) : IClassFixture<WebPlatform>
{
    private readonly WebPlatform _web = web;
    private readonly RunningPlatform _platform = web.Platform;
    private readonly WebServer _server = web.Server;

    [Fact]
    public async Task An_entry_is_one_document_whatever_its_feed_does_to_its_guid_or_link()
    {
        ServeGazette(number => ($"g{number}", $"/news/{number}"), text: "first");
        await _web.ScanAsync("gazette");
        await _web.UntilBooksAsync("gazette", observed: 3);

        ServeGazette(number => ($"other-{number}", $"/news/{number}"), text: "first");
        await _web.ScanAsync("gazette");
        ServeGazette(number => ($"other-{number}", $"/archive/{number}?utm_source=feed"), text: "first");
        await _web.ScanAsync("gazette");
        Assert.Equal(3, await CountAsync("gazette"));

        var asked = _server.CountOf("/gazette.xml");
        await _web.ScanAsync("gazette");
        Assert.Equal(asked + 1, _server.CountOf("/gazette.xml"));
        Assert.True(_server.Asked.Last(request => request.Path == "/gazette.xml").Headers.ContainsKey("If-None-Match"), "Asked again, it says what it has, and gets 304.");
        Assert.Equal(3, await CountAsync("gazette"));

        ServeGazette(number => ($"other-{number}", $"/archive/{number}"), text: "second");
        await _web.ScanAsync("gazette");
        await _web.UntilBooksAsync("gazette", observed: 6);
        Assert.Equal(
            ["2 news/0", "2 news/1", "2 news/2"],
            await Database.ColumnAsync(_platform.Admin, $"SELECT count(*) || ' ' || replace(location, '{_server.Address}', '') FROM acquisition.arrivals WHERE source = 'gazette' GROUP BY location ORDER BY location"));

        var record = await _platform.Client.RecordOfAsync(new Uri(_server.Address, "/news/0").Authority + "/news/0");
        Assert.Equal("Harbour notice 0", record.GetProperty("title").GetString());
        Assert.Equal(["press"], record.GetProperty("source_tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal(["feed feed"], await Database.ColumnAsync(_platform.Admin, "SELECT string_agg(kind, ' ') FROM acquisition.batches WHERE source = 'gazette'"));
        await Wait.UntilAsync("the batches of the feed to be settled", async () =>
            await Database.ScalarAsync<long>(_platform.Admin, "SELECT count(*) FROM acquisition.batches WHERE source = 'gazette' AND settled_at IS NULL") == 0);
    }

    [Fact]
    public async Task The_page_is_fetched_where_the_entry_is_a_teaser_and_the_teaser_taken_where_the_page_is_not_to_be_had()
    {
        _server.Serve("/invites/full", Page("The lock keepers", 1));
        _server.Serve("/invites.atom", Atom(
            ("full", "/invites/full", "The lock keepers", "<p>Read how the keepers work…</p>"),
            ("gone", "/invites/gone", "The gone page", "<p>Only this sentence about the old pump is left of it, and it is enough to be read.</p>")), "application/atom+xml");

        await _web.ScanAsync("invites");

        await _web.UntilBooksAsync("invites", observed: 2);
        var record = await _platform.Client.RecordOfAsync(_server.Address.Authority + "/invites/full");
        Assert.Contains("paragraph 3 of page 1", record.GetProperty("text").GetString(), StringComparison.Ordinal);
        var given = await Database.ColumnAsync(_platform.Admin, "SELECT given FROM acquisition.arrivals WHERE source = 'invites' AND location LIKE '%/full'");
        Assert.Equal(("The lock keepers", _server.At("/invites/full")), (Property(given[0], "title"), Property(given[0], "fetchedFrom")));
        var teaser = await _platform.Client.RecordOfAsync(_server.Address.Authority + "/invites/gone");
        Assert.Contains("old pump", teaser.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_that_is_killed_again_and_again_enters_each_entry_once()
    {
        const int Entries = 120;
        for (var number = 0; number < Entries; number++)
        {
            _server.Serve($"/crowd/{number}", Page($"Crowd {number}", 1000 + number));
        }

        _server.Serve("/crowd.json", JsonSerializer.Serialize(new
        {
            version = "https://jsonfeed.org/version/1.1",
            title = "Crowd",
            items = Enumerable.Range(0, Entries).Select(number => new { id = $"c{number}", url = _server.At($"/crowd/{number}"), title = $"Crowd {number}", content_text = "More on the page." }),
        }), "application/feed+json");
        await _web.ScanAsync("crowd", wait: false);
        foreach (var share in (int[])[5, 30, 70])
        {
            await Wait.UntilAsync($"{share} pages to be asked for", () => Task.FromResult(_server.Asked.Count(request => request.Path.StartsWith("/crowd/", StringComparison.Ordinal)) >= share));
            await _platform.Fetcher.KillAsync();
            _platform.Fetcher.Start();
            await _platform.Fetcher.UntilReadyAsync();
        }

        await _web.UntilBooksAsync("crowd", Entries);

        Assert.Equal(Entries, await Database.ScalarAsync<long>(_platform.Admin, "SELECT count(DISTINCT location) FROM acquisition.arrivals WHERE source = 'crowd' AND state = 'stored'"));
        Assert.Equal(["1"], await Database.ColumnAsync(_platform.Admin, "SELECT count(DISTINCT batch_id) FROM acquisition.arrivals WHERE source = 'crowd'"));
        await Wait.UntilAsync("the batch to be settled", async () =>
            await Database.ScalarAsync<long>(_platform.Admin, "SELECT count(*) FROM acquisition.batches WHERE source = 'crowd' AND settled_at IS NOT NULL") == 1);
    }

    [Fact]
    public async Task A_site_is_taken_page_by_page_and_only_what_changes_comes_again()
    {
        _server.Serve("/one", Page("One", 51));
        _server.Serve("/two", Page("Two", 52));
        _server.Serve("/sitemap-index.xml", $"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{_server.At("/sitemap.xml")}</loc></sitemap></sitemapindex>", "application/xml");
        ServeSitemap(("/one", "2026-11-01"), ("/two", null));

        await _web.ScanAsync("pages");
        await _web.UntilBooksAsync("pages", observed: 4);
        Assert.Equal(["not_found nowhere"], await Database.ColumnAsync(_platform.Admin, $"SELECT reason_code || ' ' || replace(location, '{_server.Address}', '') FROM acquisition.arrivals WHERE source = 'pages' AND state = 'rejected'"));
        var state = await _web.SourceAsync("pages");
        Assert.Contains("/nowhere", state.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(("site", "polling"), (state.GetProperty("kind").GetString(), state.GetProperty("mode").GetString()));

        await _web.ScanAsync("pages");
        Assert.Equal(4, await CountAsync("pages"));
        Assert.True(_server.CountOf("/one") >= 2);

        _server.Serve("/one", Page("One", 61));
        _server.Serve("/three", Page("Three", 53));
        ServeSitemap(("/one", "2026-11-20"), ("/three", null));
        await _web.ScanAsync("pages");
        await _web.UntilBooksAsync("pages", observed: 6);
        Assert.Equal(2, await Database.ScalarAsync<long>(_platform.Admin, $"SELECT count(*) FROM acquisition.arrivals WHERE location = '{_server.At("/one")}'"));
        await Wait.UntilAsync("the page that is listed no more to be due no more", async () => await Database.ColumnAsync(
            _platform.Admin, $"SELECT replace(location, '{_server.Address}', '') FROM acquisition.places WHERE source = 'pages' AND due_at IS NULL") is ["two"]);
    }

    [Fact]
    public async Task The_charset_that_an_answer_names_is_believed_where_the_page_names_none()
    {
        await _web.UntilBooksAsync("abroad", observed: 1);

        var record = await _platform.Client.RecordOfAsync(new Uri(_server.At("/abroad")).Authority + "/abroad");

        Assert.Equal("iso-8859-2", record.GetProperty("charset").GetString());
        Assert.Equal("declared", record.GetProperty("evidence").EnumerateArray().First(item => item.GetProperty("field").GetString() == "charset").GetProperty("rule").GetString());
        Assert.Contains("ogłosił, że główny kanał", record.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_of_an_address_that_gave_nothing_is_skipped_with_what_to_do()
    {
        await Wait.UntilAsync("the address that is not there", async () => await Database.ScalarAsync<long>(_platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE source = 'pages' AND state = 'rejected'") == 1);

        using var answer = await _platform.Client.Http.PostAsJsonAsync("/v1/operations", new { kind = "retry", filter = new { source = "pages", reason = "not_found" } }, TestContext.Current.CancellationToken);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString();
        await Wait.UntilAsync("the end of the operation", async () => (await _platform.Client.GetAsync("/v1/operations/" + id)).GetProperty("state").GetString() == "done");

        var skipped = Assert.Single((await _platform.Client.GetAsync($"/v1/operations/{id}/items?state=skipped")).GetProperty("items").EnumerateArray());
        Assert.EndsWith("and at once by a scan of its source.", skipped.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_is_paused_and_resumed_as_a_folder_is()
    {
        Assert.Equal(HttpStatusCode.OK, await _web.CommandAsync("invites", "pause"));
        Assert.Equal(HttpStatusCode.Conflict, await _web.CommandAsync("invites", "scan"));
        Assert.Equal("paused", (await _web.SourceAsync("invites")).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.OK, await _web.CommandAsync("invites", "resume"));
        Assert.Equal("running", (await _web.SourceAsync("invites")).GetProperty("state").GetString());
    }

    internal static string Page(string title, int number, string? canonical = null) =>
        $"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{(canonical is null ? "" : $"<link rel='canonical' href='{canonical}'>")}</head><body><article><h1>{title}</h1>"
        + string.Concat(Enumerable.Range(1, 5).Select(paragraph => string.Create(CultureInfo.InvariantCulture, $"<p>This is paragraph {paragraph} of page {number}, which tells about the harbour, its keepers and their boats in as many words as a paragraph has.</p>"))) + "</article></body></html>";

    private static string? Property(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetString();
    }

    private string Atom(params (string Id, string Path, string Title, string Summary)[] entries) =>
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Invites</title>" + string.Concat(entries.Select(entry =>
            $"<entry><id>urn:{entry.Id}</id><title>{entry.Title}</title><link href='{_server.At(entry.Path)}'/><updated>2026-11-24T10:00:00Z</updated><summary type='html'>{WebUtility.HtmlEncode(entry.Summary)}</summary></entry>")) + "</feed>";

    private void ServeGazette(Func<int, (string Guid, string Path)> entry, string text) => _server.Serve(
        "/gazette.xml",
        "<rss version='2.0'><channel><title>Gazette</title><link>https://example.org/</link>" + string.Concat(Enumerable.Range(0, 3).Select(number =>
            $"<item><title>Harbour notice {number}</title><guid isPermaLink='false'>{entry(number).Guid}</guid><link>{_server.At(entry(number).Path)}</link><pubDate>Tue, 2{number} Nov 2026 10:00:00 GMT</pubDate><description>{WebUtility.HtmlEncode($"<p>The {text} text of notice {number}. {string.Concat(Enumerable.Repeat("The harbour office tells where boats may lie. ", 30))}</p>")}</description></item>")) + "</channel></rss>",
        "application/rss+xml");

    private void ServeSitemap(params (string Path, string? Changed)[] pages) => _server.Serve(
        "/sitemap.xml",
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" + string.Concat(pages.Select(page => $"<url><loc>{_server.At(page.Path)}</loc>{(page.Changed is null ? "" : $"<lastmod>{page.Changed}</lastmod>")}</url>")) + "</urlset>",
        "application/xml");

    private Task<long> CountAsync(string source) => Database.ScalarAsync<long>(_platform.Admin, $"SELECT count(*) FROM acquisition.arrivals WHERE source = '{source}'");
}
