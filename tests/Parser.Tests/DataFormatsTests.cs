using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>What feeds, JSON and XML must withstand; what whole ones yield is in the approved examples.</summary>
public sealed class DataFormatsTests
{
    private static readonly DocumentParser Parser = new();

    [Theory]
    [InlineData("""{"title": "A boat \ud83d", "body": "The boat \udea3 left at noon and came back in the evening with nobody on board, as the harbour says."}""")]
    [InlineData("""<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "A boat \ud83d"}</script></head><body><p>The boat left at noon and came back in the evening with nobody on board.</p></body></html>""")]
    public void A_string_that_was_cut_through_an_emoji_is_read_all_the_same(string text) =>
        Assert.StartsWith("A boat", Parser.Parse(Encoding.UTF8.GetBytes(text), "boat").Document!.Title, StringComparison.Ordinal);

    [Fact]
    public void Whole_emoji_and_escaped_backslashes_in_JSON_stay_as_they_are() =>
        Assert.Equal(
            """A boat 🚣 at C:\ud83d""",
            Parser.Parse("""{"title": "A boat \ud83d\udea3 at C:\\ud83d", "body": "The boat left at noon and came back in the evening with nobody on board, as the harbour says."}"""u8.ToArray(), "boat").Document!.Title);

    [Property(MaxTest = 300)]
    public Property No_fragments_of_XML_make_it_throw() => Prop.ForAll(
        Gen.Elements("<rss>", "<channel>", "<item>", "</item>", "<title>Word", "</title>", "<entry>", "<content type='xhtml'>", "<nitf>", "<body>", "<p>", "</p>", "<article>", "<front>", "<TEI>", "<text>", "<note>", "<table>", "<row>", "<cell>", "</cell>", "<choice>", "<sic>",
            "<newsItem>", "<inlineXML>", "&nbsp;", "&lol;", "&", "&#0;", "&#x110000;", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE a [", "]>", "<?x ?>", "text of several words ", "<date>2022-03-14</date>", "<a b='&c'/>", "<x:y xmlns:x='z'>", "\u0000", "\ud83d")
            .ListOf().ToArbitrary(),
        parts => Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes("<?xml version='1.0'?>" + string.Concat(parts)), "any.xml")));

    [Property(MaxTest = 300)]
    public Property No_fragments_of_JSON_make_it_throw() => Prop.ForAll(
        Gen.Elements("{", "}", "[", "]", "\"title\":", "\"body\":", "\"@graph\":", "\"@type\":", "\"author\":", "\"date\":", "\"A text of several words\"", "\"<p>A text of several words</p>\"", "1614556800", "null", "true", ",", ":", "\n", "{\"@id\":\"#a\"}", "\"\\ud83d\"")
            .ListOf().ToArbitrary(),
        parts => Assert.NotNull(Parser.Parse(Encoding.UTF8.GetBytes("{\"title\":\"x\",\"body\":" + string.Concat(parts)), "any.json")));

    [Fact]
    public void Entities_are_never_expanded()
    {
        var laughs = new StringBuilder("<?xml version='1.0'?><!DOCTYPE doc [<!ENTITY e0 'laugh'>");
        for (var level = 1; level < 10; level++)
        {
            laughs.Append($"<!ENTITY e{level} '{string.Concat(Enumerable.Repeat($"&e{level - 1};", 10))}'>");
        }

        Assert.Equal("Somebody laughs &e9; very often.", Text(laughs + "]><doc><title>One</title><body><p>Somebody laughs &e9; very often.</p></body></doc>"));
    }

    [Fact]
    public void Files_and_addresses_named_in_a_DTD_are_not_read() =>
        Assert.Equal("It says &f; and nothing more.", Text("<?xml version='1.0'?><!DOCTYPE doc [<!ENTITY f SYSTEM 'file:///etc/hostname'>]><doc><body><p>It says &f; and nothing more.</p></body></doc>"));

    [Theory]
    [InlineData("<doc>")]
    [InlineData("<rss><channel><item><title>")]
    [InlineData("<nitf><body><p>")]
    public void XML_nested_a_hundred_thousand_deep_is_refused(string tags) =>
        Assert.Equal(ReasonCodes.LimitExceeded, Refusal("<?xml version='1.0'?>" + string.Concat(Enumerable.Repeat(tags, 100_000)) + "text").Code);

    [Fact]
    public void XML_that_breaks_off_is_read_as_far_as_it_goes()
    {
        var document = Read("<?xml version='1.0'?><doc><title>One</title><body><p>The first is here.</p><p>The second is cut");

        Assert.True(document.Partial);
        Assert.Equal("The first is here.\nThe second is cut", document.Text);
    }

    [Theory]
    [InlineData("<?xml version='1.0'?><configuration><add key='a' value='b'/></configuration>", ReasonCodes.NoText)]
    [InlineData("<?xml version='1.0'?><rss><channel><title>Empty</title></channel></rss>", ReasonCodes.NoText)]
    [InlineData("<?xml version='1.0'?><", ReasonCodes.Damaged)]
    [InlineData("{\"a\":1,\"b\":[true,null],\"name\":\"box\"}", ReasonCodes.NoText)]
    [InlineData("{\"title\":\"One\",\"body\":\"The text is cut off he", ReasonCodes.Damaged)]
    public void Data_without_text_and_files_cut_off_are_refused(string text, string code)
    {
        var refusal = Refusal(text);

        Assert.Equal(code, refusal.Code);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_nested_a_hundred_thousand_deep_is_refused() =>
        Assert.Equal(ReasonCodes.Damaged, Refusal("{\"body\":" + string.Concat(Enumerable.Repeat("{\"a\":[", 50_000))).Code);

    [Fact]
    public void Lines_of_JSON_are_read_one_by_one() => Assert.Equal(
        ["heading: One", "paragraph: The first text of two.", "heading: Two", "paragraph: The second text of two."],
        Read("{\"title\":\"One\",\"body\":\"The first text of two.\"}\n{\"title\":\"Two\",\"body\":\"The second text of two.\"}\n").Blocks.Select(block => $"{block.Kind}: {block.Text}"));

    [Fact]
    public void A_line_separator_within_a_string_breaks_no_JSON() =>
        Assert.Equal("The first of two lines.\nThe second of two lines.", Text("{\"title\":\"One\",\"body\":\"The first of two lines.\u2028The second of two lines.\"}"));

    [Fact]
    public void Prose_in_JSON_that_is_no_article_is_read_with_its_place() =>
        Assert.Equal("A small box for seeds, with a lid.", Text("{\"sku\":\"x1\",\"details\":{\"notes\":[\"A small box for seeds, with a lid.\"]}}"));

    [Fact]
    public void A_page_in_XML_stays_a_page() =>
        Assert.Equal("text/html", Read("<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>\n<html xmlns='http://www.w3.org/1999/xhtml'><head><title>A</title></head><body><p>Some text of a page.</p></body></html>").MediaType);

    private static ParsedDocument Read(string text) => Parser.Parse(Encoding.UTF8.GetBytes(text), "any").Document!;

    private static string Text(string text) => Read(text).Text;

    private static Reason Refusal(string text) => Parser.Parse(Encoding.UTF8.GetBytes(text), "any").Rejection!;
}
