using System.Text.RegularExpressions;
using AngleSharp;
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

    // Nobody listens to attributes here: without those who would, an element is set up in less time.
    private static readonly HtmlParser Parser = new(
        new HtmlParserOptions { IsScripting = false, IsKeepingSourceReferences = false }, BrowsingContext.New(Configuration.Default.Without<IAttributeObserver>()));

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
        var close = -1;
        for (var at = text.IndexOf('<'); at >= 0; at = text.IndexOf('<', at + 1))
        {
            var ends = at + 1 < text.Length && text[at + 1] == '/';
            var start = at + (ends ? 2 : 1);
            var end = start;
            while (end < text.Length && (char.IsAsciiLetter(text[end]) || (end > start && char.IsAsciiDigit(text[end]))))
            {
                end++;
            }

            var name = text.AsSpan(start, Math.Max(0, end - start));
            if (name.IsEmpty || Leaves(name))
            {
                continue;
            }

            // Looked for once between two of them: a page without any would be read to its end for each element.
            if (close < end)
            {
                close = text.IndexOf('>', end) is var found and >= 0 ? found : text.Length;
            }

            depth = ends ? Math.Max(0, depth - 1) : text[close - 1] == '/' ? depth : depth + 1;
            if (depth > MaxDepth)
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
        if (Outline(page) is { } outline)
        {
            var address = Uri.TryCreate(content.Url, UriKind.Absolute, out var url) ? url : null;
            var lines = new ShownLines(outline, draft.Value(Fields.Title));
            PageAuthors.Find(lines, draft);
            PageDates.Find(page, lines, address, draft, PageMetadata.DayFirst(page));
            var passages = PagePassages.Of(outline, draft);
            var probabilities = Tables.Evened(outline, passages, PassageModel.Default.Judge(Features(page, outline, passages, draft), passages.Count));
            var kept = MainContent.Choose([.. passages.Select(passage => passage.Text)], probabilities);
            new PageText(draft, outline, passages, kept, address).Write();

            // A label that a content system left behind is seldom taken for text, and says all the same that its value is missing.
            var last = Array.LastIndexOf(kept, true);
            for (var at = 0; at < last; at++)
            {
                if (!kept[at] && passages[at].Text.Length <= LabelWords.Longest)
                {
                    Labels.Note(draft, passages[at].Text, passages[at + 1].Text, passages[at].Owner.Place);
                }
            }

            WithoutTitle(draft);
            ScriptedText.Take(page, draft);
        }

        return draft;
    }

    /// <summary>Builds the tree of a page that does not nest too deep.</summary>
    internal static IDocument Parse(string text) => Parser.ParseDocument(text);

    /// <summary>The page's parts; null where it has no body.</summary>
    internal static PageOutline? Outline(IDocument page)
    {
        if (page.Body is not { } body)
        {
            return null;
        }

        var outline = new PageOutline(body);
        return outline.Body.Prose < LittleProse && new PageOutline(body, withoutScripts: true) is var all && all.Body.Prose > 2 * outline.Body.Prose ? all : outline;
    }

    /// <summary>What is known of each passage, for the model that judges them.</summary>
    internal static PassageFeatures Features(IDocument page, PageOutline outline, IReadOnlyList<Passage> passages, Draft draft) =>
        new(outline, passages, draft.Value(Fields.Title), draft.Value(Fields.Description), page.Head?.QuerySelector("meta[property='og:type']")?.GetAttribute("content"));

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

    // Elements that hold no others, or whose end tag may be left out, say nothing about depth.
    private static bool Leaves(ReadOnlySpan<char> name) => Flat.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    private static readonly HashSet<string> Flat = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead",
        "tbody", "tfoot", "option", "optgroup", "colgroup", "rt", "rp", "html", "head", "body",
    };

    [GeneratedRegex("""<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|article[\s>]|(?:div|p|table|meta|title|h1)(?:\s[^<>]*)?>)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();
}
