using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Platform.Contracts;

namespace Platform.Fetcher.Sources.Web;

/// <summary>RSS 0.9 to 2.0, RSS 1.0 and Atom, told by their elements: namespaces are often missing or wrong.</summary>
internal static partial class XmlFeed
{
    /// <summary>Reads it; null where the bytes are no such feed.</summary>
    public static FeedDocument? Read(byte[] bytes, Uri address)
    {
        if (Load(bytes)?.Root is not { } root || root.Name.LocalName is not ("rss" or "RDF" or "feed"))
        {
            return null;
        }

        var head = Children(root, "channel").FirstOrDefault() ?? root;
        var near = Base(root, address);
        var home = Children(head, "link").Where(IsPage).Select(link => WebLocation.Read(Target(link), near)).FirstOrDefault(link => link is not null);
        var items = root.Descendants().Where(element => element.Name.LocalName is "item" or "entry" && (element.Parent == root || element.Parent == head)).Take(FeedDocument.MostEntries).ToList();
        var author = Children(root, "author").Select(Author).FirstOrDefault(name => name is not null);
        return new FeedDocument(FeedEntry.Line(One(head, "title")), home, items.ConvertAll(item => Entry(item, head, near, author)), Ttl(head));
    }

    private static FeedEntry Entry(XElement item, XElement head, Uri address, string? feedAuthor)
    {
        var near = Base(item, address);
        var (guid, original) = (Children(item, "guid", "id").FirstOrDefault(), One(item, "origLink"));
        var link = WebLocation.Read(original, near)
            ?? Children(item, "link").Where(IsPage).Select(element => WebLocation.Read(Target(element), near)).FirstOrDefault(found => found is not null)
            ?? (guid?.Attribute("isPermaLink")?.Value is not "false" ? WebLocation.Read(guid?.Value) : null);
        var authors = Children(item, "author", "creator").Select(Author).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return new FeedEntry
        {
            Guid = guid?.Value ?? item.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == "about")?.Value,
            Link = link,
            Title = FeedEntry.Line(Children(item, "title").FirstOrDefault(title => !title.Name.NamespaceName.Contains("mrss", StringComparison.Ordinal))?.Value),
            Authors = authors.Count == 0 && feedAuthor is not null ? [feedAuthor] : authors,
            PublishedAt = FeedEntry.Date(One(item, "pubDate") ?? One(item, "published") ?? One(item, "issued") ?? One(item, "date")),
            Updated = One(item, "updated") ?? One(item, "modified"),
            Body = Body(item),
            Alone = Alone(item, head),
        };
    }

    private static string Body(XElement item)
    {
        var texts = Children(item, "encoded", "content", "description", "summary", "fulltext", "full-text").Where(element => !element.Name.NamespaceName.Contains("mrss", StringComparison.Ordinal))
            .Select(element => element.HasElements ? string.Concat(element.Nodes()) : element.Value);
        return texts.MaxBy(text => text.Length) ?? "";
    }

    // The entry with what the feed says of itself, so that publisher, language and relative links are read as in the whole.
    private static byte[] Alone(XElement item, XElement head)
    {
        var root = head.Parent is null ? new XElement(head.Name, head.Attributes()) : new XElement(head.Parent.Name, head.Parent.Attributes());
        var about = head.Elements().Where(element => element.Name.LocalName is "title" or "link" or "language" or "id" or "author" or "updated").Select(element => new XElement(element));
        var inHead = item.Parent == head;
        if (head.Parent is null)
        {
            root.Add(about, new XElement(item));
        }
        else
        {
            root.Add(new XElement(head.Name, head.Attributes(), about, inHead ? new XElement(item) : null), inHead ? null : new XElement(item));
        }

        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false }))
        {
            root.Save(writer);
        }

        return bytes.ToArray();
    }

    private static TimeSpan? Ttl(XElement head)
    {
        if (double.TryParse(One(head, "ttl"), NumberStyles.Float, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and < 100_000)
        {
            return TimeSpan.FromMinutes(minutes);
        }

        var period = One(head, "updatePeriod")?.Trim().ToUpperInvariant() switch
        {
            "HOURLY" => TimeSpan.FromHours(1),
            "DAILY" => TimeSpan.FromDays(1),
            "WEEKLY" => TimeSpan.FromDays(7),
            "MONTHLY" => TimeSpan.FromDays(30),
            "YEARLY" => TimeSpan.FromDays(365),
            _ => (TimeSpan?)null,
        };
        return period / (double.TryParse(One(head, "updateFrequency"), NumberStyles.Float, CultureInfo.InvariantCulture, out var times) && times is >= 1 and < 10_000 ? times : 1);
    }

    private static IEnumerable<XElement> Children(XElement parent, params string[] names) => parent.Elements().Where(element => names.Contains(element.Name.LocalName, StringComparer.Ordinal));

    private static string? One(XElement parent, string name) => Children(parent, name).FirstOrDefault(element => !string.IsNullOrWhiteSpace(element.Value))?.Value.Trim();

    private static bool IsPage(XElement link) => (link.Attribute("rel")?.Value is null or "alternate")
        && (link.Attribute("type")?.Value is null or "text/html" or "application/xhtml+xml") && !string.IsNullOrWhiteSpace(Target(link));

    private static string? Target(XElement link) => link.Attribute("href")?.Value ?? link.Value;

    private static Uri Base(XElement element, Uri address) => WebLocation.Read(element.Attribute(XNamespace.Xml + "base")?.Value, address) ?? address;

    // RSS writes "a@example.org (Anna Nowak)" where Atom has elements.
    private static string? Author(XElement element)
    {
        var text = FeedEntry.Line(Children(element, "name").FirstOrDefault()?.Value ?? element.Value);
        if (text is not null && text.Contains('@', StringComparison.Ordinal))
        {
            var (open, close) = (text.IndexOf('(', StringComparison.Ordinal), text.LastIndexOf(')'));
            text = open >= 0 && close > open + 1 ? text[(open + 1)..close].Trim() : null;
        }

        return text is { Length: > 0 and <= 200 } ? text : null;
    }

    // As it is written, and once more mended where it is no XML: bare ampersands, HTML's names for letters, control characters.
    private static XDocument? Load(byte[] bytes)
    {
        using var raw = new MemoryStream(bytes);
        if (Load(settings => XmlReader.Create(raw, settings)) is { } whole)
        {
            return whole;
        }

        var text = Ampersand().Replace(FeedDocument.Decode(bytes), match => match.Groups["name"].Success && System.Net.WebUtility.HtmlDecode(match.Value) is { Length: <= 2 } letter && letter[0] > '>'
            ? letter : match.Groups["known"].Success ? match.Value : "&amp;" + match.Value[1..]);
        text = Control().Replace(Declaration().Replace(text, "", 1), "").TrimStart();
        return Load(settings => XmlReader.Create(new StringReader(text), settings));
    }

    private static XDocument? Load(Func<XmlReaderSettings, XmlReader> open)
    {
        try
        {
            using var reader = open(new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersInDocument = 2L * FeedDocument.MostBytes });
            return XDocument.Load(reader);
        }
        catch (Exception notXml) when (notXml is XmlException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("&(?:(?<known>(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)|(?<name>[a-zA-Z][a-zA-Z0-9]{1,30};))?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Ampersand();

    [GeneratedRegex("""[\x00-\x08\x0B\x0C\x0E-\x1F]""", RegexOptions.NonBacktracking)]
    private static partial Regex Control();

    [GeneratedRegex("""<\?xml[^>]{0,200}\?>""", RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();
}
