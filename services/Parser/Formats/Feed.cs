using System.Xml.Linq;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// RSS (0.9 to 2.0, RDF) and Atom. Accepts a feed, and an entry or item alone. One entry is a document; several are read as one with the feed's own title, each entry under a heading.
/// </summary>
public static class Feed
{
    private const int MostEntries = 5000;

    /// <summary>Whether the first element is a feed's or an entry's.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return XmlTree.Root(content.Text) is ("rss" or "RDF" or "feed" or "entry" or "item", _) && (content.Text.Contains("<title", StringComparison.Ordinal) || content.Text.Contains(":title", StringComparison.Ordinal)
            || content.Text.Contains("<description", StringComparison.Ordinal));
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UnreadableException">It has no entries, is damaged or passes a bound.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var root = XmlTree.Read(content.Text, out var missing);
        var type = root.Name.NamespaceName.Contains("Atom", StringComparison.OrdinalIgnoreCase) || root.Local() is "feed" or "entry" ? "application/atom+xml" : "application/rss+xml";
        var whole = new Draft(type) { StatesTitle = true };
        Read(root, whole, type);
        if (missing is not null)
        {
            whole.Warnings.Add(missing);
            whole.Partial = true;
        }

        return whole;
    }

    private static void Read(XElement root, Draft whole, string type)
    {
        var head = root.Local() is "entry" or "item" ? null : root.Inner("channel").FirstOrDefault() ?? root;
        List<XElement> entries = head is null ? [root] : [.. root.DescendantsAndSelf().Where(element => element.Local() is "entry" or "item" && element.Parent?.Local() is "feed" or "channel" or "RDF" or "rss").Take(MostEntries + 1)];
        if (entries.Count == 0)
        {
            throw new UnreadableException(ReasonCodes.NoText, "The feed has no entries; drop it when it has some.");
        }

        if (entries.Count == 1)
        {
            FeedEntry.Read(entries[0], whole);
            Head(head, whole, alone: false);
            return;
        }

        var collection = new Collection(whole, "entry");
        foreach (var entry in entries.Take(MostEntries))
        {
            var one = new Draft(type);
            FeedEntry.Read(entry, one);
            collection.Add(one, takesFields: false);
        }

        whole.Partial |= entries.Count > MostEntries;
        whole.Warnings.Insert(0, $"This is a feed of {(entries.Count > MostEntries ? $"more than {MostEntries}" : entries.Count)} entries, read as one document; drop entries one by one for a record of each.");
        Head(head, whole, alone: true);
    }

    // What the feed says of itself: the site's name is its title; the rest stands for the whole, not for one entry.
    private static void Head(XElement? head, Draft draft, bool alone)
    {
        void Propose(string field, XElement? element, double confidence)
        {
            if (element is not null)
            {
                Stated.Propose(draft, field, element.Given("href") ?? Markings.Line(element.Value), element.Place(), confidence, "feed");
            }
        }

        if (head is null)
        {
            return;
        }

        Propose(Fields.Publisher, head.Inner("title").FirstOrDefault(), 0.8);
        Propose(Fields.Language, head.Inner("language").FirstOrDefault(), 0.4);
        if (alone)
        {
            Propose(Fields.Title, head.Inner("title").FirstOrDefault(), 0.9);
            Propose(Fields.Description, head.Inner("description", "subtitle", "tagline").FirstOrDefault(), 0.8);
            Propose(Fields.ModifiedAt, head.Inner("lastBuildDate", "updated", "pubDate", "modified").FirstOrDefault(), 0.8);
            Propose(Fields.CanonicalUrl, head.Inner("link").FirstOrDefault(link => link.Given("rel") is null or "alternate"), 0.7);
        }
    }
}
