using System.Globalization;
using System.Text;
using System.Xml;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>One pass over a slide: the paragraphs of its shapes and the rows of its tables, each shape by the place it was laid out for.</summary>
internal sealed class SlideText
{
    private readonly Draft _draft;
    private readonly Dictionary<string, Relationship> _relationships;
    private readonly string _place;
    private readonly List<DraftBlock> _blocks = [];
    private readonly List<DraftBlock> _titles = [];
    private readonly TableText _tables;
    private readonly StringBuilder _text = new();
    private List<DraftBlock> _shape = [];
    private string _holder = "";
    private bool _inText;
    private bool _bullet;
    private bool _noBullet;
    private bool _skipsFallback;
    private int _number;
    private string? _address;
    private int _linkFrom;

    public SlideText(Draft draft, Dictionary<string, Relationship> relationships, string place)
    {
        (_draft, _relationships, _place) = (draft, relationships, place);
        _tables = new TableText(place, block => _shape.Add(block));
    }

    public bool IsHidden { get; private set; }

    public string? Title { get; private set; }

    public string? Subtitle { get; private set; }

    public void Read(Package package, string part)
    {
        package.Walk(part, node => Node(node, package));
        CloseShape();
    }

    /// <summary>The blocks with the title first; it is of level 1 on the slide that opens the presentation.</summary>
    public IEnumerable<DraftBlock> InOrder(bool opens) => _titles.Select(block => block with { Level = opens ? 1 : 2 }).Concat(_blocks);

    private void Node(XmlReader node, Package package)
    {
        if (node.NodeType == XmlNodeType.Element)
        {
            _skipsFallback |= node.LocalName == "Fallback" && !node.IsEmptyElement;
            if (!_skipsFallback)
            {
                var (name, empty) = (node.LocalName, node.IsEmptyElement);
                Start(node, name);
                if (empty)
                {
                    End(name);
                }
            }
        }
        else if (node.NodeType == XmlNodeType.EndElement)
        {
            if (!_skipsFallback)
            {
                End(node.LocalName);
            }

            _skipsFallback &= node.LocalName != "Fallback";
        }
        else if (_inText && node.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA)
        {
            _text.Append(package.Text(node));
        }
    }

    private void Start(XmlReader node, string name)
    {
        switch (name)
        {
            case "sld": IsHidden = node.GetAttribute("show") is "0" or "false"; break;
            case "sp" or "graphicFrame": CloseShape(); break;
            case "ph": _holder = node.GetAttribute("type") ?? "body"; break;
            case "p": (_bullet, _noBullet, _number) = (false, false, _number + 1); _text.Clear(); break;
            case "buChar" or "buAutoNum" or "buBlip": _bullet = true; break;
            case "buNone": _noBullet = true; break;
            case "t": _inText = !node.IsEmptyElement; break;
            case "br" or "tab": _text.Append('\n'); break;
            case "hlinkClick" when Docx.Attribute(node, "id") is { } id && _relationships.TryGetValue(id, out var target) && target.IsOutside:
                (_address, _linkFrom) = (target.Target, _text.Length);
                break;
            case "tbl" or "tr" or "tc": _tables.Start(name); break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "t": _inText = false; break;
            case "r" when _address is not null:
                Links.Add(_draft, _address, _text.ToString(_linkFrom, _text.Length - _linkFrom));
                _address = null;
                break;
            case "p":
                CloseParagraph();
                break;
            case "tbl" or "tr" or "tc": _tables.End(name); break;
            case "sp" or "graphicFrame": CloseShape(); break;
        }
    }

    private void CloseParagraph()
    {
        // Paragraphs of the outline are bulleted by the layout unless they say otherwise.
        var kind = _bullet || (_holder is "body" or "obj" && !_noBullet && !_place.EndsWith("notes", StringComparison.Ordinal)) ? BlockKinds.ListItem : BlockKinds.Paragraph;
        var where = string.Create(CultureInfo.InvariantCulture, $"{_place}/p[{_number}]");
        if (BlockWriter.Clean(new DraftBlock(kind, _text.ToString(), where)) is { } block)
        {
            _tables.Add(block);
        }

        _text.Clear();
    }

    private void CloseShape()
    {
        var (shape, holder) = (_shape, _holder);
        (_shape, _holder) = ([], "");
        if (shape.Count == 0)
        {
            return;
        }

        var line = string.Join(' ', shape.Select(block => block.Text));
        switch (holder)
        {
            case "title" or "ctrTitle":
                Title ??= line;
                _titles.Add(new DraftBlock(BlockKinds.Heading, line, shape[0].Where));
                break;
            case "dt" or "ftr" or "hdr" or "sldNum":
                _draft.Remove("running_head", line, shape[0].Where);
                break;
            case "subTitle":
                Subtitle ??= line;
                _blocks.AddRange(shape);
                break;
            default:
                // A single paragraph is no list.
                _blocks.AddRange(shape.Count == 1 && shape[0].Kind == BlockKinds.ListItem ? [shape[0] with { Kind = BlockKinds.Paragraph }] : shape);
                break;
        }
    }
}
