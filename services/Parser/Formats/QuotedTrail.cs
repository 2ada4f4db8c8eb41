using System.Text.RegularExpressions;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// Marks what a reply carries below without any mark of its own: from a head with the subject of this mail in it, in whatever language its labels are, everything is a quotation.
/// </summary>
internal static partial class QuotedTrail
{
    private const int FewestLabels = 3;
    private const int LongestHead = 1500;
    private const int MostLines = 8;

    /// <summary>Turns the blocks below the head into quotations; the head stays as one paragraph, since it says who is quoted.</summary>
    public static void Mark(List<DraftBlock> blocks, string? subject)
    {
        if (Bare(subject ?? "") is not { Length: > 2 } bare || Head(blocks, bare) is not { } head)
        {
            return;
        }

        blocks[head.From] = blocks[head.From] with { Kind = BlockKinds.Paragraph, Text = string.Join(' ', blocks[head.From..(head.To + 1)].Select(block => block.Text)) };
        blocks.RemoveRange(head.From + 1, head.To - head.From);
        for (var at = head.From + 1; at < blocks.Count; at++)
        {
            blocks[at] = blocks[at] with { Kind = BlockKinds.Quotation, Level = null };
        }
    }

    // One block that holds the whole head, or a few lines that do together.
    private static (int From, int To)? Head(List<DraftBlock> blocks, string subject)
    {
        for (var at = 0; at < blocks.Count; at++)
        {
            if (!blocks[at].Text.Contains(subject, StringComparison.OrdinalIgnoreCase) || blocks[at].Text.Length > LongestHead || !Names(blocks[at].Text, subject))
            {
                continue;
            }

            int from = at, to = at;
            while (from > 0 && at - from < MostLines && IsLabelled(blocks[from - 1]))
            {
                from--;
            }

            while (to + 1 < blocks.Count && to - at < MostLines && IsLabelled(blocks[to + 1]))
            {
                to++;
            }

            if (to - from + 1 >= FewestLabels || Label().Count(blocks[at].Text) >= FewestLabels)
            {
                return (from, to);
            }
        }

        return null;
    }

    private static bool IsLabelled(DraftBlock block) => block.Kind != BlockKinds.Quotation && block.Text.Length < LongestHead && Label().Match(block.Text) is { Success: true, Index: 0 };

    private static bool Names(string text, string subject) =>
        text.LastIndexOf(subject, StringComparison.OrdinalIgnoreCase) is var at && text[..at].LastIndexOf(':') is var colon and > 0 && text[(colon + 1)..at].Trim() is { Length: <= 8 };

    // Re:, AW:, Fwd:, На: and their like.
    private static string Bare(string subject) => Cleaning.Line(Prefix().Replace(subject, ""));

    [GeneratedRegex("""^(?:\s*\p{L}{1,4}(?:\[\d+\])?\s?:)+""", RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();

    [GeneratedRegex("""(?:^|[\s*])\p{L}[\p{L} ]{0,20}\*?:\*?\s""", RegexOptions.NonBacktracking)]
    private static partial Regex Label();
}
