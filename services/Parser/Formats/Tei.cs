using System.Xml.Linq;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>TEI, the encoding of editions and corpora: metadata in <c>teiHeader</c>, the text in <c>text</c>. What the editor corrected is read as corrected.</summary>
internal static class Tei
{
    /// <summary>Reads it.</summary>
    public static void Read(XElement root, Draft draft)
    {
        var fields = new XmlFields(draft, "tei");
        XElement? file = root.At("teiHeader", "fileDesc"), source = file.At("sourceDesc", "biblFull") ?? file.At("sourceDesc", "bibl") ?? file.At("sourceDesc", "biblStruct", "monogr");
        var title = file.At("titleStmt");
        fields.Text(Fields.Title, title.Inner("title").FirstOrDefault(element => element.Given("type") is null or "main"), 0.95);
        fields.Text(Fields.Subtitle, title.Inner("title").FirstOrDefault(element => element.Given("type") == "sub"), 0.9);
        foreach (var author in title.Inner("author"))
        {
            var person = author.At("persName") ?? author;
            var name = $"{string.Join(' ', person.Inner("forename").Select(part => part.Line()))} {person.At("surname").Line()}".Trim();
            fields.Value(Fields.Authors, name.Length > 0 ? name : author.Line(), author.Place(), 0.95);
        }

        // When the work came out, and only then when the file did.
        Date(fields, source.At("publicationStmt", "date") ?? source.At("date") ?? source.At("imprint", "date"), 0.9);
        Date(fields, file.At("publicationStmt", "date"), 0.7);
        fields.Text(Fields.Publisher, file.At("publicationStmt", "publisher"), 0.85);
        fields.Given(Fields.Language, root.At("teiHeader", "profileDesc", "langUsage", "language"), "ident", 0.5);
        fields.Texts(Fields.Tags, root.At("teiHeader", "profileDesc").Within("term"), 0.8);
        fields.Text(Fields.Description, root.At("teiHeader", "profileDesc", "abstract"), 0.8);
        var blocks = new XmlBlocks(new BlockWriter(draft), Role);
        foreach (var text in root.DescendantsAndSelf().Where(element => element.Local() == "text" && element.Ancestors().All(outer => outer.Local() != "text")))
        {
            blocks.Take(text);
        }

        blocks.Finish();
    }

    private static XmlRole? Role(XElement element) => element.Local() switch
    {
        "div" => XmlRole.Section,
        "orig" or "sic" or "abbr" when element.Parent?.Local() == "choice" => XmlRole.Skip,
        "fw" or "pb" => XmlRole.Skip,
        "choice" or "reg" or "corr" or "expan" or "lb" or "name" or "persName" or "placeName" or "date" or "num" or "title" => XmlRole.Inline,
        "quote" => element.Parent?.Local() == "p" ? XmlRole.Inline : XmlRole.Quotation,
        "titlePage" or "docTitle" => XmlRole.Container,
        _ => null,
    };

    private static void Date(XmlFields fields, XElement? date, double confidence)
    {
        fields.Given(Fields.PublishedAt, date, "when", confidence + 0.02);
        fields.Text(Fields.PublishedAt, date, confidence);
    }
}
