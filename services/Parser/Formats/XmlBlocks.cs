using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>What an element of a publisher's XML is for.</summary>
internal enum XmlRole
{
    /// <summary>Nothing is known: part of the line where text runs, else a container, or a paragraph where it holds text alone.</summary>
    Unknown,
    Inline,
    Container,
    Section,
    Heading,
    Paragraph,
    ListItem,
    Quotation,
    Caption,
    Code,
    Table,
    Row,
    Cell,
    Note,
    Skip,
}

/// <summary>Blocks out of publishers' XML. Vocabularies differ in what they call things, and little in what things there are.</summary>
internal sealed class XmlBlocks
{
    private readonly BlockWriter _writer;
    private readonly Func<XElement, XmlRole?> _own;
    private readonly StringBuilder _inline = new();
    private readonly List<DraftBlock> _notes = [];
    private readonly TableText _tables;
    private int _level = 1;
    private int _number;
    private bool _inNote;
    private bool _hasText;

    /// <param name="writer">Takes the blocks.</param>
    /// <param name="own">What the vocabulary itself says of an element; null for what is common to all.</param>
    public XmlBlocks(BlockWriter writer, Func<XElement, XmlRole?> own)
    {
        (_writer, _own) = (writer, own);
        _tables = new TableText("text", Give);
    }

    /// <summary>Takes all of an element; the notes wait for <see cref="Finish"/>.</summary>
    public void Take(XElement element)
    {
        Visit(element, BlockKinds.Paragraph);
        Flush(BlockKinds.Paragraph, element);
    }

    /// <summary>Puts the notes behind the text.</summary>
    public void Finish() => _notes.ForEach(_writer.Add);

    /// <summary>What the names of elements mean in most vocabularies.</summary>
    public static XmlRole Role(string name) => name.ToLowerInvariant() switch
    {
        "p" or "para" or "simpara" or "paragraph" or "par" or "ab" or "l" or "line" or "byline" or "dateline" or "salute" or "closer" or "opener" or "speaker" => XmlRole.Paragraph,
        "title" or "head" or "heading" or "headline" or "hl1" or "hl2" or "subhead" or "subtitle" or "bridgehead" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "crosshead" => XmlRole.Heading,
        "li" or "item" or "listitem" or "list-item" or "dd" or "def-item" or "varlistentry" or "step" or "answer" => XmlRole.ListItem,
        "blockquote" or "disp-quote" or "bq" or "epigraph" or "pullquote" or "verse-group" or "lg" => XmlRole.Quotation,
        "caption" or "figcaption" or "figdesc" or "media-caption" or "legend" => XmlRole.Caption,
        "pre" or "programlisting" or "screen" or "literallayout" or "eg" or "synopsis" or "preformat" => XmlRole.Code,
        "table" or "informaltable" => XmlRole.Table,
        "row" or "tr" => XmlRole.Row,
        "cell" or "entry" or "td" or "th" => XmlRole.Cell,
        "note" or "fn" or "footnote" => XmlRole.Note,
        "sec" or "section" or "sect1" or "sect2" or "sect3" or "sect4" or "sect5" or "chapter" or "part" or "appendix" or "preface" or "div1" or "div2" or "div3" or "div4" or "app" => XmlRole.Section,
        "div" or "body" or "text" or "block" or "list" or "ul" or "ol" or "dl" or "itemizedlist" or "orderedlist" or "variablelist" or "group" or "front" or "back" or "tbody" or "thead" or "tgroup" or "figure" or "fig" or "sp" => XmlRole.Container,
        "script" or "style" or "index" or "toc" or "graphic" or "math" or "tex-math" or "media-reference" or "media-producer" or "indexterm" or "colspec" or "metadata" or "object-id" => XmlRole.Skip,
        "b" or "i" or "em" or "strong" or "emphasis" or "hi" or "ref" or "xref" or "link" or "ulink" or "a" or "italic" or "bold" or "sub" or "sup" or "person" or "org" or "location" or "q" or "foreign" or "span" or "u" => XmlRole.Inline,
        _ => XmlRole.Unknown,
    };

