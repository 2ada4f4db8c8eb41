using System.Globalization;
using System.Text;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>One pass over the page that cuts all of its text into passages.</summary>
internal sealed class PagePassages
{
    private const int LongestRow = 600;
    private readonly PageOutline _outline;
    private readonly Draft _draft;
    private readonly StringBuilder _inline = new();
    private readonly List<Passage> _passages = [];
    private readonly Dictionary<PageElement, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string Target, string Words)> _links = [];
    private int _linkLetters;
    private int _insideLinks;
    private string? _target;
    private int _carrier;
    private Part? _owner;
    private string? _number;

    private PagePassages(PageOutline outline, Draft draft) => (_outline, _draft) = (outline, draft);

    /// <summary>The passages in reading order; what is never displayed is noted as removed.</summary>
    public static IReadOnlyList<Passage> Of(PageOutline outline, Draft draft)
    {
        var pass = new PagePassages(outline, draft);
        pass.Visit(outline.Body, BlockKinds.Paragraph);
        pass.Flush(BlockKinds.Paragraph);
        return pass._passages;
    }

    // Recursion is as deep as the page nests, which is bounded before anything is built.
    private void Visit(Part part, string kind)
    {
        var next = part.Index + 1;
        foreach (var node in part.Element.Children)
        {
            if (node is PageTextNode text)
            {
                _owner ??= text.Text.IsWhiteSpace() ? null : part;
                var from = _inline.Length;
                _inline.Append(text.Text);
                if (kind == BlockKinds.TableRow)
                {
                    _inline.Replace('\t', ' ', from, _inline.Length - from);
                }

                _linkLetters += _insideLinks > 0 ? PageOutline.Letters(text.Text) : 0;
            }
            else if (next < part.End && ReferenceEquals(_outline.Parts[next].Element, node))
            {
                Child(_outline.Parts[next], kind);
                next = _outline.Parts[next].End;
            }
        }
    }

    private void Child(Part part, string kind)
    {
        var name = part.Name;
        if (part.Is(Traits.Unseen))
        {
            _draft.Remove("boilerplate", part.Text > 0 ? Cleaning.Line(part.Element.TextContent) : "", part.Place);
        }
        else if (name == "br")
        {
            Break(kind);
        }
        else if (kind == BlockKinds.TableRow && name != "tr" && name is not ['h', >= '1' and <= '6'])
        {
            Inline(part, kind);
            _inline.Append(name is "td" or "th" ? '\t' : ' ');
        }
        else if (KindOf(part, kind) is { } block)
        {
            Flush(kind);
            if (name == "li")
            {
                Number(part.Element);
            }

            if (name == "tr" && !IsDataRow(part))
            {
                block = BlockKinds.Paragraph;
            }

            Visit(part, block);
            Flush(block, name is ['h', >= '1' and <= '6'] ? name[1] - '0' : null);
            _number = name == "li" ? null : _number;
        }
        else
        {
            Inline(part, kind);
        }
    }

    // Where a line ends, a reader sees a new paragraph, if a short one; in code and cells it is a line of the same.
    private void Break(string kind)
    {
        if (kind is BlockKinds.Code)
        {
            _inline.Append('\n');
        }
        else if (kind is BlockKinds.TableRow or BlockKinds.Heading or BlockKinds.Caption)
        {
            _inline.Append(' ');
        }
        else
        {
            Flush(kind);
        }
    }

    // Items of a numbered list are read with their numbers, and later items refer to them.
    private void Number(PageElement item)
    {
        if (item.ParentElement is { LocalName: "ol" } list)
        {
            var number = _numbers.GetValueOrDefault(list);
            number = int.TryParse(item.GetAttribute("value"), CultureInfo.InvariantCulture, out var given) ? given : number > 0 ? number + 1 : int.TryParse(list.GetAttribute("start"), CultureInfo.InvariantCulture, out var first) ? first : 1;
            _numbers[list] = number;
            _number = string.Create(CultureInfo.InvariantCulture, $"{number}. ");
        }
    }

    // A row whose cells are short is read across; one that holds whole passages only lays out the page.
    private bool IsDataRow(Part row)
    {
        if (row.Text >= LongestRow)
        {
            return false;
        }

        var cells = 0;
        var afterParagraph = -1;
        for (var at = row.Index + 1; at < row.End; at++)
        {
            var part = _outline.Parts[at];
            var name = part.Name;
            if (name is "ul" or "ol" or "table" || (name == "p" && afterParagraph == at))
            {
                return false;
            }

            afterParagraph = name == "p" ? part.End : afterParagraph;
            cells += name is "td" or "th" && part.Text > 0 ? 1 : 0;
        }

        return cells > 1;
    }

    private void Inline(Part part, string kind)
    {
        if (part.Name != "a")
        {
            Visit(part, kind);
            return;
        }

        EndCarrier();
        var outer = _target;
        _target = part.Element.GetAttribute("href") is { Length: > 0 } target ? target : null;
        _insideLinks++;
        Visit(part, kind);
        _insideLinks--;
        EndCarrier();
        _target = outer;
    }

    // A link may go around blocks: each passage takes the words of the link that stand in it.
    private void EndCarrier()
    {
        if (_target is { } target && _carrier < _inline.Length && _inline.ToString(_carrier, _inline.Length - _carrier) is var words && !string.IsNullOrWhiteSpace(words))
        {
            _links.Add((target, words));
        }

        _carrier = _inline.Length;
    }

    private void Flush(string kind, int? level = null)
    {
        EndCarrier();
        if (_owner is { } owner)
        {
            // Once more, since references such as &shy; only now are characters.
            var raw = Cleaning.Clean(_inline.ToString());
            var text = kind switch
            {
                BlockKinds.Code => raw.Trim(),
                BlockKinds.TableRow => string.Join('\t', raw.Split('\t').Select(Cleaning.Line)).Trim('\t'),
                BlockKinds.Heading => Cleaning.Line(raw).TrimEnd('¶', ' '), // the sign that carries a heading's own address
                _ => Cleaning.Line(raw),
            };
            if (text.Length > 0)
            {
                _passages.Add(new Passage(kind, text, owner, level) { Number = _number, LinkLetters = _linkLetters, Links = _links.ToArray() });
                _number = null;
            }
        }

        _inline.Clear();
        _carrier = 0;
        _links.Clear();
        _linkLetters = 0;
        _owner = null;
    }

    private static string? KindOf(Part part, string outer) => part.Name switch
    {
        ['h', >= '1' and <= '6'] => BlockKinds.Heading,
        "li" => BlockKinds.ListItem,
        "blockquote" => BlockKinds.Quotation,
        "pre" => BlockKinds.Code,
        "figcaption" or "caption" => BlockKinds.Caption,
        "tr" => BlockKinds.TableRow,
        _ when part.Kind.IsBlock => outer is BlockKinds.Quotation or BlockKinds.ListItem ? outer : BlockKinds.Paragraph,
        _ => null,
    };
}
