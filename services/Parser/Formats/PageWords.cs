using System.Buffers;
using System.Runtime.InteropServices;

namespace Platform.Parser.Formats;

/// <summary>The words of what a page says of itself, its title and its description, and how many of them a passage repeats.</summary>
internal sealed class PageWords
{
    private const int LongestCompared = 400;
    private const int InTitle = 1;
    private const int InDescription = 2;
    private static readonly SearchValues<char> Borders = SearchValues.Create(" ,.:;!?|-–—()\"“”«»\t’'");
    private readonly Dictionary<string, int> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _title;
    private readonly int _description;

    // A bit for each length and each first letter that the words have: most words of a passage need not be looked up.
    private ulong _lengths;
    private ulong _beginnings;

    /// <param name="title">Null for none.</param>
    /// <param name="description">Null for none.</param>
    public PageWords(string? title, string? description) => (_title, _description) = (Take(title, InTitle), Take(description, InDescription));

    /// <summary>Which share of the passage's words is among those of each; less where it has only few of them; -1 where there are none.</summary>
    public (float Title, float Description) Overlap(string text)
    {
        if (_words.Count == 0)
        {
            return (-1, -1);
        }

        int all = 0, title = 0, description = 0;
        var lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        var span = text.AsSpan(0, Math.Min(text.Length, LongestCompared));
        foreach (var range in span.SplitAny(Borders))
        {
            var word = span[range];
            if (!word.IsEmpty)
            {
                all++;
                if ((_lengths & Bit(word.Length)) != 0 && (_beginnings & Bit(char.ToUpperInvariant(word[0]))) != 0 && lookup.TryGetValue(word, out var where))
                {
                    title += where & InTitle;
                    description += where / InDescription;
                }
            }
        }

        return (Share(title, all, _title), Share(description, all, _description));
    }

    private static float Share(int shared, int all, int words) => words == 0 ? -1 : all == 0 ? 0 : (float)shared / all * Math.Min(1f, 2f * all / words);

    private static ulong Bit(int number) => 1UL << (number & 63);

    // Gives how many different words it has.
    private int Take(string? text, int where)
    {
        var words = 0;
        foreach (var range in text.AsSpan().SplitAny(Borders))
        {
            if (range.Start.Value < range.End.Value)
            {
                var word = text![range];
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, word, out _);
                words += (known & where) == 0 ? 1 : 0;
                known |= where;
                _lengths |= Bit(word.Length);
                _beginnings |= Bit(char.ToUpperInvariant(word[0]));
            }
        }

        return words;
    }
}
