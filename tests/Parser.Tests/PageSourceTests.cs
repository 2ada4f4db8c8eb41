using System.Text;
using Platform.Contracts;
using Xunit;

namespace Platform.Parser.Tests;

/// <summary>What is cut out of a page's source before its tree is built ends where the HTML standard says.</summary>
public sealed class PageSourceTests
{
    private static readonly DocumentParser Parser = new();

    [Theory]
    [InlineData("<script>unseen</SCRIPT >")]
    [InlineData("<script>if (a < b) document.write('<p>unseen</p>')</script>")]
    [InlineData("<script><!-- <script>unseen</script> unseen --></script>")]
    [InlineData("<script><!-- unseen </script>")]
    [InlineData("<script><!--> <script>unseen</script>")]
    [InlineData("<script></scripting>unseen</script/>")]
    [InlineData("<!-- unseen > <p>unseen</p> -->")]
    [InlineData("<!-- unseen --!>")]
    [InlineData("<!-->")]
    [InlineData("<!--->")]
    [InlineData("<!doctype unseen>")]
    [InlineData("<?unseen <script>")]
    [InlineData("<style>p > unseen { } </p></style\n>")]
    [InlineData("<textarea><p>unseen</textarea>")]
    [InlineData("<iframe><p>unseen</iframe>")]
    [InlineData("<svg viewBox='0 > 1'><path d='unseen'/><title>unseen</title></SVG>")]
    [InlineData("<svg><path d='unseen'/>")]
    [InlineData("<svg/>")]
    [InlineData("<br data-unseen=\"a > b\" / >")]
    [InlineData("<img alt=unseen/>")]
    [InlineData("<img =\"unseen\" alt = 'unseen > '>")]
    [InlineData("</ unseen>")]
    [InlineData("</p unseen='>'>")]
    public void What_stands_around_a_part_that_nobody_sees_is_read(string part)
    {
        var document = Read($"<html><body><article><h1>A harbour</h1><p>The first sentence tells of the harbour and its ships.</p>{part}<p>The last sentence tells, as 3 < 4, of those who left it.</p></article></body></html>");

        Assert.Equal(["The first sentence tells of the harbour and its ships.", "The last sentence tells, as 3 < 4, of those who left it."], document.Blocks.Where(block => block.Kind == BlockKinds.Paragraph).Select(block => block.Text));
        Assert.DoesNotContain("unseen", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_never_ends_takes_the_rest_of_the_page() =>
        Assert.Equal("Before it stands a sentence that is long enough.", Read("<html><body><p>Before it stands a sentence that is long enough.</p><script>if (a) { <p>Behind it stands another one.</p>").Text);

    [Fact]
    public void A_title_keeps_the_signs_of_tags() =>
        Assert.Equal("Why <b style=x> is old", Read("<html><head><title>Why <b style=x> is old</title></head><body><p>Before it stands a sentence that is long enough.</p></body></html>").Title);

    [Fact]
    public void Blanks_between_the_elements_of_code_stay() =>
        Assert.Equal("if a:\n    b()", Read("<html><body><p>A sentence that is long enough to be kept.</p> \n  <pre><b>if</b> a:\n    <i>b</i>()</pre><p>And another sentence that is long enough.</p></body></html>").Blocks.Single(block => block.Kind == BlockKinds.Code).Text);

    [Fact]
    public void A_date_that_only_a_script_holds_is_found() =>
        Assert.Equal("2024-05-12", Read("<html><body><p>A sentence that is long enough to be kept.</p><script>window.state = {\"datePublished\":\"2024-05-12T10:00:00Z\"}</script></body></html>").PublishedAt);

    [Fact]
    public void An_item_keeps_its_number_and_a_link_its_address()
    {
        var document = Read("<html><body><p>A sentence that is long enough to be kept.</p><OL START=3 data-x='>'><li VALUE='7' onclick=\"f('>')\">A seventh item with <a target=_blank HREF = https://example.org/a?b=1&amp;c=2 >a link</a> in it</li></OL></body></html>");

        Assert.Contains("7. A seventh item with a link in it", document.Text, StringComparison.Ordinal);
        Assert.Equal("https://example.org/a?b=1&c=2", Assert.Single(document.Links).Url);
    }

    private static ParsedDocument Read(string page) => Parser.Parse(Encoding.UTF8.GetBytes(page), "page.html").Document!;
}
