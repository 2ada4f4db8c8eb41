using System.Xml.Linq;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>DocBook 4 and 5, books and articles on software: metadata in <c>info</c> and its predecessors.</summary>
internal static class DocBook
{
    private static readonly string[] Infos = ["info", "articleinfo", "bookinfo", "chapterinfo", "sectioninfo", "refentryinfo"];

    /// <summary>Whether it is DocBook, by its namespace or by its elements.</summary>
    public static bool IsOne(XElement root) => root.Name.NamespaceName.Contains("docbook", StringComparison.OrdinalIgnoreCase) || root.Inner(Infos).Any() || root.Within("para", "simpara").Any();

    /// <summary>Reads it.</summary>
    public static void Read(XElement root, Draft draft)
    {
        var fields = new XmlFields(draft, "docbook");
        var info = root.Inner(Infos).FirstOrDefault();
        fields.Text(Fields.Title, info.At("title") ?? root.At("title"), 0.95);
        fields.Text(Fields.Subtitle, info.At("subtitle") ?? root.At("subtitle"), 0.9);
        foreach (var author in info.Inner("author").Concat(info.At("authorgroup").Inner("author")))
        {
            var person = author.At("personname") ?? author;
            var name = string.Join(' ', person.Inner("firstname", "givenname", "othername", "surname").Select(part => part.Line()));
            fields.Value(Fields.Authors, name.Length > 0 ? name : person.Line(), author.Place(), 0.95);
        }

        fields.Text(Fields.PublishedAt, info.At("pubdate"), 0.92);
        fields.Text(Fields.PublishedAt, info.At("date"), 0.85);
        fields.Text(Fields.Publisher, info.At("publisher", "publishername"), 0.9);
        fields.Text(Fields.Description, info.At("abstract"), 0.85);
        fields.Texts(Fields.Tags, info.At("keywordset").Inner("keyword"), 0.9);
        var blocks = new XmlBlocks(new BlockWriter(draft), element => Role(element, root));
        blocks.Take(root);
        blocks.Finish();
    }

    private static XmlRole? Role(XElement element, XElement root) => element.Local() switch
    {
        "title" or "subtitle" when element.Parent == root => XmlRole.Skip,
        "note" or "tip" or "warning" or "caution" or "important" or "sidebar" or "example" or "figure" => XmlRole.Container,
        "term" or "refname" or "refpurpose" => XmlRole.Paragraph,
        "listitem" when element.Parent?.Local() == "varlistentry" => XmlRole.Container,
        "primary" or "secondary" => XmlRole.Skip,
        var name when Infos.Contains(name) => XmlRole.Skip,
        _ => null,
    };
}
