using System.Xml.Linq;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>NITF, the News Industry Text Format of IPTC: the head states the fields, <c>body.content</c> holds the text.</summary>
internal static class Nitf
{
    /// <summary>Reads it.</summary>
    public static void Read(XElement root, Draft draft)
    {
        var fields = new XmlFields(draft, "nitf");
        XElement? head = root.At("head"), data = head.At("docdata"), top = root.At("body", "body.head");
        fields.Text(Fields.Title, top.At("hedline", "hl1"), 0.97);
        fields.Text(Fields.Title, head.At("title"), 0.85);
        fields.Text(Fields.Subtitle, top.At("hedline", "hl2"), 0.9);
        fields.Text(Fields.Description, top.At("abstract"), 0.85);
        fields.Given(Fields.PublishedAt, data.At("date.issue"), "norm", 0.95);
        fields.Given(Fields.PublishedAt, data.At("date.release"), "norm", 0.9);
        fields.Given(Fields.PublishedAt, head.At("pubdata"), "date.publication", 0.85);
        fields.Given(Fields.Publisher, head.At("pubdata"), "name", 0.9);
        fields.Given(Fields.Publisher, data.At("doc.copyright"), "holder", 0.7);
        foreach (var keyword in data.At("key-list").Inner("keyword"))
        {
            fields.Given(Fields.Tags, keyword, "key", 0.9);
        }

        Bylines(top, fields);
        Text(root, draft);
    }

    /// <summary>Reads the text alone.</summary>
    public static void Text(XElement root, Draft draft)
    {
        if (root.At("body", "body.head", "dateline").Line() is { } dateline)
        {
            draft.Remove("boilerplate", dateline, "body.head/dateline");
        }

        if (root.At("body", "body.end").Line() is { } end)
        {
            draft.Remove("boilerplate", end, "body/body.end");
        }

        if ((root.At("body", "body.content") ?? root.At("body")) is { } body)
        {
            var blocks = new XmlBlocks(new BlockWriter(draft), element => element.Local() == "media" ? XmlRole.Container : null);
            blocks.Take(body);
            blocks.Finish();
        }
    }

    // A byline names people, or is a line of words with their titles.
    private static void Bylines(XElement? top, XmlFields fields)
    {
        foreach (var byline in top.Inner("byline"))
        {
            if (byline.Within("person").Any())
            {
                fields.Texts(Fields.Authors, byline.Within("person"), 0.95);
                continue;
            }

            var bare = new XElement(byline);
            bare.Within("bytag", "byttl").ToList().ForEach(title => title.Remove());
            foreach (var name in Formats.Bylines.NamesIn(bare.Line() ?? "", handles: true))
            {
                fields.Value(Fields.Authors, name, byline.Place(), 0.85);
            }
        }
    }
}