    private void Visit(XElement element, string kind)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText text)
            {
                _inline.Append(text.Value);
                _hasText = _hasText || !string.IsNullOrWhiteSpace(text.Value);
            }
            else if (node is XElement child)
            {
                Child(child, kind);
            }
        }
    }

    private void Child(XElement child, string kind)
    {
        switch (RoleOf(child))
        {
            case XmlRole.Skip: break;
            case XmlRole.Inline: Inline(child, kind); break;
            case XmlRole.Section: Within(child, kind, () => _level++, () => _level--); break;
            case XmlRole.Note: Within(child, kind, () => _inNote = true, () => _inNote = false); break;
            case XmlRole.Table: Part(child, "tbl", kind); break;
            case XmlRole.Row: Part(child, "tr", kind); break;
            case XmlRole.Cell: Part(child, "tc", kind); break;
            case XmlRole.Heading: Block(child, kind, BlockKinds.Heading); break;
            case XmlRole.ListItem: Block(child, kind, BlockKinds.ListItem); break;
            case XmlRole.Quotation: Block(child, kind, BlockKinds.Quotation); break;
            case XmlRole.Caption: Block(child, kind, BlockKinds.Caption); break;
            case XmlRole.Code: Block(child, kind, BlockKinds.Code); break;
            default: Block(child, kind, kind is BlockKinds.ListItem or BlockKinds.Quotation or BlockKinds.Caption ? kind : BlockKinds.Paragraph); break;
        }
    }

    private XmlRole RoleOf(XElement element)
    {
        var role = _own(element) ?? Role(element.Local());
        return role != XmlRole.Unknown ? role
            : _hasText || IsInText(element) ? XmlRole.Inline
            : XmlRole.Paragraph;
    }

    // Text beside it says that it stands in a line.
    private static bool IsInText(XElement element) => element.Parent is { } parent && parent.Nodes().Take(50).Any(node => node is XText text && text.Value.AsSpan().Trim().Length > 0);

    private void Inline(XElement child, string kind)
    {
        var from = _inline.Length;
        if (child.Local() is "br" or "lb")
        {
            _inline.Append(kind == BlockKinds.Code ? '\n' : ' ');
        }

        Visit(child, kind);
        if ((child.Given("href") ?? child.Given("url") ?? child.Given("target")) is { } address && from <= _inline.Length)
        {
            Links.Add(_writer.Draft, address, _inline.ToString(from, _inline.Length - from));
        }
    }

    private void Within(XElement child, string kind, Action enter, Action leave)
    {
        var (number, outer) = (_inline.Length, _inNote);
        if (number > 0 && !_inNote && RoleOf(child) == XmlRole.Note)
        {
            Aside(child); // within a sentence, which goes on behind it
            return;
        }

        Flush(kind, child.Parent ?? child);
        enter();
        Visit(child, BlockKinds.Paragraph);
        Flush(BlockKinds.Paragraph, child);
        leave();
        _inNote = outer;
    }

    private void Aside(XElement note)
    {
        var line = _inline.ToString();
        _inline.Clear();
        (_inNote, _hasText) = (true, false);
        Visit(note, BlockKinds.Paragraph);
        Flush(BlockKinds.Paragraph, note);
        _inNote = false;
        _inline.Append(line);
        _hasText = true;
    }

    private void Part(XElement child, string part, string kind)
    {
        Flush(kind, child.Parent ?? child);
        _tables.Start(part);
        Visit(child, BlockKinds.Paragraph);
        Flush(BlockKinds.Paragraph, child);
        _tables.End(part);
    }

    private void Block(XElement child, string outer, string kind)
    {
        Flush(outer, child.Parent ?? child);
        Visit(child, kind);
        Flush(kind, child);
    }

    private void Flush(string kind, XElement element)
    {
        int? level = kind == BlockKinds.Heading ? Math.Clamp(_level, 1, 6) : null;
        var where = string.Create(CultureInfo.InvariantCulture, $"{(element.Parent is { } parent ? parent.Local() + "/" : "")}{element.Local()}[{_number + 1}]");
        if (_inline.Length > 0 && BlockWriter.Clean(new DraftBlock(kind, _inline.ToString(), where, level)) is { } block)
        {
            _number++;
            _tables.Add(block);
        }

        _inline.Clear();
        _hasText = false;
    }

    private void Give(DraftBlock block)
    {
        if (_inNote)
        {
            _notes.Add(block);
        }
        else
        {
            _writer.Add(block);
        }
    }
}
