using System.Xml.Linq;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>NewsML of IPTC: G2 (a news item, or a message of several) and the first version. The text stands inside as NITF, XHTML or plain.</summary>
internal static class NewsMl
{
    private const int MostItems = 1000;

    /// <summary>Reads it.</summary>
    public static void Read(XElement root, Draft draft)
    {
        var items = root.DescendantsAndSelf().Where(element => element.Local() is "newsItem" or "NewsItem").Take(MostItems).ToList();
        if (items.Count == 1)
        {
            Item(items[0], root, draft);
            return;
        }

        var collection = new Collection(draft, "item");
        foreach (var item in items)
        {
            var one = new Draft(draft.MediaType);
            Item(item, root, one);
            if (one.Blocks.Count > 0)
            {
                collection.Add(one, takesFields: collection.Count == 0);
            }
        }

        if (collection.Count > 1)
        {
            draft.Warnings.Add($"This is a message of {collection.Count} news items, read as one document with the fields of the first; drop items one by one for a record of each.");
        }
    }

    private static void Item(XElement item, XElement root, Draft draft)
    {
        var fields = new XmlFields(draft, "newsml");
        if (item.Local() == "newsItem")
        {
            Second(item, fields);
        }
        else
        {
            First(item, root, fields);
        }

        foreach (var content in item.Within("inlineXML", "inlineData", "DataContent").Take(100))
        {
            Content(content, draft);
        }
    }

    private static void Second(XElement item, XmlFields fields)
    {
        XElement? about = item.At("itemMeta"), content = item.At("contentMeta");
        fields.Text(Fields.Title, content.At("headline"), 0.97);
        fields.Text(Fields.Title, about.At("title"), 0.8);
        Byline(content.At("by"), fields, 0.9);
        fields.Texts(Fields.Authors, content.Inner("creator").SelectMany(creator => creator.Inner("name").Take(1)), 0.85);
        fields.Text(Fields.PublishedAt, about.At("firstCreated"), 0.85);
        fields.Text(Fields.PublishedAt, content.At("contentCreated"), 0.8);
        fields.Text(Fields.PublishedAt, about.At("versionCreated"), 0.75);
        fields.Text(Fields.ModifiedAt, about.At("versionCreated"), 0.8);
        fields.Text(Fields.Publisher, about.At("provider", "name"), 0.85);
        fields.Given(Fields.Publisher, about.At("provider"), "literal", 0.8);
        fields.Text(Fields.Description, content.At("description"), 0.8);
        fields.Given(Fields.Language, content.At("language"), "tag", 0.5);
        fields.Texts(Fields.Tags, content.Inner("keyword"), 0.9);
        fields.Texts(Fields.Tags, content.Inner("subject").SelectMany(subject => subject.Inner("name").Take(1)), 0.85);
    }

    private static void First(XElement item, XElement root, XmlFields fields)
    {
        fields.Text(Fields.Title, item.Within("HeadLine").FirstOrDefault(), 0.95);
        fields.Text(Fields.Subtitle, item.Within("SubHeadLine").FirstOrDefault(), 0.85);
        Byline(item.Within("ByLine").FirstOrDefault(), fields, 0.85);
        fields.Text(Fields.PublishedAt, item.Within("FirstCreated").FirstOrDefault(), 0.9);
        fields.Text(Fields.ModifiedAt, item.Within("ThisRevisionCreated").FirstOrDefault(), 0.85);
        fields.Given(Fields.Publisher, item.Within("Provider").FirstOrDefault().At("Party"), "FormalName", 0.8);
        fields.Given(Fields.Publisher, root.Within("SentFrom").FirstOrDefault().At("Party"), "FormalName", 0.6);
        fields.Given(Fields.Language, item.Within("Language").FirstOrDefault(), "FormalName", 0.5);
        fields.Texts(Fields.Tags, item.Within("KeywordLine"), 0.85);
    }

    private static void Byline(XElement? byline, XmlFields fields, double confidence)
    {
        foreach (var name in Bylines.NamesIn(byline.Line() ?? "", handles: true))
        {
            fields.Value(Fields.Authors, name, byline!.Place(), confidence);
        }
    }

    private static void Content(XElement content, Draft draft)
    {
        var inner = content.Elements().FirstOrDefault();
        if (inner?.Local() == "nitf")
        {
            Nitf.Text(inner, draft);
        }
        else if (inner is not null)
        {
            Markings.Take(XmlHtml.Of(inner), content.Local(), new BlockWriter(draft));
        }
        else if (!(content.Given("contenttype") ?? "").StartsWith("image", StringComparison.OrdinalIgnoreCase) && content.Given("encoding") is null)
        {
            Markings.Take(content.Value, content.Local(), new BlockWriter(draft));
        }
    }
}
