using System.Text;
using System.Xml;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>A book's package document: what it states, and its chapters in order.</summary>
internal sealed class Opf(string name, Draft draft)
{
    private readonly Dictionary<string, (string Part, bool IsContents)> _items = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];
    private readonly StringBuilder _text = new();
    private Entry? _open;

    public string Name { get; } = name;

    /// <summary>The chapters, and whether one is the table of contents.</summary>
    public List<(string Part, bool IsContents)> Spine { get; } = [];

    public void Node(XmlReader node, Package package)
    {
        switch (node.NodeType)
        {
            case XmlNodeType.Element: Start(node); break;
            case XmlNodeType.Text or XmlNodeType.CDATA when _open is not null: _text.Append(package.Text(node)); break;
            case XmlNodeType.EndElement when _open is not null: Close(); break;
        }
    }

    /// <summary>Proposes the metadata once all refinements are read.</summary>
    public void Propose()
    {
        var titles = 0;
        foreach (var entry in _entries)
        {
            var where = $"{Name} {entry.Name}";
            var kind = entry.Id is null ? null : _entries.Find(other => other.Refines == "#" + entry.Id && other.Property is "title-type" or "role")?.Value;
            switch (entry.Name)
            {
                case "dc:title" when kind == "subtitle": Stated.Propose(draft, Fields.Subtitle, entry.Value, where, 0.95); break;
                case "dc:title": Stated.Propose(draft, Fields.Title, entry.Value, where, kind == "main" ? 0.97 : 0.95 - (0.01 * Math.Min(titles++, 10))); break;
                case "dc:creator" when (kind ?? entry.Role) is null or "aut": Stated.Propose(draft, Fields.Authors, entry.Value, where, 0.95); break;
                case "dc:date" when entry.Event is null or "publication" or "original-publication": Stated.Propose(draft, Fields.PublishedAt, entry.Value, where, 0.9); break;
                case "dc:date" when entry.Event == "modification": Stated.Propose(draft, Fields.ModifiedAt, entry.Value, where, 0.8); break;
                case "dc:publisher": Stated.Propose(draft, Fields.Publisher, entry.Value, where, 0.9); break;
                case "dc:language": Stated.Propose(draft, Fields.Language, entry.Value, where, 0.6); break;
                case "dc:subject": Stated.Propose(draft, Fields.Tags, entry.Value, where, 0.8); break;
                case "dc:description": Stated.Propose(draft, Fields.Description, Plain(entry.Value), where, 0.8); break;
                case "meta" when entry.Property == "dcterms:modified" && entry.Refines is null: Stated.Propose(draft, Fields.ModifiedAt, entry.Value, $"{where}[dcterms:modified]", 0.8); break;
            }
        }
    }

    private void Start(XmlReader node)
    {
        if (node.LocalName == "item" && node.GetAttribute("id") is { } id && node.GetAttribute("href") is { } href)
        {
            var contents = (node.GetAttribute("properties") ?? "").Split(' ').Contains("nav", StringComparer.Ordinal);
            _items[id] = (Package.Resolve(Name, Uri.UnescapeDataString(href.Split('#')[0])), contents);
        }
        else if (node.LocalName == "itemref" && node.GetAttribute("idref") is { } reference && _items.TryGetValue(reference, out var item))
        {
            Spine.Add(item);
        }
        else if ((node.Prefix == "dc" || node.LocalName == "meta") && !node.IsEmptyElement)
        {
            _open = new Entry(
                node.Prefix == "dc" ? "dc:" + node.LocalName.ToLowerInvariant() : "meta", node.GetAttribute("id"), Docx.Attribute(node, "role"), Docx.Attribute(node, "event"), node.GetAttribute("property"), node.GetAttribute("refines"));
            _text.Clear();
        }
    }

    private void Close()
    {
        _entries.Add(_open! with { Value = _text.ToString() });
        _open = null;
    }

    // Shops put HTML in there.
    private static string Plain(string description) => description.Contains('<', StringComparison.Ordinal)
        ? new AngleSharp.Html.Parser.HtmlParser().ParseDocument(description[..Math.Min(description.Length, 20_000)]).Body?.TextContent ?? ""
        : description;

    private sealed record Entry(string Name, string? Id, string? Role, string? Event, string? Property, string? Refines)
    {
        public string Value { get; init; } = "";
    }
}
