using System.Text;
using System.Xml;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// OpenDocument: texts (ODT), and sheets and slides in the same elements. Accepts a ZIP with OpenDocument content. Insertions are text; deletions, comments, running heads and indexes are listed as
/// removed; notes follow the text.
/// </summary>
public static class Odt
{
    private const string Family = "application/vnd.oasis.opendocument.";

    /// <summary>Whether its content is OpenDocument.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Package.IsZip(content) && Package.Read(content, package => MediaType(package) is { } type
            ? package.Has("content.xml") && (type.StartsWith(Family, StringComparison.Ordinal) || type.StartsWith("application/vnd.sun.xml.", StringComparison.Ordinal))
            : IsContent(package));
    }

    /// <summary>Reads text and properties.</summary>
    /// <exception cref="UnreadableException">It is encrypted or damaged, or passes a bound.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Package.ReadDraft(content, package =>
        {
            if (IsEncrypted(package))
            {
                throw new UnreadableException(ReasonCodes.Encrypted, "The OpenDocument file is encrypted; remove its password in the program that made it and drop it again.");
            }

            var draft = new Draft(MediaType(package) ?? Family + "text") { HasCharset = false };
            Properties(package, draft);
            var styles = new OdtStyles();
            package.Walk("styles.xml", styles.Node);
            var text = new OdtText(draft, styles, "body", new BlockWriter(draft).Add);
            text.Read(package, "content.xml");
            new OdtText(draft, styles, "styles.xml", block => draft.Remove("running_head", block.Text, block.Where)).Read(package, "styles.xml");
            return draft;
        });
    }

    private static string? MediaType(Package package) => package.Bytes("mimetype", 1_000_000) is { } type ? Encoding.ASCII.GetString(type).Trim('\uFEFF', '?', ' ', '\n', '\r') : null;

    private static bool IsContent(Package package)
    {
        using var reader = package.Xml("content.xml");
        return reader is not null && reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == "document-content";
    }

    private static bool IsEncrypted(Package package)
    {
        string? path = null;
        var encrypted = false;
        package.Walk("META-INF/manifest.xml", node =>
        {
            if (node.NodeType == XmlNodeType.Element)
            {
                path = node.LocalName == "file-entry" ? Docx.Attribute(node, "full-path") : path;
                encrypted |= node.LocalName == "encryption-data" && path is "content.xml" or "encrypted-package";
            }
        });
        return encrypted;
    }

    private static void Properties(Package package, Draft draft)
    {
        var name = "";
        package.Walk("meta.xml", node =>
        {
            if (node.NodeType == XmlNodeType.Element)
            {
                name = node.Name;
            }
            else if (node.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                var (where, value) = ("meta.xml " + name, package.Text(node));
                switch (name)
                {
                    case "dc:title": Stated.Propose(draft, Fields.Title, value, where, 0.8); break;
                    case "meta:initial-creator": Stated.Propose(draft, Fields.Authors, value, where, 0.7); break;
                    case "dc:creator": Stated.Propose(draft, Fields.Authors, value, where, 0.5); break;
                    case "dc:description": Stated.Propose(draft, Fields.Description, value, where, 0.6); break;
                    case "dc:subject": Stated.Propose(draft, Fields.Description, value, where, 0.4); break;
                    case "dc:language": Stated.Propose(draft, Fields.Language, value, where, 0.5); break;
                    case "dc:publisher": Stated.Propose(draft, Fields.Publisher, value, where, 0.8); break;
                    case "meta:keyword": Stated.Propose(draft, Fields.Tags, value, where, 0.8); break;
                    case "meta:creation-date": Stated.ProposeCreation(draft, value, where); break;
                    case "dc:date": Stated.Propose(draft, Fields.ModifiedAt, value, where, 0.7); break;
                }
            }
        });
    }
}
