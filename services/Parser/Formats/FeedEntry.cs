using System.Text.RegularExpressions;
using System.Xml.Linq;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>One item of RSS or entry of Atom.</summary>
internal static partial class FeedEntry
{
    /// <summary>Reads its fields, and its text from the fullest element that it has.</summary>
    public static void Read(XElement entry, Draft draft)
    {
        foreach (var element in entry.Elements())
        {
            Field(element, draft);
        }

        Body(entry, draft);
    }

    private static void Field(XElement element, Draft draft)
    {
        var text = Markings.Line(element.Value);
        (string Field, string? Value, double Confidence)? found = element.Local() switch
        {
            "title" when !IsMedia(element) => (Fields.Title, text, 0.95),
            "author" or "creator" or "contributor" => (Fields.Authors, Author(element), element.Local() == "contributor" ? 0.6 : 0.92),
            "pubDate" or "published" or "issued" or "date" => (Fields.PublishedAt, text, 0.95),
            "created" => (Fields.PublishedAt, text, 0.7),
            "updated" or "modified" => (Fields.ModifiedAt, text, 0.92),
            "link" when element.Given("rel") is null or "alternate" => (Fields.CanonicalUrl, element.Given("href") ?? text, 0.92),
            "origLink" => (Fields.CanonicalUrl, text, 0.95),
            "guid" when element.Given("isPermaLink") != "false" => (Fields.CanonicalUrl, text, 0.8),
            "category" or "subject" or "keywords" => (Fields.Tags, element.Given("label") ?? element.Given("term") ?? text, 0.9),
            "source" => (Fields.Publisher, element.At("title").Line() ?? (element.HasElements ? null : text), 0.85),
            "publisher" => (Fields.Publisher, text, 0.85),
            "language" => (Fields.Language, text, 0.5),
            _ => null,
        };
        if (found is { Value: { Length: > 0 } value } known)
        {
            Propose(draft, known.Field, value, element.Place(), known.Confidence);
        }
    }

    // A tag of a feed is one, with commas and all.
    private static void Propose(Draft draft, string field, string value, string where, double confidence)
    {
        if (field is Fields.PublishedAt or Fields.ModifiedAt)
        {
            draft.Found(MailHeaders.Date(value) is { } date ? new Finding(field, date, where, "feed_entry", confidence, value) : null);
        }
        else if (field == Fields.Tags)
        {
            draft.Found(new Finding(field, value, where, "feed_entry", confidence, value));
        }
        else
        {
            Stated.Propose(draft, field, value, where, confidence, "feed_entry");
        }
    }

    private static bool IsMedia(XElement element) => element.Name.NamespaceName.Contains("mrss", StringComparison.Ordinal);

    // RSS writes "a@example.org (Anna Nowak)" where Atom has elements.
    private static string? Author(XElement element)
    {
        var text = element.At("name").Line() ?? Markings.Line(element.Value);
        var name = Behind().Match(text) is { Success: true } behind ? behind.Groups["name"].Value : text;
        return name.Contains('@', StringComparison.Ordinal) || name.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? null : name;
    }

    // A summary that is not the text itself is the description.
    private static void Body(XElement entry, Draft draft)
    {
        var candidates = entry.Elements().Where(element => element.Local() is "encoded" or "content" or "description" or "summary" or "fulltext" or "full-text" && !IsMedia(element))
            .Select(element => (Element: element, Text: Text(element))).Where(candidate => candidate.Text.Length > 0).ToList();
        if (candidates.Count == 0)
        {
            return;
        }

        var body = candidates.MaxBy(candidate => Rank(candidate.Element) + Math.Min(candidate.Text.Length, 100_000));
        Markings.Take(body.Text, body.Element.Place(), new BlockWriter(draft));
        foreach (var (element, text) in candidates.Where(candidate => candidate.Element != body.Element && candidate.Element.Local() is "description" or "summary"))
        {
            Stated.Propose(draft, Fields.Description, Markings.Line(text), element.Place(), 0.85, "feed_entry");
        }
    }

    private static int Rank(XElement element) => element.Local() is "encoded" or "content" ? 100_000 : 0;

    // XHTML stands as elements, HTML as escaped text, plain text as itself.
    private static string Text(XElement element) => element.HasElements
        ? string.Concat(element.Nodes().Select(node => node is XElement inner ? XmlHtml.Of(inner) : System.Net.WebUtility.HtmlEncode(((XText)node).Value)))
        : element.Given("type") is "text" ? System.Net.WebUtility.HtmlEncode(element.Value) : element.Value;

    [GeneratedRegex("""^\S+@\S+\s*\((?<name>[^()]+)\)$""", RegexOptions.NonBacktracking)]
    private static partial Regex Behind();
}
