using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// HTML. Accepts a text that begins like a page or holds the elements of one. The main part of the page becomes the blocks; navigation, consent notices,
/// share buttons and the like are listed as removed.
/// </summary>
public static partial class Html
{
    /// <summary>Deepest nesting read: pages for readers stay below a hundred, and tree construction slows down with the square of it.</summary>
    public const int MaxDepth = 1000;

    private const int LittleProse = 600;
    private const int HeadLength = 4096;
    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = false, IsKeepingSourceReferences = false });

    /// <summary>Whether the text is a page.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var text = content.Text;
        return Marks().IsMatch(text.AsSpan(0, Math.Min(text.Length, HeadLength)));
    }

    /// <summary>Counts open elements without building anything, so that a page made to exhaust its reader is told at once.</summary>
    public static bool NestsTooDeep(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var depth = 0;
        foreach (var tag in Tags().EnumerateMatches(text))
        {
            var name = text.AsSpan(tag.Index + 1, tag.Length - 1);
            if (name[0] == '/')
            {
                depth = Math.Max(0, depth - (Leaves(name[1..]) ? 0 : 1));
            }
            else if (!Leaves(name) && !ClosesItself(text, tag.Index + tag.Length) && ++depth > MaxDepth)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a page.</summary>
    /// <exception cref="UnreadableException">It nests too deep.</exception>
    public static Draft Read(Content content) => Read(content, new Draft("text/html"));

    /// <summary>Reads a page that came in something else.</summary>
    internal static Draft Read(Content content, Draft draft)
    {
        ArgumentNullException.ThrowIfNull(content);
        var text = content.Text;
        if (NestsTooDeep(text))
        {
            throw new UnreadableException(
                ReasonCodes.LimitExceeded, $"The page nests more than {MaxDepth} elements, which no page for readers does; save it again from a browser.");
        }

        using var page = Parser.ParseDocument(text);
        PageMetadata.Find(page, draft);
        if (page.Body is { } body)
        {
            var outline = new PageOutline(body);
            if (outline.Body.Prose < LittleProse && new PageOutline(body, withoutScripts: true) is var all && all.Body.Prose > 2 * outline.Body.Prose)
            {
                outline = all;
            }

            var address = Uri.TryCreate(content.Url, UriKind.Absolute, out var url) ? url : null;
            var lines = new ShownLines(outline, draft.Value(Fields.Title));
            PageAuthors.Find(lines, draft);
            PageDates.Find(page, lines, address, draft, PageMetadata.DayFirst(page));
            new PageBlocks(draft, outline, new MainContent(outline), address).Take();
            WithoutTitle(draft);
        }

        return draft;
    }

    // The title is a field of its own: the text does not repeat it.
    private static void WithoutTitle(Draft draft)
    {
        if (draft.Value(Fields.Title) is { } title && draft.Blocks.Count > 1)
        {
            var at = draft.Blocks.FindIndex(block => block.Kind == BlockKinds.Heading && Letters(block.Text) == Letters(title));
            if (at is >= 0 and < 6)
            {
                draft.Blocks.RemoveAt(at);
            }
        }
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static bool ClosesItself(string text, int from) => text.IndexOf('>', from) is var end and > 0 && text[end - 1] == '/';

    // Elements that hold no others, or whose end tag may be left out, say nothing about depth.
    private static bool Leaves(ReadOnlySpan<char> name) => Flat.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    private static readonly HashSet<string> Flat = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead",
        "tbody", "tfoot", "option", "optgroup", "colgroup", "rt", "rp", "html", "head", "body",
    };

    [GeneratedRegex("""<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|article[\s>]|(?:div|p|table|meta|title|h1)(?:\s[^<>]*)?>)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex("""</?[A-Za-z][A-Za-z0-9]*""", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
