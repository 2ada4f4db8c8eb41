using System.Globalization;
using System.Xml.Linq;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>JATS, the tag suite of scholarly journals: metadata in <c>front</c>, the text in <c>body</c>, notes and acknowledgements in <c>back</c>. The list of references is listed as removed.</summary>
internal static class Jats
{
    /// <summary>Reads it.</summary>
    public static void Read(XElement root, Draft draft)
    {
        var fields = new XmlFields(draft, "jats");
        XElement? journal = root.At("front", "journal-meta"), article = root.At("front", "article-meta");
        fields.Text(Fields.Title, article.At("title-group", "article-title"), 0.97);
        fields.Text(Fields.Subtitle, article.At("title-group", "subtitle"), 0.95);
        foreach (var author in article.Inner("contrib-group").SelectMany(group => group.Inner("contrib")).Where(author => author.Given("contrib-type") is null or "author"))
        {
            var name = author.At("name") ?? author.At("name-alternatives", "name");
            fields.Value(Fields.Authors, name is null ? (author.At("string-name") ?? author.At("collab")).Line() : $"{name.At("given-names").Line()} {name.At("surname").Line()}".Trim(), author.Place(), 0.95);
        }

        foreach (var date in article.Inner("pub-date").OrderByDescending(date => date.Inner("day").Any()))
        {
            fields.Value(Fields.PublishedAt, Date(date), date.Place(), 0.93);
        }

        fields.Text(Fields.Publisher, journal.At("journal-title-group", "journal-title") ?? journal.At("journal-title"), 0.85);
        fields.Text(Fields.Publisher, journal.At("publisher", "publisher-name"), 0.8);
        fields.Texts(Fields.Tags, article.Inner("kwd-group").SelectMany(group => group.Inner("kwd")), 0.9);
        fields.Given(Fields.CanonicalUrl, article.Inner("self-uri").FirstOrDefault(), "href", 0.9);
        fields.Text(Fields.Description, article.At("abstract", "p"), 0.8);
        Text(root, article, draft);
    }

    private static void Text(XElement root, XElement? article, Draft draft)
    {
        var blocks = new XmlBlocks(new BlockWriter(draft), element => element.Local() == "ref-list" || IsNumber(element) ? XmlRole.Skip : null);
        foreach (var part in article.Inner("abstract").Concat(root.Inner("body")).Concat(root.Inner("back")))
        {
            blocks.Take(part);
        }

        blocks.Finish();
        foreach (var reference in root.Within("ref-list").SelectMany(list => list.Within("ref")))
        {
            draft.Remove("boilerplate", reference.Line() ?? "", "back/ref-list/ref");
        }
    }

    // The number of a reference or note, set above the line.
    private static bool IsNumber(XElement element) => element.Local() == "xref" && element.Value.All(letter => char.IsDigit(letter) || char.IsPunctuation(letter) || char.IsWhiteSpace(letter));

    private static string? Date(XElement date) => date.Given("iso-8601-date") ?? (int.TryParse(date.At("year").Line(), CultureInfo.InvariantCulture, out var year)
        ? string.Create(CultureInfo.InvariantCulture, $"{year:0000}{Part(date, "month")}{(Part(date, "month").Length > 0 ? Part(date, "day") : "")}")
        : null);

    private static string Part(XElement date, string name) =>
        int.TryParse(date.At(name).Line(), CultureInfo.InvariantCulture, out var number) ? string.Create(CultureInfo.InvariantCulture, $"-{number:00}") : "";
}
