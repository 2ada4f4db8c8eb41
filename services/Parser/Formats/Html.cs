using System.Text.RegularExpressions;
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

    /// <summary>Whether the text is a page.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var text = content.Text;
        return Marks().IsMatch(text.AsSpan(0, Math.Min(text.Length, HeadLength)));
    }

    /// <summary>Counts open elements without building anything, so that a page made to exhaust its reader is told at once.</summary>
    public static bool NestsTooDeep(ReadOnlySpan<char> text)
    {
        Span<char> room = stackalloc char[PageAttributes.LongestName];
        var depth = 0;
        var close = -1;
        for (var at = 0; text[at..].IndexOf('<') is var ahead and >= 0; at++)
        {
            at += ahead;
            var ends = at + 1 < text.Length && text[at + 1] == '/';
            var start = at + (ends ? 2 : 1);
            var end = start;
            while (end < text.Length && (char.IsAsciiLetter(text[end]) || (end > start && char.IsAsciiDigit(text[end]))))
            {
                end++;
            }

            var name = PageAttributes.Lower(text[start..Math.Max(start, end)], room);
            if (name.IsEmpty || PageAttributes.HoldsNoOthers(name))
            {
                continue;
            }

            // Looked for once between two of them: a page without any would be read to its end for each element.
            if (close < end)
            {
                close = text[end..].IndexOf('>') is var found and >= 0 ? end + found : text.Length;
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
        using var source = new PageSource(content.Text);
        var page = source.Page;
        var speaking = new SpeakingElements(page);
        PageMetadata.Find(page, speaking, draft);
        if (Outline(page) is { } outline)
        {
            var address = Uri.TryCreate(content.Url, UriKind.Absolute, out var url) ? url : null;
            var lines = new ShownLines(outline, draft.Value(Fields.Title));
            PageAuthors.Find(lines, draft);
            PageDates.Find(source, lines, address, draft, PageMetadata.DayFirst(page));
            var passages = PagePassages.Of(outline, draft);
            var probabilities = Tables.Evened(outline, passages, PassageModel.Default.Judge(Features(speaking, outline, passages, draft), passages.Count));
            var kept = MainContent.Choose([.. passages.Select(passage => passage.Text)], probabilities);
            new PageText(draft, outline, passages, kept, address).Write();

            // A label that a content system left behind is seldom taken for text, and says all the same that its value is missing.
            var last = Array.LastIndexOf(kept, true);
            for (var at = 0; at < last; at++)
            {
                if (!kept[at] && Labels.EmptyDate(passages[at].Text, passages[at + 1].Text) is { } field)
                {
                    Labels.Note(draft, field, passages[at].Text, passages[at].Owner.Place);
                }
            }

            WithoutTitle(draft);
            ScriptedText.Take(speaking, draft);
        }

        return draft;
    }

    /// <summary>The page's parts; null where it has no body.</summary>
    internal static PageOutline? Outline(PageDocument page)
    {
        if (page.Body is not { } body)
        {
            return null;
        }

        var outline = new PageOutline(body);
        return outline.Body.Prose < LittleProse && new PageOutline(body, withoutScripts: true) is var all && all.Body.Prose > 2 * outline.Body.Prose ? all : outline;
    }

    /// <summary>What is known of each passage, for the model that judges them.</summary>
    internal static PassageFeatures Features(SpeakingElements speaking, PageOutline outline, IReadOnlyList<Passage> passages, Draft draft) =>
        new(outline, passages, draft.Value(Fields.Title), draft.Value(Fields.Description), speaking.PageType);

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

    [GeneratedRegex("""<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|article[\s>]|(?:div|p|table|meta|title|h1)(?:\s[^<>]*)?>)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();
}
