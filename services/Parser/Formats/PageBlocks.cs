using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>One pass over the page: the blocks of its main part, where it points, and what was left out.</summary>
internal sealed class PageBlocks(Draft draft, PageOutline outline, MainContent main, Uri? address)
{
    private const int LongestRow = 600;
    private readonly StringBuilder _inline = new();
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<IElement, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private IElement? _owner;
    private string? _number;

    public void Take()
    {
        Visit(outline.Body.Element, inside: main.Root == outline.Body, BlockKinds.Paragraph);
        Flush(BlockKinds.Paragraph);
    }

    // Recursion is as deep as the page nests, which is bounded before anything is built.
    private void Visit(IElement element, bool inside, string kind)
    {
        foreach (var node in element.ChildNodes)
        {
            if (node is IElement child)
            {
                Child(child, inside, kind);
            }
            else if (inside && node is IText text)
            {
                _owner ??= element;
                _inline.Append(kind == BlockKinds.TableRow ? text.Data.Replace('\t', ' ') : text.Data);
            }
        }
    }

    private void Child(IElement child, bool inside, string kind)
    {
        if (outline.Of(child) is not { } part)
        {
            return;
        }

        inside |= part == main.Root;
        if (main.Unwanted(part) is { } why && !(inside && part.Is(Traits.Heading)))
        {
            LeaveOut(part, why, kind);
            return;
        }

        if (!inside && !Holds(part, main.Root))
        {
            LeaveOut(part, "boilerplate", kind);
            return;
        }

        var name = child.LocalName;
        if (name == "br")
        {
            Break(kind);
        }
        else if (kind == BlockKinds.TableRow && name != "tr" && name is not ['h', >= '1' and <= '6'])
        {
            Visit(child, inside, kind);
            _inline.Append(name is "td" or "th" ? '\t' : ' ');
        }
        else if (KindOf(name, kind) is { } block)
        {
            Flush(kind);
            if (inside && name == "li")
            {
                Number(child);
            }

            if (name == "tr" && !IsDataRow(part))
            {
                block = BlockKinds.Paragraph;
            }

            Visit(child, inside, block);
            Flush(block, name is ['h', >= '1' and <= '6'] ? name[1] - '0' : null);
            _number = name == "li" ? null : _number;
        }
        else
        {
            Inline(child, inside, kind);
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
    private void Number(IElement item)
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
    private bool IsDataRow(Part row) => row.Text < LongestRow && row.Element.QuerySelector("ul, ol, table, p + p") is null && row.Element.Children.Count(cell => cell.LocalName is "td" or "th" && outline.Of(cell) is { Text: > 0 }) > 1;

    private void Inline(IElement child, bool inside, string kind)
    {
        var from = _inline.Length;
        Visit(child, inside, kind);
        if (inside && child.LocalName == "a" && child.GetAttribute("href") is { } target)
        {
            Point(target, from <= _inline.Length ? Cleaning.Line(_inline.ToString(from, _inline.Length - from)) : "");
        }
    }

    private void Point(string target, string words)
    {
        if (words.Length > 0 && (address is null ? Uri.TryCreate(target, UriKind.Absolute, out var url) : Uri.TryCreate(address, target, out url))
            && url!.Scheme is "http" or "https" && url.AbsoluteUri.Length < 2000 && _addresses.Count < 500 && _addresses.Add(url.AbsoluteUri))
        {
            draft.Links.Add(new Link { Url = url.AbsoluteUri, Text = words });
        }
    }

    private void LeaveOut(Part part, string why, string kind)
    {
        if (PageOutline.IsBlock(part.Element.LocalName))
        {
            Flush(kind);
        }

        if (part.Text > 0)
        {
            draft.Remove(why, Cleaning.Line(part.Element.TextContent.Length > 2000 ? part.Element.TextContent[..2000] : part.Element.TextContent), Place(part.Element));
        }
    }

    private bool Holds(Part outer, Part inner)
    {
        for (var part = inner; ; part = outline.Parts[part.Parent])
        {
            if (part == outer)
            {
                return true;
            }

            if (part.Parent < 0)
            {
                return false;
            }
        }
    }

    private void Flush(string kind, int? level = null)
    {
        // Once more, since references such as &shy; only now are characters.
        var raw = Cleaning.Clean(_inline.ToString());
        _inline.Clear();
        var owner = _owner;
        _owner = null;
        if (string.IsNullOrWhiteSpace(raw))
        {
            return;
        }

        var text = kind switch
        {
            BlockKinds.Code => raw.Trim(),
            BlockKinds.TableRow => string.Join('\t', raw.Split('\t').Select(Cleaning.Line)).Trim('\t'),
            _ => Cleaning.Line(raw),
        };
        if (text.Length > 0)
        {
            draft.Blocks.Add(new DraftBlock(kind, _number + text, Place(owner!), level));
            _number = null;
        }
    }

    private static string? KindOf(string name, string outer) => name switch
    {
        ['h', >= '1' and <= '6'] => BlockKinds.Heading,
        "li" => BlockKinds.ListItem,
        "blockquote" => BlockKinds.Quotation,
        "pre" => BlockKinds.Code,
        "figcaption" or "caption" => BlockKinds.Caption,
        "tr" => BlockKinds.TableRow,
        _ when PageOutline.IsBlock(name) => outer is BlockKinds.Quotation or BlockKinds.ListItem ? outer : BlockKinds.Paragraph,
        _ => null,
    };

    private static string Place(IElement element)
    {
        var own = element.LocalName + (element.Id is { Length: > 0 } id ? "#" + id : element.ClassList.Length > 0 ? "." + element.ClassList[0] : "");
        return element.ParentElement is { LocalName: not "html" } parent ? $"{parent.LocalName}/{own}" : own;
    }
}
