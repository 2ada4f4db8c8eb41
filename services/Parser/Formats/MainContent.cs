using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// The part of a page that its readers come for: what the page itself marks as article or main, else the element that most of the running text stands
/// in. Inside it, parts named or built like navigation, consent notices, share buttons and lists of links are left out and listed.
/// </summary>
public static partial class MainContent
{
    private const int ShortestMain = 200;

    /// <summary>Takes the blocks, and lists what was left out.</summary>
    public static void Take(IDocument page, Draft draft)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(draft);
        if (page.Body is not { } body)
        {
            return;
        }

        var main = Marked(body) ?? Densest(body) ?? body;
        new Walk(draft, main).Run(body);
        if (draft.Blocks.Count == 0 && main != body)
        {
            new Walk(draft, body).Run(body);
        }
    }

    /// <summary>The longest element that the page marks as its content, if it holds enough.</summary>
    private static IElement? Marked(IElement body)
    {
        var total = ParagraphLength(body);
        return body.QuerySelectorAll("[itemprop~=articleBody], article, main, [role=main]")
            .Select(element => (Element: element, Length: ParagraphLength(element)))
            .Where(candidate => candidate.Length >= ShortestMain && candidate.Length * 3 > total)
            .OrderByDescending(candidate => candidate.Length)
            .Select(candidate => candidate.Element)
            .FirstOrDefault();
    }

    /// <summary>The element in which most of the running text stands: each paragraph counts for its parent, and half for the parent's parent.</summary>
    private static IElement? Densest(IElement body)
    {
        var scores = new Dictionary<IElement, double>();
        foreach (var paragraph in body.QuerySelectorAll("p, td, pre, blockquote"))
        {
            var length = Cleaning.Line(paragraph.TextContent).Length;
            if (length < 25 || LinkShare(paragraph) > 0.5)
            {
                continue;
            }

            if (paragraph.ParentElement is { } parent)
            {
                scores[parent] = scores.GetValueOrDefault(parent) + length;
                if (parent.ParentElement is { } above)
                {
                    scores[above] = scores.GetValueOrDefault(above) + (length / 2.0);
                }
            }
        }

        return scores.Count == 0 ? null : scores.MaxBy(score => score.Value * (Negative().IsMatch(Naming(score.Key)) ? 0.3 : 1)).Key;
    }

    private static int ParagraphLength(IElement element) => element.QuerySelectorAll("p").Sum(paragraph => paragraph.TextContent.Length);

    private static double LinkShare(IElement element)
    {
        var all = element.TextContent.Length;
        return all == 0 ? 0 : (double)element.QuerySelectorAll("a").Sum(link => link.TextContent.Length) / all;
    }

    private static string Naming(IElement element) => element.ClassName + " " + element.Id;

    /// <summary>One pass over the body: blocks of the main part, and what was removed.</summary>
    private sealed class Walk(Draft draft, IElement main)
    {
        private readonly StringBuilder _inline = new();
        private IElement? _inlineOwner;

        public void Run(IElement body)
        {
            Visit(body, inside: body == main, BlockKinds.Paragraph);
            Flush(BlockKinds.Paragraph);
        }

        // Recursion is as deep as the page nests, which is bounded before anything is built.
        private void Visit(IElement element, bool inside, string kind)
        {
            foreach (var node in element.ChildNodes)
            {
                if (node is IText text)
                {
                    if (inside)
                    {
                        _inlineOwner ??= element;
                        _inline.Append(kind == BlockKinds.TableRow ? text.Data.Replace('\t', ' ') : text.Data);
                    }
                }
                else if (node is IElement child)
                {
                    Child(child, inside, kind);
                }
            }
        }

        private void Child(IElement child, bool inside, string kind)
        {
            var name = child.LocalName;
            if (name is "script" or "style" or "noscript" or "template" or "svg" or "iframe" or "button" or "select" or "input" or "textarea" or "head" or "object")
            {
                return;
            }

            inside |= child == main;
            if (Unwanted(child, inside) is { } why)
            {
                Flush(kind);
                draft.Remove(why, Cleaning.Line(child.TextContent), Place(child));
                return;
            }

            if (name == "br")
            {
                _inline.Append(' ');
            }
            else if (KindOf(child, kind) is { } block)
            {
                Flush(kind);
                Visit(child, inside, block);
                Flush(block, Level(name));
            }
            else
            {
                Visit(child, inside, kind);
                if (name is "td" or "th" && inside)
                {
                    _inline.Append('\t');
                }
            }
        }

        /// <summary>Why an element is left out; null where it stays. Outside the main part only what stands for itself is listed.</summary>
        private string? Unwanted(IElement element, bool inside)
        {
            var naming = Naming(element);
            if (element.Contains(main) || element == main)
            {
                return null;
            }

            if (element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true")
            {
                return "boilerplate";
            }

            return element.LocalName is "nav" || element.GetAttribute("role") is "navigation" ? "navigation"
                : Consent().IsMatch(naming) ? "consent"
                : Share().IsMatch(naming) ? "share"
                : element.LocalName is "aside" or "footer" or "form" || (!inside && element.LocalName is "header") ? "boilerplate"
                : inside && Negative().IsMatch(naming) && element.TextContent.Length < 4000 ? "boilerplate"
                : inside && element.LocalName is "ul" or "ol" && LinkShare(element) > 0.8 && element.ChildElementCount > 2 ? "navigation"
                : !inside && IsBlock(element) && !element.QuerySelectorAll("*").Any(IsBlock) ? "boilerplate"
                : null;
        }

        private void Flush(string kind, int? level = null)
        {
            var text = kind switch
            {
                BlockKinds.Code => _inline.ToString().Trim('\n', ' '),
                BlockKinds.TableRow => string.Join('\t', _inline.ToString().Split('\t').Select(Cleaning.Line)).TrimEnd('\t'),
                _ => Cleaning.Line(_inline.ToString()),
            };
            if (text.Length > 0 && !string.IsNullOrWhiteSpace(text))
            {
                draft.Blocks.Add(new DraftBlock(kind, text.Normalize(), Place(_inlineOwner!), level));
            }

            _inline.Clear();
            _inlineOwner = null;
        }

        private static int? Level(string name) => name is ['h', >= '1' and <= '6'] ? name[1] - '0' : null;

        private static string? KindOf(IElement element, string outer) => element.LocalName switch
        {
            ['h', >= '1' and <= '6'] => BlockKinds.Heading,
            "p" or "div" or "section" or "article" or "main" or "header" or "figure" or "address" or "details" or "summary" or "dl" or "dt" or "dd" or "table" or "tbody" or "thead"
                or "center" or "ul" or "ol" or "hr" or "body" => outer is BlockKinds.Quotation or BlockKinds.ListItem ? outer : BlockKinds.Paragraph,
            "li" => BlockKinds.ListItem,
            "blockquote" => BlockKinds.Quotation,
            "pre" => BlockKinds.Code,
            "figcaption" or "caption" => BlockKinds.Caption,
            "tr" => BlockKinds.TableRow,
            _ => null,
        };

        private static bool IsBlock(IElement element) => KindOf(element, BlockKinds.Paragraph) is not null;

        private static string Place(IElement element)
        {
            var own = element.LocalName + (element.Id is { Length: > 0 } id ? "#" + id : element.ClassList.Length > 0 ? "." + element.ClassList[0] : "");
            return element.ParentElement is { LocalName: not "html" } parent ? $"{parent.LocalName}/{own}" : own;
        }
    }

    [GeneratedRegex("""\b(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|related|recommend\w*|comments?|disqus|newsletter|subscribe|subscription|promo|advert\w*|ads|banner|pagination|pager|tags|popular|trending|teaser|toolbar|widget)\b""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Negative();

    [GeneratedRegex("""cookie|consent|gdpr|privacy-(?:notice|banner)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Consent();

    [GeneratedRegex("""\b(?:share|sharing|social|sharedaddy|addthis|ya-share2)\b""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Share();
}
