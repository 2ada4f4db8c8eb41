using System.Xml;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>What one part points to.</summary>
/// <param name="Type">The last step of the relationship's type, such as <c>officeDocument</c>.</param>
/// <param name="Target">The part's name, or an address where it is outside.</param>
/// <param name="IsOutside">Whether it leads out of the package.</param>
internal sealed record Relationship(string Type, string Target, bool IsOutside);

/// <summary>The conventions that DOCX, PPTX and XLSX share: relationships between parts, and the properties of the document.</summary>
internal static class Opc
{
    /// <summary>The name of the main part where its root element is the one given; null for any other content.</summary>
    public static string? MainPart(Content content, string root) => Package.IsZip(content) ? Package.Read(content, package => MainPart(package, root)) : null;

    /// <summary>The name of the main part where its root element is the one given.</summary>
    public static string? MainPart(Package package, string root)
    {
        var main = Relationships(package, "").Values.FirstOrDefault(relationship => relationship.Type == "officeDocument")?.Target
            ?? ((string[])["word/document.xml", "ppt/presentation.xml", "xl/workbook.xml"]).FirstOrDefault(package.Has);
        if (main is null || !main.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        using var reader = package.Xml(main);
        return reader is not null && reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == root ? main : null;
    }

    /// <summary>The relationships of a part by their ids; those of the package itself for an empty name.</summary>
    public static Dictionary<string, Relationship> Relationships(Package package, string part)
    {
        var found = new Dictionary<string, Relationship>(StringComparer.Ordinal);
        var at = part.LastIndexOf('/') + 1;
        package.Walk($"{part[..at]}_rels/{part[at..]}.rels", node =>
        {
            if (node is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && node.GetAttribute("Id") is { } id && node.GetAttribute("Target") is { } target)
            {
                var type = node.GetAttribute("Type") ?? "";
                var outside = node.GetAttribute("TargetMode") == "External";
                found[id] = new Relationship(type[(type.LastIndexOf('/') + 1)..], outside ? target : Package.Resolve(part, target), outside);
            }
        });
        return found;
    }

    /// <summary>Parts that a part points to by relationships of one type, in the order of their names.</summary>
    public static IEnumerable<string> Targets(Dictionary<string, Relationship> relationships, string type) =>
        relationships.Values.Where(relationship => relationship.Type == type && !relationship.IsOutside).Select(relationship => relationship.Target).Distinct().Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>Proposes what the core and the extended properties state.</summary>
    public static void Properties(Package package, Draft draft)
    {
        var parts = Relationships(package, "").Values;
        var core = parts.FirstOrDefault(part => part.Type == "core-properties")?.Target ?? "docProps/core.xml";
        Texts(package, core, (name, text, prefix) =>
        {
            var where = $"{core} {prefix}";
            switch (name)
            {
                case "title": Stated.Propose(draft, Fields.Title, text, where, 0.8); break;
                case "creator": Stated.Propose(draft, Fields.Authors, text, where, 0.7); break;
                case "description": Stated.Propose(draft, Fields.Description, text, where, 0.6); break;
                case "subject": Stated.Propose(draft, Fields.Description, text, where, 0.4); break;
                case "keywords": Stated.Propose(draft, Fields.Tags, text, where, 0.8); break;
                case "language": Stated.Propose(draft, Fields.Language, text, where, 0.5); break;
                case "created": Stated.ProposeCreation(draft, text, where); break;
                case "modified": Stated.Propose(draft, Fields.ModifiedAt, text, where, 0.7); break;
            }
        });
        var extended = parts.FirstOrDefault(part => part.Type == "extended-properties")?.Target ?? "docProps/app.xml";
        Texts(package, extended, (name, text, _) =>
        {
            if (name == "Company")
            {
                Stated.Propose(draft, Fields.Publisher, text, $"{extended} Company", 0.4);
            }
        });
    }

    private static void Texts(Package package, string part, Action<string, string, string> take)
    {
        string name = "", spelling = "";
        package.Walk(part, node =>
        {
            if (node.NodeType == XmlNodeType.Element)
            {
                (name, spelling) = (node.LocalName, node.Name);
            }
            else if (node.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && node.Depth == 2)
            {
                take(name, package.Text(node), spelling);
            }
        });
    }
}
