using System.Text;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>What becomes the text of a page, and what is listed as left out.</summary>
public sealed class PageTextTests
{
    private static readonly DocumentParser Parser = new();

    [Theory]
    [InlineData("page-article.html", "grain will travel down the Marl Canal", "Anglers fear for the quiet reach", "August: two barges a day")]
    [InlineData("page-documentation.html", "A key that is never changed", "larder key make --shelf spices", "A withdrawn key is kept for thirty days")]
    [InlineData("page-forum.html", "Reicht es, wenn ich die Töpfe mit Jute einwickle", "In den Keller nur, wenn er hell", "An frostfreien Tagen ein Glas Wasser")]
    [InlineData("page-product.html", "cut from one piece of oiled leather", "narrower at the heel", "Stitched rubber sole that can be replaced")]
    [InlineData("page-listing.html", "begins at a railway station", "Eleven kilometres along the top of the downs", "best at low tide")]
    public void A_page_of_each_kind_gives_what_its_readers_come_for(string name, params string[] held)
    {
        var text = Read(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Parser.Tests", "Examples", name))).Text;

        Assert.All(held, words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("page-article.html", "We use cookies", "All rights reserved")]
    [InlineData("page-documentation.html", "Installing", "The Larder authors")]
    [InlineData("page-forum.html", "Neue Beiträge", "Datenschutz")]
    [InlineData("page-product.html", "Customer service", "Registered in England")]
    [InlineData("page-listing.html", "Subscribe to our newsletter")]
    public void What_stands_around_it_is_left_out_and_listed(string name, params string[] around)
    {
        var page = Read(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Parser.Tests", "Examples", name)));

        Assert.All(around, words => Assert.DoesNotContain(words, page.Text, StringComparison.Ordinal));
        Assert.All(around, words => Assert.Contains(page.Removed, removed => removed.Text.Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_page_that_its_scripts_would_fill_gives_the_text_that_it_states_as_data()
    {
        var body = string.Join(' ', Enumerable.Repeat("The ferry was late again and nobody on the quay was told why.", 20));
        var page = Read($$"""<html><head><title>Late</title><script type="application/ld+json">{"@type":"Article","articleBody":"{{body}}"}</script></head><body><div id="app">Loading</div></body></html>""");

        Assert.Equal(body, page.Text);
    }

    [Fact]
    public void A_page_that_its_scripts_would_fill_and_that_states_no_text_gives_its_description_and_a_warning()
    {
        var page = Read("""<html><head><meta name="description" content="Where the ferries are, minute by minute."></head><body><div id="app"></div></body></html>""");

        Assert.Equal("Where the ferries are, minute by minute.", page.Text);
        Assert.Single(page.Warnings);
    }

    [Fact]
    public void More_passages_than_are_judged_are_taken_to_be_like_the_last_ones()
    {
        var page = Read("<html><body><article>" + string.Concat(Enumerable.Range(0, 25_000).Select(number => $"<p>Line {number} of a very long report that somebody wrote down for those who come after.</p>")) + "</article></body></html>");

        Assert.Contains("Line 24999 of", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_around_blocks_carries_the_words_of_the_first_and_one_in_a_table_its_own()
    {
        var page = Read($"<html><body><article>{Prose}<a href='https://mill.example/weir'><h2>How the weir was built</h2><p>{Sentence}</p></a>{Prose}"
            + $"<table><tr><th>Boat</th><td>Runs</td></tr><tr><th><a href='https://mill.example/heron'>Heron</a></th><td>Daily from May to the end of September</td></tr></table>{Prose}</article></body></html>");

        Assert.Equal([("https://mill.example/weir", "How the weir was built"), ("https://mill.example/heron", "Heron")], page.Links.Select(link => (link.Url, link.Text)));
    }

    [Fact]
    public void Links_of_what_is_left_out_are_not_those_of_the_paragraph_before()
    {
        var page = Read($"<html><body><article>{Prose}</article><footer><ul><li><a href='https://mill.example/privacy'>Privacy</a></li><li><a href='https://mill.example/terms'>Terms of use</a></li></ul></footer></body></html>");

        Assert.Empty(page.Links);
    }

    private const string Sentence = "The footbridge over the mill stream was mended by four people in a week, with oak from the old barn and new bolts.";
    private static readonly string Prose = string.Concat(Enumerable.Range(1, 4).Select(number => $"<p>In week {number} of the work {Sentence.ToLowerInvariant()}</p>"));

    private static ParsedDocument Read(string page) => Parser.Parse(Encoding.UTF8.GetBytes(page), "page.html").Document!;
}
