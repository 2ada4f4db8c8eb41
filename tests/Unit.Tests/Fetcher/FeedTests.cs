using System.Text;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources.Web;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class FeedTests
{
    private static readonly Uri Address = new("https://example.org/feeds/news.xml");

    [Theory]
    [InlineData("""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Gazette</title><link>https://example.org/</link><ttl>30</ttl><item><title>Ice &amp; snow</title><link>/ice?utm_source=rss&amp;id=7</link><guid isPermaLink="false">a1</guid><pubDate>Tue, 24 Nov 2026 10:00:00 +0100</pubDate><dc:creator>Anna Nowak</dc:creator><description>Short.</description></item></channel></rss>""")]
    [InlineData("""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><title>Gazette</title><link>https://example.org/</link></channel><item rdf:about="a1"><title>Ice &amp; snow</title><link>https://example.org/ice?id=7&amp;utm_medium=x</link><dc:date>2026-11-24T10:00:00+01:00</dc:date><dc:creator>Anna Nowak</dc:creator><description>Short.</description></item></rdf:RDF>""")]
    [InlineData("""<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title><link rel="self" href="https://example.org/feeds/news.xml"/><link href="https://example.org/"/><author><name>Anna Nowak</name></author><entry><id>a1</id><title type="html">Ice &amp;amp; snow</title><link rel="enclosure" href="https://example.org/x.mp3"/><link href="/ice?id=7"/><published>2026-11-24T10:00:00+01:00</published><summary>Short.</summary></entry></feed>""")]
    [InlineData("""{"version":"https://jsonfeed.org/version/1.1","title":"Gazette","home_page_url":"https://example.org/","authors":[{"name":"Anna Nowak"}],"items":[{"id":"a1","url":"https://example.org/ice?id=7","title":"Ice & snow","date_published":"2026-11-24T10:00:00+01:00","content_text":"Short."}]}""")]
    public void Each_form_gives_the_same_entry(string feed)
    {
        var read = FeedDocument.Read(Encoding.UTF8.GetBytes(feed), Address)!;

        var entry = Assert.Single(read.Entries);
        Assert.Equal(("Gazette", "https://example.org/"), (read.Title, read.Home?.AbsoluteUri));
        Assert.Equal(("a1", "Ice & snow", "2026-11-24T10:00:00+01:00", "Short."), (entry.Guid, entry.Title, entry.PublishedAt, entry.Body));
        Assert.Equal("https://example.org/ice?id=7", WebLocation.Of(entry.Link!));
        Assert.Equal(["Anna Nowak"], entry.Authors);
        Assert.Equal(entry.Fingerprint, Assert.Single(FeedDocument.Read(entry.Alone, Address)!.Entries).Fingerprint);
    }

    [Fact]
    public void A_feed_that_is_no_XML_is_mended_where_that_is_sure()
    {
        var read = FeedDocument.Read(Encoding.UTF8.GetBytes("\n<?xml version='1.0' encoding='utf-8'?><rss><channel><title>A & B &nbsp; C&eacute;</title><item><title>T\u0008</title><link>https://example.org/?a=1&b=2</link></item></channel></rss>"), Address)!;

        Assert.Equal("A & B Cé", read.Title);
        Assert.Equal("https://example.org/?a=1&b=2", read.Entries[0].Link?.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>no feed</body></html>")]
    [InlineData("{\"items\":[]}")]
    [InlineData("<rss><channel>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><rss><channel><title>&e;</title></channel>")]
    public void What_is_no_feed_is_none(string text) => Assert.Null(FeedDocument.Read(Encoding.UTF8.GetBytes(text), Address));

    [Fact]
    public void An_entity_from_outside_is_not_read()
    {
        var read = FeedDocument.Read("<!DOCTYPE rss [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><rss><channel><title>x &e;</title></channel></rss>"u8.ToArray(), Address);

        Assert.DoesNotContain("root", read?.Title ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_is_known_by_its_guid_or_its_link_or_its_title_and_date()
    {
        var known = Place("https://example.org/a", Entry("g1", "https://example.org/a", "A", "2026-11-24"));

        Assert.Same(known, Known(known, Entry("g1", "https://example.org/moved", "Other", "2026-11-25")));
        Assert.Same(known, Known(known, Entry("g2", "http://www.example.org/a/?utm_campaign=x", "Other", "2026-11-25")));
        Assert.Same(known, Known(known, Entry("g2", "https://example.org/moved", "A", "2026-11-24")));
        Assert.Null(Known(known, Entry("g2", "https://example.org/b", "A", "2026-11-25")));
    }

    [Fact]
    public void What_entries_share_with_each_other_or_with_the_whole_site_tells_none_of_them()
    {
        var told = FeedMatch.Told(new FeedDocument("News", new Uri("https://example.org/"), [
            Entry("same", "https://example.org/", "News", null) with { Body = "one" },
            Entry("same", "https://example.org/", "News", null) with { Body = "two" },
            Entry("same", "https://example.org/x", "News", null),
        ], Ttl: null));

        // The first two cannot be told from each other but by what they say; they have the same keys, so one stands for both.
        Assert.Equal(["text:", "link:"], told.Select(entry => entry.Keys.Single()[..5]));
    }

    [Fact]
    public void A_link_that_went_to_another_entry_does_not_take_the_place_of_the_first()
    {
        var first = Place("https://example.org/latest", Entry("g1", "https://example.org/latest", "A", "2026-11-24"));

        var found = FeedMatch.Find(FeedMatch.Told(Feed(Entry("g2", "https://example.org/latest", "B", "2026-11-25"), Entry("g1", "https://example.org/archive/a", "A", "2026-11-24"))), [first]);

        Assert.Equal([null, first], found.Select(match => match.Known));
    }

    [Theory]
    [InlineData(2_000, "", false)]
    [InlineData(900, "", true)]
    [InlineData(2_000, "…", true)]
    [InlineData(2_000, " [&#8230;]</p><p>The post appeared first on <a href='https://example.org'>Example</a>.", true)]
    [InlineData(2_000, "... and so it ended.", false)]
    public void A_teaser_is_short_or_cut(int length, string end, bool teaser) => Assert.Equal(teaser, Teaser.Is("<p>" + new string('x', length) + end + "</p>"));

    [Fact]
    public void The_next_look_follows_the_rhythm_of_the_feed_within_the_bounds_and_not_before_it_is_wanted()
    {
        var settings = new FeedSettings { Name = "news" };
        var now = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        IEnumerable<DateTimeOffset> Each(TimeSpan apart, TimeSpan silence) => Enumerable.Range(0, 20).Select(number => now - silence - (number * apart));
        TimeSpan Next(IEnumerable<DateTimeOffset> dates, TimeSpan? before = null, bool changed = true, TimeSpan? asked = null) => PollRhythm.Next(dates, now, before, changed, asked, settings);

        Assert.Equal(TimeSpan.FromMinutes(30), Next(Each(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10))));
        Assert.Equal(TimeSpan.FromHours(1), Next(Each(TimeSpan.FromHours(1), TimeSpan.FromHours(8))));
        Assert.Equal(settings.MinInterval, Next(Each(TimeSpan.FromSeconds(30), TimeSpan.Zero)));
        Assert.Equal(settings.MaxInterval, Next(Each(TimeSpan.FromDays(30), TimeSpan.Zero)));
        Assert.Equal(TimeSpan.FromHours(2), Next(Each(TimeSpan.FromHours(1), TimeSpan.Zero), asked: TimeSpan.FromHours(2)));
        Assert.Equal(TimeSpan.FromMinutes(30), Next([], TimeSpan.FromHours(1), changed: true));
        Assert.Equal(TimeSpan.FromMinutes(90), Next([], TimeSpan.FromHours(1), changed: false));
        Assert.Equal(TimeSpan.FromMinutes(90), PollRhythm.Unchanged(TimeSpan.FromHours(1), null, settings));
        Assert.Equal([5d, 10, 20, 1440], ((int[])[1, 2, 3, 1_000_000]).Select(tries => PollRhythm.Failed(tries, settings).TotalMinutes));
    }

    [Fact]
    public async Task A_sitemap_is_read_with_its_dates_gzipped_or_not()
    {
        const string Map = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="x"><url><loc> https://example.org/a </loc><lastmod>2026-11-01</lastmod><image:image><image:loc>https://example.org/a.png</image:loc></image:image></url><url><loc>https://example.org/b</loc></url></urlset>""";
        using var packed = new MemoryStream();
        await using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            await zip.WriteAsync(Encoding.UTF8.GetBytes(Map), TestContext.Current.CancellationToken);
        }

        foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(Map), packed.ToArray()])
        {
            var lines = await Sitemap.ReadAsync(bytes, Address, TestContext.Current.CancellationToken);
            Assert.Equal([("https://example.org/a", "2026-11-01"), ("https://example.org/b", null)], lines!.Select(line => (line.Address.AbsoluteUri, line.Changed)));
        }
    }

    [Fact]
    public async Task A_sitemap_that_unpacks_to_more_than_the_bound_is_refused()
    {
        using var packed = new MemoryStream();
        await using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await zip.WriteAsync(new byte[Sitemap.MostBytes + 1], TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAsync<Platform.RawContent.ContentTooLargeException>(() => Sitemap.ReadAsync(packed.ToArray(), Address, TestContext.Current.CancellationToken));
    }

    private static FeedEntry Entry(string? guid, string? link, string? title, string? date) => new()
    {
        Guid = guid,
        Link = link is null ? null : new Uri(link),
        Title = title,
        PublishedAt = date,
        Alone = [],
    };

    private static FeedDocument Feed(params FeedEntry[] entries) => new("News", Home: null, entries, Ttl: null);

    private static PlaceRow Place(string location, FeedEntry entry) => new() { Source = "news", Kind = PlaceRow.Entry, Location = location, Keys = [.. entry.Keys] };

    private static PlaceRow? Known(PlaceRow place, FeedEntry entry) => Assert.Single(FeedMatch.Find(FeedMatch.Told(Feed(entry)), [place])).Known;
}
