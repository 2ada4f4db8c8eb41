using System.Buffers;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>
/// What a text quotes: at least four words between the quotation marks of its language, and block quotations; with who said it where
/// <see cref="Attributions"/> finds that next to it.
/// </summary>
public static class Quotations
{
    /// <summary>Fewer words between marks are a name or a manner of speaking.</summary>
    private const int FewestWords = 4;

    /// <summary>Nobody is quoted for longer between two marks: an open one was forgotten.</summary>
    private const int Longest = 5000;

    /// <summary>Each costs a search for its end; a block with more marks that nothing closes is no prose.</summary>
    private const int MostOpen = 100;

    /// <summary>An endless text may not fill the memory.</summary>
    private const int Most = 1000;

    private static readonly (char Open, string Close)[] Marks =
        [('„', "“”\""), ('«', "»"), ('“', "”"), ('"', "\""), ('»', "«"), ('‹', "›"), ('›', "‹"), ('‚', "‘’")];

    private static readonly SearchValues<char> Opening = SearchValues.Create(Marks.Select(mark => mark.Open).ToArray());

    /// <summary>All of them in the order of the text.</summary>
    public static IReadOnlyList<Quotation> Find(IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var found = new List<Quotation>();
        var start = 0;
        for (var at = 0; at < blocks.Count && found.Count < Most; at++)
        {
            var text = blocks[at].Text;
            if (blocks[at].Kind == BlockKinds.Quotation)
            {
                found.AddRange(Whole(text, start));
            }
            else if (blocks[at].Kind is not (BlockKinds.Code or BlockKinds.TableRow))
            {
                Between(text, start, at + 1 < blocks.Count ? blocks[at + 1].Text : "", found);
            }

            start += text.Length + 1;
        }

        return found;
    }

    /// <summary>A block quotation, without its marks; a dash and a name at its end say who.</summary>
    private static IEnumerable<Quotation> Whole(string text, int start)
    {
        var (from, to) = (0, text.Length);
        string? who = null;
        var dash = text.LastIndexOfAny(['—', '–']);
        if (dash > 0 && Attributions.IsName(text[(dash + 1)..].Trim()) && text[dash - 1] is ' ' or '.' or '”' or '"' or '»')
        {
            (to, who) = (dash, text[(dash + 1)..].Trim().TrimEnd('.'));
        }

        while (to > from && text[to - 1] == ' ')
        {
            to--;
        }

        if (to - from > 2 && Array.Exists(Marks, mark => mark.Open == text[from] && mark.Close.Contains(text[to - 1], StringComparison.Ordinal) && text.IndexOf(text[to - 1], from + 1) == to - 1))
        {
            (from, to) = (from + 1, to - 1);
        }

        var quote = text[from..to];
        return quote.Trim().Length == 0 ? [] : [Trimmed(text, from, to, start) with { Attribution = who }];
    }

    private static void Between(string text, int start, string next, List<Quotation> found)
    {
        var previous = -1; // where the one before ends, while nothing but "he said" stands between
        var open = 0;
        for (var at = 0; found.Count < Most && open < MostOpen && at < text.Length && text.AsSpan(at).IndexOfAny(Opening) is var ahead and >= 0; at++)
        {
            at += ahead;
            if (!Opens(text, at, out var closing))
            {
                continue;
            }

            var end = Close(text, at, closing);
            if (end < 0)
            {
                // A speech of several paragraphs: only the last one is closed, each is opened.
                if (at > 0 || next.Length == 0 || next[0] != text[0])
                {
                    open++;
                    continue;
                }

                end = text.Length;
            }

            if (Cleaning.CountWords(text[(at + 1)..end]) >= FewestWords)
            {
                var quotation = Trimmed(text, at + 1, end, start) with { Attribution = Attributions.Of(text, at, Math.Min(end + 1, text.Length)) ?? Attributions.Within(text[at..end]) };
                if (quotation.Attribution is null && previous >= 0 && found[^1].Attribution is { } same && GoesOn(text.AsSpan(previous, at - previous)))
                {
                    quotation = quotation with { Attribution = same }; // “We came,” the envoy said, “and we stay.”
                }

                found.Add(quotation);
                previous = end;
            }

            at = end;
        }
    }

    private static bool GoesOn(ReadOnlySpan<char> between) => between.TrimEnd().EndsWith(",") && between.IndexOfAny('.', ';') < 0;

    /// <summary>Whether a quotation begins here: a mark with a word right behind it (or a space in French), and none right before it.</summary>
    private static bool Opens(string text, int at, out string closing)
    {
        var mark = Array.Find(Marks, each => each.Open == text[at]);
        closing = mark.Close ?? "";
        if (mark.Close is null || at + 1 >= text.Length)
        {
            return false;
        }

        var spaceBefore = at == 0 || text[at - 1] is ' ' or '(' or '[' or '—' or '–' or '-' or '’' or '\'' or ':' or '«' or '“' or '„';
        var spaceBehind = text[at + 1] == ' ';
        return text[at] == '«' ? !spaceBehind || (at + 2 < text.Length && text[at + 2] != ' ') : spaceBefore && !spaceBehind;
    }

    /// <summary>Where it ends, counting those that it holds in turn; -1 where it does not.</summary>
    private static int Close(string text, int open, string closing)
    {
        var depth = 1;
        var first = -1;
        for (var at = open + 1; at < text.Length && at - open <= Longest; at++)
        {
            if (closing.Contains(text[at], StringComparison.Ordinal) && !IsInside(text, at))
            {
                first = first < 0 ? at : first;
                if (--depth == 0)
                {
                    return at;
                }
            }
            else if (text[at] == text[open] && text[at] is '«' or '“' or '„')
            {
                depth++;
            }
        }

        return first; // marks within that were never closed: the first closing one then is the end
    }

    // Before a letter it is an apostrophe, or opens another quotation.
    private static bool IsInside(string text, int at) => text[at] is '’' or '‘' or '"' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]);

    private static Quotation Trimmed(string text, int from, int to, int start)
    {
        while (from < to && text[from] == ' ')
        {
            from++;
        }

        while (to > from && (text[to - 1] == ' ' || (text[to - 1] == ',' && to - from > 1)))
        {
            to--;
        }

        return new Quotation { Text = text[from..to], Start = start + from };
    }
}
