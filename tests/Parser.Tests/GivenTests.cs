using System.Text;
using Platform.Contracts;
using Platform.Parser.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>What stands beside a document's bytes, such as a side-car or the entry of a feed.</summary>
public sealed class GivenTests
{
    private const string Page = """
        <html lang="en"><head><title>The page's own title</title><meta property="article:published_time" content="2023-05-06"><meta name="author" content="Anna Page">
        <link rel="canonical" href="https://page.example/own"></head><body><article><h1>The page's own title</h1>
        <p>The harbour opens on the first of the month, as the authority said in <a href="../notes/one.html">its notes</a> about the winter.</p></article></body></html>
        """;

    private static readonly GivenFields Given = new()
    {
        Url = "https://feed.example/2024/05/12/harbour", Title = "A title from  beside", Authors = ["Berta Beside", "Carl Beside"], PublishedAt = "2024-05-12T08:00:00+02:00",
    };

    [Fact]
    public void It_goes_before_what_the_page_says_which_is_kept_as_having_lost()
    {
        var document = Parse(Page, "page.html", Given);

        Assert.Equal(("A title from beside", "2024-05-12T08:00:00+02:00", Given.Url), (document.Title, document.PublishedAt, document.CanonicalUrl));
        Assert.Equal(Given.Authors, document.Authors);
        Assert.All(["title", "authors", "published_at", "canonical_url"], field => Assert.Equal("given", document.Evidence.Single(evidence => evidence.Field == field).Rule));
        Assert.Equal(["The page's own title"], Lost("title").Distinct());
        Assert.Contains("Anna Page", Lost("authors"));
        Assert.Equal(["2023-05-06", "2024-05-12"], Lost("published_at").Order(StringComparer.Ordinal));
        Assert.Equal(["https://page.example/own"], Lost("canonical_url"));

        IEnumerable<string> Lost(string field) => document.Evidence.Single(evidence => evidence.Field == field).Lost.Select(candidate => candidate.Value);
    }

    [Fact]
    public void Its_address_is_where_relative_links_begin_in_a_page_and_in_other_formats()
    {
        Assert.Equal(["https://feed.example/2024/05/notes/one.html"], Parse(Page, "page.html", Given).Links.Select(link => link.Url));
        Assert.Equal(
            ["https://feed.example/a.html", "https://other.example/b"],
            Parse("# Notes\n\nSee [the first](/a.html), [the other](https://other.example/b) and [this place](#here).\n\n- One\n- Two\n", "notes.md", Given).Links.Select(link => link.Url));
        Assert.Equal(
            ["https://other.example/b"],
            Parse("# Notes\n\nSee [the first](/a.html), [the other](https://other.example/b) and [this place](#here).\n\n- One\n- Two\n", "notes.md", null).Links.Select(link => link.Url));
    }

    [Fact]
    public void Where_a_page_was_had_from_gives_way_to_the_canonical_url_that_it_states_and_stands_where_it_states_none()
    {
        var fetched = new GivenFields { FetchedFrom = "https://page.example/print?id=1" };
        Assert.Equal(("https://page.example/own", "canonical_link"), Canonical(Page));
        Assert.Equal((fetched.FetchedFrom, "fetched_from"), Canonical(Page.Replace("rel=\"canonical\"", "rel=\"other\"", StringComparison.Ordinal)));
        Assert.Equal(["https://page.example/notes/one.html"], Parse(Page, "page.html", fetched).Links.Select(link => link.Url));

        (string?, string) Canonical(string page)
        {
            var evidence = Parse(page, "page.html", fetched).Evidence.Single(evidence => evidence.Field == "canonical_url");
            return (evidence.Value, evidence.Rule);
        }
    }

    [Theory]
    [InlineData("https://feed.example/2024/05/12/harbour")]
    [InlineData("https://feed.example/notes/2024/may/12/harbour")]
    [InlineData("https://feed.example/notes/12-may-2024", null)]
    [InlineData("https://feed.example/notes/25-05-2024", "2024-05-25")]
    public void The_day_in_its_address_is_taken_where_nothing_says_a_better_one(string address, string? day = "2024-05-12")
    {
        var evidence = Parse("A note about the harbour\n\nThe harbour opens on the first of the month, as the authority said.\n", "note.txt", new GivenFields { Url = address })
            .Evidence.Single(evidence => evidence.Field == "published_at");

        Assert.Equal((day, day is null ? "not_found" : "address"), (evidence.Value, evidence.Rule));
    }

    [Fact]
    public void What_its_field_cannot_hold_is_left_out_with_a_warning()
    {
        var document = Parse(Page, "page.html", new GivenFields { PublishedAt = "soon", Url = "file:///etc/passwd", Title = " " });

        Assert.Equal(("2023-05-06", "https://page.example/own", "The page's own title"), (document.PublishedAt, document.CanonicalUrl, document.Title));
        Assert.Equal(["What was given as published_at is not a date in ISO 8601 and was left out.", "What was given as canonical_url is not an address of the web and was left out."], document.Warnings);
    }

    [Fact]
    public async Task It_travels_to_the_worker()
    {
        using var workers = new WorkerPool(new WorkerSettings { Count = 1 }, TimeProvider.System, NullLogger<WorkerPool>.Instance);

        var answer = await workers.ParseAsync(new ParseRequest { Path = Path.Combine(Repository.Root, "seeds", "harbour-article.html"), Name = "harbour-article.html", Given = Given });

        Assert.Equal((Given.PublishedAt, "A title from beside"), (answer.ToDocument().PublishedAt, answer.ToDocument().Title));
    }

    private static ParsedDocument Parse(string text, string name, GivenFields? given) =>
        new DocumentParser().Parse(new Content(Encoding.UTF8.GetBytes(text), name) { Given = given }).Document!;
}
