using System.Globalization;
using System.Xml;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// Word's DOCX. Accepts a ZIP whose main part is a word processing document. Styles say what a paragraph is; insertions are text, deletions, hidden text, comments, running heads and
/// the table of contents are listed as removed; notes follow the text.
/// </summary>
public static class Docx
{
    private const int DeepestStyle = 20;

    /// <summary>Whether the main part is a document.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Opc.MainPart(content, "document") is not null;
    }

    /// <summary>Reads text and properties.</summary>
    /// <exception cref="UnreadableException">It is damaged, or passes a bound.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Package.ReadDraft(content, package =>
        {
            var draft = new Draft("application/vnd.openxmlformats-officedocument.wordprocessingml.document") { HasCharset = false };
            Opc.Properties(package, draft);
            Text(package, Opc.MainPart(package, "document")!, draft);
            return draft;
        });
    }

    private static void Text(Package package, string main, Draft draft)
    {
        var relationships = Opc.Relationships(package, main);
        var styles = Styles(package, Opc.Targets(relationships, "styles").FirstOrDefault() ?? "");
        var writer = new BlockWriter(draft);
        void Read(string part, string place, Action<DraftBlock> take) =>
            new DocxText(draft, styles, part == main ? relationships : Opc.Relationships(package, part), place, take, target => DocxInserts.Chunk(package, target, writer)).Read(package, part);

        Read(main, "body", writer.Add);
        foreach (var part in Opc.Targets(relationships, "diagramData"))
        {
            DocxInserts.Diagram(package, part, writer);
        }

        foreach (var type in (string[])["footnotes", "endnotes"])
        {
            foreach (var part in Opc.Targets(relationships, type))
            {
                Read(part, type, writer.Add);
            }
        }

        foreach (var (type, kind) in ((string, string)[])[("comments", "comment"), ("header", "running_head"), ("footer", "running_head")])
        {
            foreach (var part in Opc.Targets(relationships, type))
            {
                Read(part, part, block => draft.Remove(kind, block.Text, block.Where));
            }
        }
    }

    /// <summary>The role of each paragraph style, inherited along what it is based on.</summary>
    private static Dictionary<string, StyleRole> Styles(Package package, string part)
    {
        var stated = new Dictionary<string, Style>(StringComparer.Ordinal);
        Style? style = null;
        package.Walk(part, node =>
        {
            if (node.NodeType != XmlNodeType.Element)
            {
                return;
            }

            switch (node.LocalName)
            {
                case "style": style = stated[Attribute(node, "styleId") ?? ""] = new Style(); break;
                case "name" when style is not null: style.Role ??= StyleRoles.Of(Attribute(node, "val") ?? ""); break;
                case "basedOn" when style is not null: style.BasedOn = Attribute(node, "val"); break;
                case "outlineLvl" when style is not null && Level(node) is { } level: style.Role ??= StyleRole.Heading(level); break;
                case "numId" when style is not null && Attribute(node, "val") != "0": style.Role ??= new StyleRole(BlockKinds.ListItem); break;
            }
        });
        return stated.ToDictionary(pair => pair.Key, pair => Role(stated, pair.Value), StringComparer.Ordinal);
    }

    private static StyleRole Role(Dictionary<string, Style> styles, Style style)
    {
        for (var depth = 0; depth < DeepestStyle; depth++)
        {
            if (style.Role is { } role)
            {
                return depth == 0 || role.Field is null ? role : role with { Field = null }; // what is derived from the title's look is not the title
            }

            if (style.BasedOn is null || !styles.TryGetValue(style.BasedOn, out style!))
            {
                break;
            }
        }

        return StyleRole.Body;
    }

    /// <summary>A heading's level, 1 to 6; null for body text, which is level 9.</summary>
    internal static int? Level(XmlReader node) =>
        int.TryParse(Attribute(node, "val"), NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level < 9 ? level + 1 : null;

    /// <summary>An attribute by its local name: both editions of the standard and lax writers are read alike.</summary>
    internal static string? Attribute(XmlReader node, string name)
    {
        string? value = null;
        for (var more = node.MoveToFirstAttribute(); more; more = node.MoveToNextAttribute())
        {
            if (node.LocalName == name)
            {
                value = node.Value;
                break;
            }
        }

        node.MoveToElement();
        return value;
    }

    private sealed class Style
    {
        public StyleRole? Role { get; set; }

        public string? BasedOn { get; set; }
    }
}
