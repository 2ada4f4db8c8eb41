using System.Xml.Linq;
using Platform.Contracts;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>XML of no known vocabulary, by the names that people give their elements: a title, an author, a body. Surely read is only what is written; what it stands for is less sure than elsewhere.</summary>
internal static class OtherXml
{
    /// <summary>By how much less sure a name is here than in a vocabulary that defines it.</summary>
    private const double Less = 0.1;

    private const int FewestWords = 4;
    private const int MostArticles = 5000;

    /// <summary>Reads it.</summary>
    public static void Read(XElement root, Draft draft)
    {
        var articles = Repeated(root);
        if (articles.Count < 2)
        {
            One(root, draft);
            return;
        }

        var collection = new Collection(draft, "element");
        foreach (var article in articles.Take(MostArticles))
        {
            var one = new Draft(draft.MediaType);
            One(article, one);
            collection.Add(one, takesFields: false);
        }

        draft.Warnings.Add($"This is a list of {articles.Count} documents, read as one; drop them one by one for a record of each.");
    }

    // Elements of one name beside one another, each with a title and a body of its own.
    private static List<XElement> Repeated(XElement root) => root.DescendantsAndSelf().Take(1000)
        .Select(outer => outer.Elements().Where(element => element.Elements().Any(inner => StatedKeys.Of(inner.Local())?.Field == Fields.Title) && Body(element) is not null).ToList())
        .FirstOrDefault(list => list.Count > 1 && list.All(element => element.Local() == list[0].Local())) ?? [];

    private static void One(XElement root, Draft draft)
    {
        var body = Body(root);
        var known = new HashSet<XElement>();
        foreach (var element in root.Descendants().Where(element => element != body && (body is null || !element.Ancestors().Contains(body))).Take(2000))
        {
            if (IsNear(element, root) && StatedKeys.Of(element.Local()) is { } field && !element.Elements().Any(inner => inner.HasElements) && known.Add(element))
            {
                Stated.Propose(draft, field.Field, Value(element), element.Place(), field.Confidence - Less, "element_name");
            }
        }

        foreach (var attribute in root.Attributes())
        {
            if (StatedKeys.Of(attribute.Name.LocalName) is { } field)
            {
                Stated.Propose(draft, field.Field, attribute.Value, $"{root.Local()}@{attribute.Name.LocalName}", field.Confidence - (2 * Less), "attribute_name");
            }
        }

        if (body is not null)
        {
            Text(body, draft, _ => null);
        }
        else if (root.Descendants().Any(IsProse))
        {
            Text(root, draft, element => known.Contains(element) && StatedKeys.Of(element.Local())?.Field != Fields.Description || !element.HasElements && !IsProse(element) && XmlBlocks.Role(element.Local()) == XmlRole.Unknown && element.Parent!.Nodes().Take(50).OfType<XText>().All(text => string.IsNullOrWhiteSpace(text.Value))
                ? XmlRole.Skip : null);
        }
    }

    private static void Text(XElement body, Draft draft, Func<XElement, XmlRole?> role)
    {
        var writer = new BlockWriter(draft);
        if (!body.HasElements)
        {
            Markings.Take(body.Value, body.Place(), writer); // escaped HTML, or plain text
            return;
        }

        var blocks = new XmlBlocks(writer, role);
        blocks.Take(body);
        blocks.Finish();
    }

    private static bool IsNear(XElement element, XElement root) => element.Ancestors().TakeWhile(outer => outer != root).Count() <= 3;

    private static string? Value(XElement element) => element.Inner("name").FirstOrDefault().Line() ?? (element.HasElements ? string.Join("; ", element.Elements().Select(inner => inner.Line()).OfType<string>()) : Markings.Line(element.Value));

    private static XElement? Body(XElement root)
    {
        foreach (var name in StatedKeys.Bodies)
        {
            if (root.Descendants().Take(2000).FirstOrDefault(element => StatedKeys.Plain(element.Local()) == name && Cleaning.CountWords(element.Value) > FewestWords) is { } body)
            {
                return body;
            }
        }

        return null;
    }

    private static bool IsProse(XElement element) =>
        element.Nodes().OfType<XText>().Any(text => text.Value.Contains(' ', StringComparison.Ordinal) && Cleaning.CountWords(text.Value) >= FewestWords);
}
