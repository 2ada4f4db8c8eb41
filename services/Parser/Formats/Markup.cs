using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// All blocks of a marked-up text: for chapters of books and for Markdown, which hold nothing besides their text, so that nothing has to be judged as on a page of the web. Notes follow the text.
/// </summary>
/// <param name="writer">Takes the blocks.</param>
/// <param name="lines">Whether a line break parts blocks, as in mails and on pages, where it stands for a paragraph; else it is a space.</param>
internal sealed class Markup(BlockWriter writer, bool lines = false)
{
    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = false, IsKeepingSourceReferences = false });
    private readonly StringBuilder _inline = new();
    private readonly List<DraftBlock> _notes = [];
    private string _place = "";
    private string _line = "";
    private int _number;
    private bool _inNote;
    private TableText _tables = null!;

    /// <summary>Takes a text's blocks; the notes wait for <see cref="Finish"/>.</summary>
    /// <param name="html">The text.</param>
    /// <param name="place">Begins the places of its blocks, such as the name of its file; empty for elements with the numbers of their lines.</param>
    /// <exception cref="UnreadableException">It nests too deep.</exception>
    public void Take(string html, string place)
    {
        if (Html.NestsTooDeep(html))
        {
            throw new UnreadableException(ReasonCodes.LimitExceeded, $"The text nests more than {Html.MaxDepth} elements, which no document for readers does; save it again in the program that made it.");
        }

        using var page = Parser.ParseDocument(html);
        Take(page.Body, place);
    }

    /// <summary>Takes the blocks of an element that was parsed before.</summary>
    public void Take(IElement? body, string place)
    {
        (_place, _line, _number) = (place, "", 0);
        _tables = new TableText(place, Give);
        if (body is not null)
        {
            Visit(body, BlockKinds.Paragraph);
            Flush(BlockKinds.Paragraph);
        }
    }

    /// <summary>Puts the notes behind the text.</summary>
    public void Finish() => _notes.ForEach(writer.Add);

    // As deep as the text nests, which is bounded before anything is built.
    private void Visit(IElement element, string kind)
    {
        foreach (var node in element.ChildNodes)
        {
            if (node is IText text)
            {
                _inline.Append(text.Data);
            }
            else if (node is IElement child)
            {
                Child(child, kind);
            }
        }
    }

    private void Child(IElement child, string kind)
    {
        var (name, type) = (child.LocalName, child.GetAttribute("epub:type") ?? child.GetAttribute("role") ?? "");
        if (name is "script" or "style" or "template" or "svg" or "math" or "iframe" or "rt" or "rp" or "button" or "input" || type.Contains("noteref", StringComparison.Ordinal)
            || child.ClassList.Contains("footnote-ref") || child.ClassList.Contains("footnote-back-ref"))
        {
            return;
        }

        _line = child.GetAttribute("data-line") ?? _line;
        var block = KindOf(name, kind);
        if (name == "br" && lines && kind is not BlockKinds.Code)
        {
            Flush(kind);
        }
        else if (name == "br")
        {
            _inline.Append('\n');
        }
        else if (block is null)
        {
            var from = _inline.Length;
            Visit(child, kind);
            Link(child, name, from);
        }
        else
        {
            Flush(kind);
            Block(child, name, type, block);
        }
    }

    private void Block(IElement child, string name, string type, string kind)
    {
        var outer = _inNote;
        _inNote |= child.ClassList.Contains("footnotes") || (name is "aside" or "div" or "section" or "li" or "p" or "ol" && (type.Contains("footnote", StringComparison.Ordinal) || type.Contains("endnote", StringComparison.Ordinal)));
        if (name == "nav" || type.Contains("pagebreak", StringComparison.Ordinal))
        {
            writer.Draft.Remove("navigation", Cleaning.Line(child.TextContent), Where(name));
        }
        else if (Part(name) is { } part)
        {
            _tables.Start(part);
            Visit(child, BlockKinds.Paragraph);
            Flush(BlockKinds.Paragraph);
            _tables.End(part);
        }
        else
        {
            Visit(child, kind);
            Flush(kind, name);
        }

        _inNote = outer;
    }

    private void Link(IElement element, string name, int from)
    {
        if (name == "a" && element.GetAttribute("href") is { } address && from <= _inline.Length)
        {
            Links.Add(writer.Draft, address, _inline.ToString(from, _inline.Length - from));
        }
    }

    private void Flush(string kind, string name = "text")
    {
        int? level = name is ['h', >= '1' and <= '6'] ? name[1] - '0' : null;
        if (BlockWriter.Clean(new DraftBlock(kind, _inline.ToString(), Where(name), level)) is { } block)
        {
            _number++;
            _tables.Add(block);
        }

        _inline.Clear();
    }

    private void Give(DraftBlock block)
    {
        if (_inNote)
        {
            _notes.Add(block.Kind == BlockKinds.ListItem ? block with { Kind = BlockKinds.Paragraph } : block); // numbered by the text, not listed
        }
        else
        {
            writer.Add(block);
        }
    }

    private string Where(string name) => _place.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{_place} {name}[{_number + 1}]") : _line.Length > 0 ? "line " + _line : name;

    private static string? Part(string name) => name switch { "table" => "tbl", "tr" => "tr", "td" or "th" => "tc", _ => null };

    private static string? KindOf(string name, string outer) => name switch
    {
        ['h', >= '1' and <= '6'] => BlockKinds.Heading,
        "li" => BlockKinds.ListItem,
        "blockquote" => BlockKinds.Quotation,
        "pre" => BlockKinds.Code,
        "figcaption" or "caption" => BlockKinds.Caption,
        "p" or "div" or "section" or "article" or "main" or "header" or "footer" or "figure" or "address" or "details" or "summary" or "dl" or "dt" or "dd" or "aside" or "nav"
            or "table" or "tbody" or "thead" or "tfoot" or "tr" or "td" or "th" or "center" or "ul" or "ol" or "hr" or "body" or "hgroup" =>
            outer is BlockKinds.Quotation or BlockKinds.ListItem or BlockKinds.Caption ? outer : BlockKinds.Paragraph,
        _ => null,
    };
}
