using System.Text;
using AngleSharp.Dom;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>One pass over the page: the blocks of its main part, where it points, and what was left out.</summary>
internal sealed class PageBlocks(Draft draft, PageOutline outline, MainContent main, Uri? address)
{
    private readonly StringBuilder _inline = new();
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private IElement? _owner;

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
            // Two in a row are how old pages part their paragraphs.
            if (EndsWithBreak())
            {
                Flush(kind);
            }
            else
            {
                _inline.Append('\u2029');
            }
        }
        else if (KindOf(name, kind) is { } block)
        {
            Flush(kind);
            Visit(child, inside, block);
            Flush(block, name is ['h', >= '1' and <= '6'] ? name[1] - '0' : null);
        }
        else
        {
            Inline(child, inside, kind);
        }
    }

    private bool EndsWithBreak()
    {
        for (var at = _inline.Length - 1; at >= 0 && char.IsWhiteSpace(_inline[at]); at--)
        {
            if (_inline[at] == '\u2029')
            {
                return true;
            }
        }

        return false;
    }

    private void Inline(IElement child, bool inside, string kind)
    {
        var from = _inline.Length;
        Visit(child, inside, kind);
        if (inside && child.LocalName is "td" or "th")
        {
            _inline.Append('\t');
        }
        else if (inside && child.LocalName == "a" && child.GetAttribute("href") is { } target)
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
        var raw = _inline.ToString();
        _inline.Clear();
        var owner = _owner;
        _owner = null;
        if (string.IsNullOrWhiteSpace(raw))
        {
            return;
        }

        var text = kind switch
        {
            BlockKinds.Code => raw.Replace('\u2029', '\n').Trim('\n', ' '),
            BlockKinds.TableRow => string.Join('\t', raw.Split('\t').Select(Cleaning.Line)).TrimEnd('\t'),
            _ => Cleaning.Line(raw),
        };
        if (text.Length > 0)
        {
            draft.Blocks.Add(new DraftBlock(kind, text.Normalize(), Place(owner!), level));
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
        "td" or "th" => null,
        _ when PageOutline.IsBlock(name) => outer is BlockKinds.Quotation or BlockKinds.ListItem ? outer : BlockKinds.Paragraph,
        _ => null,
    };

    private static string Place(IElement element)
    {
        var own = element.LocalName + (element.Id is { Length: > 0 } id ? "#" + id : element.ClassList.Length > 0 ? "." + element.ClassList[0] : "");
        return element.ParentElement is { LocalName: not "html" } parent ? $"{parent.LocalName}/{own}" : own;
    }
}
