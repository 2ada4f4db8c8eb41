using System.Xml.Linq;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// XML with a text in it: NITF, NewsML, JATS, TEI, DocBook, and other XML by the names of its elements. Accepts what begins like XML and is no page. Text that no name tells is read where it is prose;
/// XML that holds data alone is refused.
/// </summary>
public static class XmlDocuments
{
    // Elements that are HTML's too: alone they say nothing.
    private static readonly HashSet<string> Pages = new(StringComparer.OrdinalIgnoreCase)
    {
        "html", "head", "body", "div", "p", "article", "section", "main", "table", "span", "a", "b", "i", "em", "strong", "h1", "h2", "h3", "ul", "ol", "li", "br", "img", "meta", "title", "header", "footer", "nav",
        "aside", "form", "script", "style", "link", "center", "font", "pre", "blockquote", "figure",
    };

    /// <summary>Whether it is XML and no page.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return XmlTree.Root(content.Text) is { } root && !root.Name.Equals("html", StringComparison.OrdinalIgnoreCase)
            && (root.Name.Length == 0 ? !Html.Accepts(content) : root.IsStated || IsPublishers(content.Text, root.Name) || (!Pages.Contains(root.Name) && content.Text.AsSpan().TrimEnd().EndsWith($"{root.Name}>", StringComparison.Ordinal)));
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UnreadableException">It is broken, passes a bound, or holds data without a text.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var draft = new Draft("application/xml");
        var root = XmlTree.Read(content.Text, out var missing);
        if (root.Attributes().FirstOrDefault(attribute => attribute.Name == XNamespace.Xml + "lang") is { } language)
        {
            Stated.Propose(draft, Fields.Language, language.Value, $"{root.Local()}@xml:lang", 0.5);
        }

        switch (root.Local())
        {
            case "nitf": Nitf.Read(root, draft); break;
            case "newsItem" or "newsMessage" or "NewsML" or "packageItem": NewsMl.Read(root, draft); break;
            case "article" when root.At("front") is not null || root.At("body", "sec") is not null: Jats.Read(root, draft); break;
            case "TEI" or "TEI.2" or "teiCorpus": Tei.Read(root, draft); break;
            case "article" or "book" or "chapter" or "section" or "refentry" or "set" or "part" when DocBook.IsOne(root): DocBook.Read(root, draft); break;
            default: OtherXml.Read(root, draft); break;
        }

        if (missing is not null)
        {
            draft.Warnings.Add(missing);
            draft.Partial = true;
        }

        return draft.Blocks.Count > 0 ? draft : throw new UnreadableException(
            ReasonCodes.NoText, $"This XML ({root.Local()}) holds data and no text for readers; drop the document that has the text.");
    }

    private static bool IsPublishers(string text, string root) =>
        root == "article" && text.AsSpan(0, Math.Min(text.Length, 2000)) is var head && (head.Contains("DTD DocBook", StringComparison.Ordinal) || head.Contains("DTD JATS", StringComparison.Ordinal) || head.Contains("<articleinfo", StringComparison.Ordinal) || head.Contains("<front>", StringComparison.Ordinal));
}
