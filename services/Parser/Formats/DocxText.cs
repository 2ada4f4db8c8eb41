using System.Text;
using System.Xml;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>One pass over a part of WordprocessingML, without recursion: paragraphs stand in cells, text boxes in paragraphs, tables in both.</summary>
internal sealed class DocxText(Draft draft, Dictionary<string, StyleRole> styles, Dictionary<string, Relationship> relationships, string place, Action<DraftBlock> take, Action<string>? insert = null)
{
    private readonly Stack<Paragraph> _paragraphs = new();
    private readonly StringBuilder _deleted = new();
    private readonly TableText _tables = new(place, take);
    private int _skipBelow = int.MaxValue;
    private int _deletedBelow = int.MaxValue;
    private int _number;
    private bool _title;
    private string? _note;

    public void Read(Package package, string part) => package.Walk(part, node => Node(node, package));

    private void Node(XmlReader node, Package package)
    {
        if (node.Depth > _skipBelow || draft.IsFull)
        {
            return;
        }

        _skipBelow = int.MaxValue;
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
            case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA when _paragraphs.TryPeek(out var paragraph) && paragraph.InText:
                Append(paragraph, package.Text(node));
                break;
        }
    }

    private void Start(XmlReader node, string name)
    {
        switch (name)
        {
            // What a change replaced, the picture of what an application cannot draw, and the settings of controls hold no text of the document.
            case "pPrChange" or "rPrChange" or "tblPrChange" or "trPrChange" or "tcPrChange" or "sectPrChange" or "Fallback" or "sdtPr" or "instrText" or "rt" or "tblPr" or "sectPr":
                _skipBelow = node.IsEmptyElement ? _skipBelow : node.Depth;
                break;
            case "footnote" or "endnote":
                _note = Docx.Attribute(node, "id");
                _skipBelow = Docx.Attribute(node, "type") is null or "normal" || node.IsEmptyElement ? _skipBelow : node.Depth;
                break;
            case "del" or "moveFrom":
                _deletedBelow = node.IsEmptyElement ? _deletedBelow : Math.Min(_deletedBelow, node.Depth);
                break;
            case "p":
                _paragraphs.Push(new Paragraph { Number = ++_number });
                break;
            case "altChunk" when Docx.Attribute(node, "id") is { } chunk && relationships.TryGetValue(chunk, out var relationship) && !relationship.IsOutside:
                insert?.Invoke(relationship.Target);
                break;
            case "tbl" or "tr" or "tc":
                _tables.Start(name);
                break;
            default:
                if (_paragraphs.TryPeek(out var paragraph))
                {
                    Inside(node, name, paragraph);
                }

                break;
        }
    }

    private void Inside(XmlReader node, string name, Paragraph paragraph)
    {
        switch (name)
        {
            case "pStyle": paragraph.Role = Docx.Attribute(node, "val") is { } id ? styles.GetValueOrDefault(id) ?? StyleRoles.Of(id) : null; break;
            case "outlineLvl": paragraph.Level = Docx.Level(node); break;
            case "numId": paragraph.IsListed = Docx.Attribute(node, "val") != "0"; break;
            case "r": (paragraph.InRun, paragraph.IsHidden) = (true, false); break;
            case "vanish": paragraph.IsHidden = paragraph.InRun && Docx.Attribute(node, "val") is not ("0" or "false" or "off"); break;
            case "t" or "delText": paragraph.InText = !node.IsEmptyElement; break;
            case "tab" or "ptab" when paragraph.InRun: Append(paragraph, " "); break;
            case "br" or "cr" when paragraph.InRun: Append(paragraph, "\n"); break;
            case "noBreakHyphen": Append(paragraph, "-"); break;
            case "hyperlink": Link(node, paragraph); break;
        }
    }

    private void End(string name, int depth)
    {
        if (depth == _deletedBelow)
        {
            _deletedBelow = int.MaxValue;
            draft.Remove("deletion", BlockWriter.Clean(new DraftBlock(BlockKinds.Paragraph, _deleted.ToString(), place))?.Text ?? "", Where(_paragraphs.TryPeek(out var owner) ? owner.Number : _number));
            _deleted.Clear();
        }

        if (name == "p" && _paragraphs.TryPop(out var done))
        {
            Close(done);
        }
        else if (name is "tbl" or "tr" or "tc")
        {
            _tables.End(name);
        }
        else if (_paragraphs.TryPeek(out var paragraph))
        {
            paragraph.InText &= name is not ("t" or "delText");
            paragraph.InRun &= name != "r";
            CloseLink(name, paragraph);
        }
    }

    private void Append(Paragraph paragraph, string text) =>
        (_deletedBelow < int.MaxValue ? _deleted : paragraph.IsHidden ? paragraph.Hidden : paragraph.Text).Append(text);

    private void Close(Paragraph paragraph)
    {
        var role = paragraph.Role ?? StyleRole.Body;
        var kind = paragraph.Level is not null ? BlockKinds.Heading
            : paragraph.IsListed == true && role.Kind == BlockKinds.Paragraph ? BlockKinds.ListItem
            : paragraph.IsListed == false && role.Kind == BlockKinds.ListItem ? BlockKinds.Paragraph
            : role.Kind;
        var where = Where(paragraph.Number);
        draft.Remove("hidden", paragraph.Hidden.ToString().Trim(), where);
        if (BlockWriter.Clean(new DraftBlock(kind ?? BlockKinds.Paragraph, paragraph.Text.ToString(), where, kind == BlockKinds.Heading ? paragraph.Level ?? role.Level : null)) is not { } block)
        {
            return;
        }

        if (kind is null)
        {
            draft.Remove("navigation", block.Text, where);
            return;
        }

        // The first paragraph in the style of the title states it; a second one is a heading that looks alike.
        if (role.Field is { } field && place == "body" && (field != Fields.Title || !_title))
        {
            Stated.Propose(draft, field, block.Text, where, 0.9, "title_style");
            _title |= field == Fields.Title;
        }

        _tables.Add(block);
    }

    private string Where(int number) => _note is null ? $"{place}/p[{number}]" : $"{place}[{_note}]/p[{number}]";

    private void Link(XmlReader node, Paragraph paragraph)
    {
        if (Docx.Attribute(node, "id") is { } id && relationships.TryGetValue(id, out var target) && target.IsOutside && !node.IsEmptyElement)
        {
            (paragraph.Address, paragraph.LinkFrom) = (target.Target, paragraph.Text.Length);
        }
    }

    private void CloseLink(string name, Paragraph paragraph)
    {
        if (name == "hyperlink" && paragraph.Address is { } address)
        {
            Links.Add(draft, address, paragraph.Text.ToString(paragraph.LinkFrom, paragraph.Text.Length - paragraph.LinkFrom));
            paragraph.Address = null;
        }
    }

    private sealed class Paragraph
    {
        public StringBuilder Text { get; } = new();

        public StringBuilder Hidden { get; } = new();

        public required int Number { get; init; }

        public StyleRole? Role { get; set; }

        public int? Level { get; set; }

        public bool? IsListed { get; set; }

        public bool InRun { get; set; }

        public bool InText { get; set; }

        public bool IsHidden { get; set; }

        public string? Address { get; set; }

        public int LinkFrom { get; set; }
    }
}
