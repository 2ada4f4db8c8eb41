using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Parser.Formats;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>The tree that a page is read from is the one that AngleSharp makes of it by itself.</summary>
public sealed class PageTreeTests
{
    // Templates are cut out before the tree is built, and <xmp> has a test of its own.
    private static readonly string[] Names =
    [
        "html", "head", "body", "title", "meta", "base", "div", "p", "span", "a", "b", "i", "font", "nobr", "table", "caption", "colgroup", "col", "tbody", "tr", "td", "th", "ul", "li", "dl", "dt", "dd",
        "h1", "h2", "br", "hr", "img", "pre", "listing", "form", "button", "select", "option", "optgroup", "input", "textarea", "center", "article", "ruby", "rt", "rb", "object", "marquee", "noscript",
        "svg", "foreignObject", "desc", "path", "math", "mi", "annotation-xml", "frameset", "frame", "script", "style", "noembed", "x-own",
    ];

    [Theory]
    [InlineData("<table><div>before</div><tr><td>in</table>")]
    [InlineData("<table>before<tr><td>in<table><p>before the inner</p></table></table>behind")]
    [InlineData("<p><table><caption><table><b>x</table></caption></table>")]
    [InlineData("<a><table><a>before</a><td><a>in</a></table></a>")]
    [InlineData("<b><p>one</b>two<i>three</p>four</i>five")]
    [InlineData("<b><b><b><b><p>one</b>two")]
    [InlineData("<svg><desc><p>one</svg>two<math><annotation-xml encoding='text/html'><p>three</math>")]
    [InlineData("<body class=a><html lang=de><body class=b id=c>one")]
    [InlineData("<!-- c --><!doctype html><!-- c -->one<!-- c -->two</body><!-- c --></html>three")]
    [InlineData("a</x>b</x>c<table>d</x>e</table>")]
    [InlineData("<select><option>a<option>b<div>c</select>d")]
    [InlineData("<select><option><p><object><xmp>a</select>b")]
    [InlineData("<p>a<xmp>b<i></xmp>c")]
    [InlineData("<frameset><frame><frame></frameset>")]
    public void It_is_the_same_for_tags_that_do_not_fit(string page) => AssertSame(page);

    [Property(MaxTest = 3000)]
    public Property It_is_the_same_for_any_tags() => Prop.ForAll(
        Gen.Frequency(
            (6, Gen.Elements(Names).Select(name => $"<{name}>")),
            (1, Gen.Elements(Names).Select(name => $"<{name} class=a id=b>")),
            (5, Gen.Elements(Names).Select(name => $"</{name}>")),
            (3, Gen.Elements("one ", " ", "\n", "&amp;", "two", "&#0;", "<!-- c -->", "<?c>", "<![CDATA[c]]>"))).ListOf().Select(string.Concat).ToArbitrary(),
        page => AssertSame(page));

    // AngleSharp by itself fails at the last two.
    [Theory]
    [InlineData("<p>one<select><xmp></select>two</xmp></select>three", "<html><head></><body><p>[one]<select><xmp>[</select>two]</></>[three]</></></>")]
    [InlineData("<table><tr><td><p><select><xmp></xmp></table>one", "<html><head></><body><table><tbody><tr><td><p><select><xmp></></></></></></></>[one]</></>")]
    [InlineData("<p><select><xmp></xmp></select><select><button>one", "<html><head></><body><p><select><xmp></></><select><button>[one]</></></></></>")]
    public void What_stands_in_a_choice_ends_nothing_around_it(string page, string tree)
    {
        using var own = PageTree.Of(page.ToCharArray(), page.Length);
        Assert.Equal(tree, Written(own));
    }

    private static void AssertSame(string page)
    {
        using var known = new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(page);
        using var own = PageTree.Of(page.ToCharArray(), page.Length);
        Assert.Equal(Written(known), Written(own));
        Assert.Equal(known.Body?.LocalName, own.Body?.LocalName);
    }

    private static string Written(INode node)
    {
        var text = new StringBuilder();
        foreach (var child in node.ChildNodes)
        {
            text.Append(child switch
            {
                IElement element => $"<{element.LocalName}{string.Concat(element.Attributes.Select(attribute => $" {attribute.Name}={attribute.Value}"))}>{Written(element)}</>",
                IText letters => $"[{letters.Data}]",
                _ => "!",
            });
        }

        return text.ToString();
    }

    private static string Written(PageNode node)
    {
        var text = new StringBuilder();
        foreach (var child in node.Children)
        {
            text.Append(child switch
            {
                PageElement element => $"<{element.LocalName}{string.Concat(element.Attributes.ToArray().Select(attribute => $" {attribute.Name}={attribute.Value}"))}>{Written(element)}</>",
                PageTextNode letters => $"[{letters.Text}]",
                _ => "!",
            });
        }

        return text.ToString();
    }
}
