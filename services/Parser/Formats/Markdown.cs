using System.Globalization;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>
/// Markdown, as CommonMark with tables and footnotes. Accepts a text with front matter, or with marks of at least two kinds that plain text does not have: headings, links, emphasis, fences, lists of
/// links. What the front matter states are the record's fields.
/// </summary>
public static partial class Markdown
{
    private const int HeadLength = 20_000;
    private const int PageHead = 4096;

    /// <summary>A longer text is read as plain: no person wrote it, and the marks say little in it.</summary>
    private const int Longest = 10_000_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseFootnotes().UseEmphasisExtras().UseTaskLists().Build();

    /// <summary>Whether it is Markdown; a page that holds some is none.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var text = content.Text;
        if (text.Length > Longest || (text.AsSpan().TrimStart().StartsWith("<") && Page().IsMatch(text.AsSpan(0, Math.Min(text.Length, PageHead)))))
        {
            return false;
        }

        var head = text[..Math.Min(text.Length, HeadLength)];
        return (head[0] is '-' or '+' && FrontMatter.Length(head.Split('\n')) > 0) || Marks(head) >= 2;
    }

    // Looking for a mark's own characters first is many times faster than the patterns, which most texts never need.
    private static int Marks(string head)
    {
        var headings = head.Contains('#', StringComparison.Ordinal) ? Heading().Count(head) : 0;
        return Math.Min(headings, 2)
            + (Has("\n===") || Has("\n---") ? One(Underlined()) : 0)
            + (Has("](") ? One(Target()) : 0)
            + (Has("```") || Has("~~~") ? Math.Min(Fence().Count(head) / 2, 1) : 0)
            + (Has("**") || Has("> ") || Has("|") ? One(Strong()) : 0);

        bool Has(string mark) => head.Contains(mark, StringComparison.Ordinal);
        int One(Regex mark) => mark.IsMatch(head) ? 1 : 0;
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UnreadableException">It nests too deep.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var draft = new Draft("text/markdown");
        var lines = content.Text.Split('\n');
        var above = FrontMatter.Length(lines);
        if (above > 0)
        {
            FrontMatter.Propose(lines.AsSpan(0, above), draft);
        }

        var markup = new Markup(new BlockWriter(draft));
        markup.Take(Html(string.Join('\n', lines.Skip(above)), above), "");
        markup.Finish();
        return draft;
    }

    private static string Html(string text, int above)
    {
        try
        {
            var document = Markdig.Markdown.Parse(text, Pipeline);
            foreach (var block in document.Descendants<Markdig.Syntax.Block>())
            {
                block.GetAttributes().AddProperty("data-line", (block.Line + above + 1).ToString(CultureInfo.InvariantCulture));
            }

            return document.ToHtml(Pipeline);
        }
        catch (ArgumentException deep)
        {
            throw new UnreadableException(ReasonCodes.LimitExceeded, "The Markdown text nests lists or quotations too deep; no document for readers does that.", deep);
        }
    }

    [GeneratedRegex("""<(?:!doctype|html|head|body|\?xml)[\s>]""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Page();

    // Blank lines around keep comments of scripts and settings apart.
    [GeneratedRegex("""(?:^|\n\n)#{1,6} +[^\n]+(?:\n\n|\n?$)""", RegexOptions.NonBacktracking)]
    private static partial Regex Heading();

    [GeneratedRegex("""(?:^|\n\n)[^\n]{2,100}\n(?:={3,}|-{3,})\n""", RegexOptions.NonBacktracking)]
    private static partial Regex Underlined();

    [GeneratedRegex("""\[[^\]\n]{1,300}\]\((?:https?://|mailto:|/|\./|\.\./|#|[A-Za-z0-9_./-]+\.(?:md|html|png|jpe?g|svg|gif))[^)\s]*(?: "[^"\n]*")?\)""", RegexOptions.NonBacktracking)]
    private static partial Regex Target();

    [GeneratedRegex("""(?:^|\n)(?:```|~~~)""", RegexOptions.NonBacktracking)]
    private static partial Regex Fence();

    [GeneratedRegex("""(?:^|[\s(])\*\*[^\s*][^*\n]{0,200}\*\*|(?:^|\n)> [^\n]+|(?:^|\n)\|(?: *:?-{3,}:? *\|)+""", RegexOptions.NonBacktracking)]
    private static partial Regex Strong();
}
