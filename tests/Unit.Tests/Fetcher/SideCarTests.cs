using System.Text;
using FsCheck.Xunit;
using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

[Collection(OnFolders.Name)]
public sealed class SideCarTests
{
    private const string Json = """
        { "title": "The harbour\n opens", "authors": ["Anna Berg", "Carl Dahl", "Anna Berg"], "date": "2024-05-12T08:30:00+02:00", "tags": ["ports", "trade"],
          "url": "https://port.example/opens", "language": "pt-BR" }
        """;

    private const string Yaml = """
        # What the archive knew.
        Title: >
          The harbour
          opens
        author: [Anna Berg, Carl Dahl]
        published_at: 2024-05-12T08:30:00+02:00
        tags:
          - ports
          - trade
        source_url: https://port.example/opens
        language: pt-BR
        """;

    [Theory]
    [InlineData(Json, false)]
    [InlineData("\uFEFF" + Json, false)]
    [InlineData(Yaml, true)]
    [InlineData(Json, true)]
    public void It_says_the_same_in_json_and_in_yaml(string text, bool yaml)
    {
        var sideCar = Read(text, yaml);

        Assert.Equal(("The harbour opens", "2024-05-12T08:30:00+02:00", "https://port.example/opens", "pt-BR"), (sideCar.Given.Title, sideCar.Given.PublishedAt, sideCar.Given.Url, sideCar.Language));
        Assert.Equal(["Anna Berg", "Carl Dahl"], sideCar.Given.Authors);
        Assert.Equal(["ports", "trade"], sideCar.Tags);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{ "title": null, "tags": [], "date": " " }""", false)]
    [InlineData("title:\ntags: []\ndate: ~\n", true)]
    public void What_it_leaves_out_is_not_given(string text, bool yaml)
    {
        var sideCar = Read(text, yaml);

        Assert.Equal((null, null, null, null), (sideCar.Given.Title, sideCar.Given.PublishedAt, sideCar.Given.Url, sideCar.Language));
        Assert.Empty(sideCar.Tags);
    }

    [Theory]
    [InlineData("""{ "date": 2024 }""", "2024")]
    [InlineData("""{ "date": "2024-02-29" }""", "2024-02-29")]
    [InlineData("""{ "date": "2024-05-12 08:30" }""", "2024-05-12T08:30")]
    [InlineData("""{ "date": "2024-05-12T08:30:00.250Z" }""", "2024-05-12T08:30:00.250Z")]
    public void A_date_keeps_its_precision(string text, string date) => Assert.Equal(date, Read(text, yaml: false).Given.PublishedAt);

    [Theory]
    [InlineData("", false, "it is not JSON, from line 1 on")]
    [InlineData("{ \"title\":\n \"A", false, "it is not JSON, from line 2 on")]
    [InlineData("[]", false, "it is not one JSON object")]
    [InlineData("""{ "titel": "A" }""", false, "it has the field «titel», and known are title, authors, date, tags, url and language")]
    [InlineData("""{ "ti\ntel": "A" }""", false, "it has the field «ti%0Atel», and known are title, authors, date, tags, url and language")]
    [InlineData("""{ "title": { "text": "A" } }""", false, "«title» is neither a text nor a list of texts")]
    [InlineData("""{ "title": ["A", "B"] }""", false, "its title is a list and must be one text")]
    [InlineData("""{ "url": "https://a.example", "source_url": "https://b.example" }""", false, "it says url twice")]
    [InlineData("""{ "url": "../a.html" }""", false, "its url is not an absolute one of http or https")]
    [InlineData("""{ "url": "file:///etc/passwd" }""", false, "its url is not an absolute one of http or https")]
    [InlineData("""{ "date": "12/05/2024" }""", false, "its date is not one in ISO 8601 such as 2024-05-12 or 2024-05-12T08:30:00+02:00")]
    [InlineData("""{ "date": "2023-02-29" }""", false, "its date is not one in ISO 8601 such as 2024-05-12 or 2024-05-12T08:30:00+02:00")]
    [InlineData("""{ "language": "English" }""", false, "its language is not a tag such as en or pt-BR")]
    [InlineData("""{ "title": "A\u0000" }""", false, "its title has a character that is none")]
    [InlineData("""{ "title": "\ud800" }""", false, "it has half a character written as an escape")]
    [InlineData("- title\n", true, "it is not YAML with a text or a list of texts for each field, from line 1 on")]
    [InlineData("title: &a A\nauthors: [*a]\n", true, "it is not YAML with a text or a list of texts for each field, from line 2 on")]
    [InlineData("title: A\n---\ntitle: B\n", true, "it is not YAML with a text or a list of texts for each field, from line 2 on")]
    public void What_is_wrong_with_it_is_said_in_a_clause(string text, bool yaml, string why) =>
        Assert.Equal(why, Assert.Throws<BadSideCarException>(() => Read(text, yaml)).Message);

    [Fact]
    public void It_is_bounded()
    {
        using var inbox = new TemporaryInbox();
        var large = inbox.Drop("a.txt.meta.yml", "title: " + new string('a', SideCar.MostBytes));
        var latin = inbox.Drop("b.txt.meta.json");
        File.WriteAllBytes(Path.Combine(inbox.Settings.Root, "b.txt.meta.json"), [(byte)'"', 0xE9, (byte)'"']);

        Assert.Equal("it has more than 65536 bytes", Assert.Throws<BadSideCarException>(() => SideCar.Read(inbox.At(large), yaml: true)).Message);
        Assert.Equal("it is not written in UTF-8", Assert.Throws<BadSideCarException>(() => SideCar.Read(inbox.At(latin), yaml: false)).Message);
        Assert.Throws<BadSideCarException>(() => Read(new string('[', SideCar.MostBytes - 10), yaml: false));
        Assert.Throws<BadSideCarException>(() => Read("title: " + new string('[', SideCar.MostBytes - 10), yaml: true));
        Assert.Equal("its title has more than 1000 characters", Assert.Throws<BadSideCarException>(() => Read("title: " + new string('a', 1001), yaml: true)).Message);
        Assert.Equal("it has more than 32 tags", Assert.Throws<BadSideCarException>(() => Read($"tags: [{string.Join(',', Enumerable.Range(0, 33))}]", yaml: true)).Message);
    }

    [Property(MaxTest = 500)]
    public void Any_change_of_one_is_read_or_refused(byte[] bytes, ushort at)
    {
        foreach (var (text, yaml) in new[] { (Json, false), (Yaml, true) })
        {
            var changed = Encoding.UTF8.GetBytes(text);
            bytes.Take(8).ToArray().CopyTo(changed, at % (changed.Length - 8));
            try
            {
                Assert.True((SideCarText.Read(changed, yaml).Given.Title?.Length ?? 0) <= 1000);
            }
            catch (BadSideCarException bad)
            {
                Assert.InRange(bad.Message.Length, 1, 300);
            }
        }
    }

    [Theory]
    [InlineData("a.txt.meta.json", "a.txt")]
    [InlineData("week/a.meta.yaml", "week/a")]
    [InlineData("week/.meta.yaml", null)]
    [InlineData("a.txt", null)]
    [InlineData("meta.json", null)]
    public void Its_name_is_the_whole_name_of_its_document_with_an_ending(string path, string? document) =>
        Assert.Equal(document, SideCar.DocumentOf(RawPath.Of(path))?.Characters);

    private static SideCar Read(string text, bool yaml) => SideCarText.Read(Encoding.UTF8.GetBytes(text), yaml);
}
