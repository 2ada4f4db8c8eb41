using System.Globalization;
using System.Text;
using System.Xml;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>One pass over OpenDocument content, without recursion. Notes, comments and deletions stand inside the text: each opens a layer of its own.</summary>
internal sealed class OdtText
{
    private const int MostSpaces = 100;

    private readonly Draft _draft;
    private readonly OdtStyles _styles;
    private readonly string _place;
    private readonly Action<DraftBlock> _take;
    private readonly Stack<Layer> _layers = new();
    private readonly List<DraftBlock> _notes = [];
    private int _skipBelow = int.MaxValue;
    private int _number;
    private int _notesBegun;
    private bool _title;

    public OdtText(Draft draft, OdtStyles styles, string place, Action<DraftBlock> take)
    {
        (_draft, _styles, _place, _take) = (draft, styles, place, take);
        _layers.Push(new Layer(-1, place, take));
    }

    public void Read(Package package, string part)
    {
        package.Walk(part, node => Node(node, package));
        _notes.ForEach(_take);
    }

    private void Node(XmlReader node, Package package)
    {
        if (node.Depth > _skipBelow || _draft.IsFull)
        {
            return;
        }

        _skipBelow = int.MaxValue;
        _styles.Node(node);
        switch (node.NodeType)
        {
            case XmlNodeType.Element:
                var (name, depth, empty) = (node.LocalName, node.Depth, node.IsEmptyElement);
                Start(node, name);
                if (empty)
                {
                    End(name, depth);
                }

                break;
            case XmlNodeType.EndElement:
                End(node.LocalName, node.Depth);
                break;
            case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA when _layers.Peek().Paragraphs.TryPeek(out var paragraph):
                (paragraph.HiddenBelow < int.MaxValue ? paragraph.Hidden : paragraph.Text).Append(package.Text(node));
                break;
        }
    }

    private void Start(XmlReader node, string name)
    {
        var layer = _layers.Peek();
        switch (name)
        {
            case "note-citation" or "forms" or "binary-data" or "ruby-text" or "desc" or "script" or "font-face-decls" or "notes" or "dde-connection-decls":
                _skipBelow = node.IsEmptyElement ? _skipBelow : node.Depth;
                break;
            case "title" when node.Prefix == "svg":
                _skipBelow = node.IsEmptyElement ? _skipBelow : node.Depth;
                break;
            case "note" or "footnote" or "endnote":
                _layers.Push(new Layer(node.Depth, $"note[{++_notesBegun}]", _notes.Add));
                break;
            case "annotation":
                _layers.Push(new Layer(node.Depth, "comment", block => _draft.Remove("comment", block.Text, block.Where)));
                break;
            case "tracked-changes":
                _layers.Push(new Layer(node.Depth, "deletion", block => _draft.Remove("deletion", block.Text, block.Where)));
                break;
            case "table-of-content" or "illustration-index" or "table-index" or "object-index" or "user-index" or "alphabetical-index" or "bibliography":
                _layers.Push(new Layer(node.Depth, _place, block => _draft.Remove("navigation", block.Text, block.Where)));
                break;
            case "p" or "h":
                layer.Paragraphs.Push(Open(node, name, layer));
                break;
            case "list-item" or "list-header": layer.Lists++; break;
            case "table": layer.Tables.Start("tbl"); break;
            case "table-row": layer.Tables.Start("tr"); break;
            case "table-cell" or "covered-table-cell": layer.Tables.Start("tc"); break;
            default:
                if (layer.Paragraphs.TryPeek(out var paragraph))
                {
                    Inside(node, name, paragraph);
                }

                break;
        }
    }

    private Paragraph Open(XmlReader node, string name, Layer layer)
    {
        var role = _styles.Role(Docx.Attribute(node, "style-name"));
        if (name == "h")
        {
            var level = Docx.Attribute(node, "outline-level") ?? Docx.Attribute(node, "level");
            role = StyleRole.Heading(int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : role.Level ?? 1);
        }
        else if (layer.Lists > 0 && role.Kind == BlockKinds.Paragraph)
        {
            role = new StyleRole(BlockKinds.ListItem);
        }

        return new Paragraph { Role = role, Where = $"{layer.Place}/p[{++_number}]" };
    }

    private void Inside(XmlReader node, string name, Paragraph paragraph)
    {
        switch (name)
        {
            case "s":
                paragraph.Text.Append(' ', int.TryParse(Docx.Attribute(node, "c"), NumberStyles.None, CultureInfo.InvariantCulture, out var spaces) ? Math.Min(spaces, MostSpaces) : 1);
                break;
            case "tab" or "tab-stop": paragraph.Text.Append(' '); break;
            case "line-break": paragraph.Text.Append('\n'); break;
            case "span" when !node.IsEmptyElement && _styles.IsHidden(Docx.Attribute(node, "style-name")):
                paragraph.HiddenBelow = Math.Min(paragraph.HiddenBelow, node.Depth);
                break;
            case "a" when !node.IsEmptyElement:
                (paragraph.Address, paragraph.LinkFrom) = (Docx.Attribute(node, "href"), paragraph.Text.Length);
                break;
        }
    }

    private void End(string name, int depth)
    {
        var layer = _layers.Peek();
        if (layer.Depth == depth)
        {
            _layers.Pop();
            return;
        }

        switch (name)
        {
            case "p" or "h" when layer.Paragraphs.TryPop(out var done): Close(done, layer); break;
            case "list-item" or "list-header": layer.Lists--; break;
            case "table": layer.Tables.End("tbl"); break;
            case "table-row": layer.Tables.End("tr"); break;
            case "a" when layer.Paragraphs.TryPeek(out var paragraph) && paragraph.Address is { } address:
                Links.Add(_draft, address, paragraph.Text.ToString(paragraph.LinkFrom, paragraph.Text.Length - paragraph.LinkFrom));
                paragraph.Address = null;
                break;
            case "span" when layer.Paragraphs.TryPeek(out var owner) && owner.HiddenBelow == depth: owner.HiddenBelow = int.MaxValue; break;
        }
    }

    private void Close(Paragraph paragraph, Layer layer)
    {
        var role = paragraph.Role;
        _draft.Remove("hidden", paragraph.Hidden.ToString().Trim(), paragraph.Where);
        if (BlockWriter.Clean(new DraftBlock(role.Kind ?? BlockKinds.Paragraph, paragraph.Text.ToString(), paragraph.Where, role.Kind == BlockKinds.Heading ? role.Level : null)) is not { } block)
        {
            return;
        }

        if (role.Kind is null)
        {
            _draft.Remove("navigation", block.Text, block.Where);
            return;
        }

        if (role.Field is { } field && layer.Depth < 0 && _place == "body" && (field != Fields.Title || !_title))
        {
            Stated.Propose(_draft, field, block.Text, block.Where, 0.9, "title_style");
            _title |= field == Fields.Title;
        }

        layer.Tables.Add(block);
    }

    private sealed class Layer(int depth, string place, Action<DraftBlock> take)
    {
        public int Depth { get; } = depth;

        public string Place { get; } = place;

        public Stack<Paragraph> Paragraphs { get; } = new();

        public TableText Tables { get; } = new(place, take);

        public int Lists { get; set; }
    }

    private sealed class Paragraph
    {
        public required StyleRole Role { get; init; }

        public required string Where { get; init; }

        public StringBuilder Text { get; } = new();

        public StringBuilder Hidden { get; } = new();

        public int HiddenBelow { get; set; } = int.MaxValue;

        public string? Address { get; set; }

        public int LinkFrom { get; set; }
    }
}
