using System.Net;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>
/// XML within bounds. No DTD is read, so that no entity is ever defined and nothing is fetched; the names of characters that HTML has (<c>&amp;nbsp;</c>) are known all the same, others stay as they are written.
/// </summary>
internal static partial class XmlTree
{
    private const int MaxDepth = 250;
    private const int MostElements = 1_000_000;
    private const int HeadLength = 100_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore, // passed over; Prohibit would refuse most files of publishers, which all name their DTD
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1,
    };

    /// <summary>The name of the first element without its prefix, and whether an XML declaration or a namespace says that this is XML; null where the text does not begin like XML, an empty name where it breaks off before.</summary>
    public static (string Name, bool IsStated)? Root(string text)
    {
        var head = text.AsSpan(0, Math.Min(text.Length, HeadLength)).TrimStart();
        if (!head.StartsWith("<") || head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var match = Begin().Match(text, Math.Min(text.Length, HeadLength) - head.Length, head.Length);
        return match.Success
            ? (match.Groups["name"].Value, match.Groups["declared"].Success || match.Groups["rest"].Value.Contains("xmlns", StringComparison.Ordinal))
            : head.StartsWith("<?xml") ? ("", true) : null;
    }

    /// <summary>Reads the tree. Where the text breaks off or is broken, what stands before is kept.</summary>
    /// <param name="text">The text.</param>
    /// <param name="missing">Says that not all could be read; null where it could.</param>
    /// <exception cref="UnreadableException">It passes a bound, or is broken from the first element on.</exception>
    public static XElement Read(string text, out string? missing)
    {
        XElement? root = null;
        missing = null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(Reference().Replace(text.TrimStart(), Character)), Settings);
            Build(reader, ref root);
        }
        catch (XmlException broken)
        {
            if (root is null || !root.DescendantNodes().Any(node => node is XText))
            {
                throw new UnreadableException(ReasonCodes.Damaged, $"The XML is broken in line {broken.LineNumber}; save it again in the program that made it and drop that.", broken);
            }

            missing = $"The XML is broken in line {broken.LineNumber}; what stands before is read.";
        }

        return root ?? throw new UnreadableException(ReasonCodes.Damaged, "The XML holds no element; save it again in the program that made it and drop that.");
    }

    private static void Build(XmlReader reader, ref XElement? root)
    {
        XElement? open = null;
        var elements = 0;
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth || elements > MostElements)
            {
                throw new UnreadableException(
                    ReasonCodes.LimitExceeded, $"The XML nests more than {MaxDepth} elements or has more than {MostElements}, which no document for readers does; split it and drop its parts.");
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    elements++;
                    var element = Element(reader);
                    open?.Add(element);
                    root ??= element;
                    open = reader.IsEmptyElement ? open : element;
                    break;
                case XmlNodeType.EndElement:
                    open = open?.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    open?.Add(new XText(reader.Value));
                    break;
            }
        }
    }

    private static XElement Element(XmlReader reader)
    {
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        var empty = reader.IsEmptyElement;
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/" && element.Attributes().Count() < 100)
            {
                element.SetAttributeValue(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value);
            }
        }

        reader.MoveToElement();
        return element;
    }

    private static string Character(Match match)
    {
        if (match.Value.Length > 1 && !match.Groups["name"].Success)
        {
            return match.Value; // a number, or a section that stands as it is
        }

        var decoded = match.Groups["name"].Value is "amp" or "lt" or "gt" or "quot" or "apos" ? match.Value : WebUtility.HtmlDecode(match.Value);
        return decoded != match.Value || match.Groups["name"].Value is "amp" or "lt" or "gt" or "quot" or "apos" ? decoded : "&amp;" + match.Value[1..];
    }

    [GeneratedRegex("""^(?:(?<declared><\?xml[^>]*>)|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>|\s)*<(?:[A-Za-z_][A-Za-z0-9_.-]*:)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)(?<rest>[^>]*)""", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Begin();

    [GeneratedRegex("""<!\[CDATA\[[\s\S]*?\]\]>|&(?:#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|(?<name>[A-Za-z][A-Za-z0-9]{1,31});)?""", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
