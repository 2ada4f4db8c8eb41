using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

public sealed class HostileInputTests
{
    private static readonly DocumentParser Parser = new();

    [Property(MaxTest = 300)]
    public void No_bytes_make_it_throw_and_parsing_twice_gives_the_same(byte[] bytes) => Holds(bytes);

    [Property(MaxTest = 300)]
    public Property No_fragments_of_a_page_make_it_throw_and_parsing_twice_gives_the_same() => Prop.ForAll(
        Gen.Elements("<div>", "</div>", "<p>", "<p class=share>", "<article>", "</article>", "<title>", "<h1>Word", "text ", "Дата публикации", ": ", "12.03.2022", "<script>", "</script>",
            "<script type='application/ld+json'>", "{\"@type\":\"Article\",\"author\":[", "]}", "<time datetime=", ">", "\"", "\u0000", "\ud83d", "\n", "<!--", "-->", "<table><tr><td>", "&#x110000;", "&#xFFFE;", "&shy;", "\ufffe", "<svg>")
            .ListOf().ToArbitrary(),
        parts => Holds(Encoding.UTF8.GetBytes("<html><body>" + string.Concat(parts))));

    [Fact]
    public void Random_bytes_of_every_length_make_it_neither_throw_nor_change_its_mind()
    {
        var random = new Random(20261124);
        for (var length = 1; length < 1200; length += 3)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Holds(bytes);
        }
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<span>")]
    [InlineData("<svg>")]
    [InlineData("<svg><g>")]
    [InlineData("<ul><li>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<blockquote>")]
    public void A_page_nested_a_hundred_thousand_deep_is_refused(string tag)
    {
        var page = "<html><body>" + string.Concat(Enumerable.Repeat(tag, 100_000)) + "text";

        Assert.Equal(ReasonCodes.LimitExceeded, Parser.Parse(Encoding.UTF8.GetBytes(page), "deep.html").Rejection?.Code);
    }

    [Theory]
    [InlineData("<p>")]
    [InlineData("<li>")]
    [InlineData("<td>")]
    [InlineData("<dd>")]
    [InlineData("<option>")]
    public void A_page_of_a_hundred_thousand_unclosed_elements_is_answered(string tag)
    {
        var page = "<html><body><p>A paragraph that is long enough to be the text of a page for readers.</p>" + string.Concat(Enumerable.Repeat(tag + "x ", 100_000));

        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(page), "wide.html"));
    }

    [Fact]
    public void Deep_JSON_LD_and_a_line_of_five_megabytes_are_answered()
    {
        var deep = "<html><body><script type='application/ld+json'>" + new string('[', 100_000) + "</script><p>Some text of a page that somebody wrote.</p>";

        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(deep), "deep.html").Document);
        Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("word ", 1_000_000))), "long.txt").Document);
    }

    [Theory]
    [InlineData("%PDF-1.7 and more", ReasonCodes.UnknownFormat)]
    [InlineData("  \n\t \n", ReasonCodes.NoText)]
    [InlineData("", ReasonCodes.NoText)]
    [InlineData("<html><body><nav>Home</nav></body></html>", ReasonCodes.NoText)]
    public void What_cannot_become_a_record_is_refused_in_a_sentence(string text, string code)
    {
        var rejection = Parser.Parse(Encoding.UTF8.GetBytes(text), "bad.txt").Rejection;

        Assert.Equal(code, rejection?.Code);
        Assert.EndsWith(".", rejection!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Published: 4294967296 May 2022\n\nA number stands here that no machine's integer holds, and the text goes on after it.")]
    [InlineData("<html><head><meta name=date content='99999999999999999999'></head><body><p>A page whose date is a number without end.</p></body></html>")]
    [InlineData("<html><body><p>A page with a table whose first row begins with an empty cell.</p><table><tr><td></td><th>Day</th></tr><tr><td>Open</td><td>Monday</td></tr></table></body></html>")]
    public void What_a_fuzz_run_once_found_is_answered(string text) => Holds(Encoding.UTF8.GetBytes(text));

    private static void Holds(byte[] bytes)
    {
        var first = Parser.Parse(bytes, "any");
        var second = Parser.Parse(bytes, "any");

        Assert.Equal(first.Rejection, second.Rejection);
        Assert.Equal(first.Document?.Text, second.Document?.Text);
        Assert.Equal(first.Document?.Title, second.Document?.Title);
        Assert.All(first.Document?.Blocks ?? [], block => Assert.True(block.Text.IsNormalized() && block.Text.Trim() == block.Text && block.Text.Length > 0));
    }
}
