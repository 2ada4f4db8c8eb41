using System.Buffers;

namespace Platform.Parser.Formats;

/// <summary>The words of what a page says of itself, such as its title, and how many of them a passage repeats.</summary>
internal sealed class PageWords
{
    private const int LongestCompared = 400;
    private static readonly SearchValues<char> Borders = SearchValues.Create(" ,.:;!?|-–—()\"“”«»\t’'");
    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);

    // A bit for each length and each first letter that the words have: most words of a passage need not be looked up.
    private ulong _lengths;
    private ulong _beginnings;

    /// <param name="text">The title or description; null for none.</param>
    public PageWords(string? text)
    {
        foreach (var range in text.AsSpan().SplitAny(Borders))
        {
            if (range.Start.Value < range.End.Value)
            {
                var word = text![range];
                _words.Add(word);
                _lengths |= Bit(word.Length);
                _beginnings |= Bit(char.ToUpperInvariant(word[0]));
            }
        }
    }

    /// <summary>Which share of the passage's words is among these; less where it has only few of them; -1 where there are none.</summary>
    public float Overlap(string text)
    {
        if (_words.Count == 0)
        {
            return -1;
        }

        int all = 0, shared = 0;
        var lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        var span = text.AsSpan(0, Math.Min(text.Length, LongestCompared));
        foreach (var range in span.SplitAny(Borders))
        {
            var word = span[range];
            if (!word.IsEmpty)
            {
                all++;
                shared += (_lengths & Bit(word.Length)) != 0 && (_beginnings & Bit(char.ToUpperInvariant(word[0]))) != 0 && lookup.Contains(word) ? 1 : 0;
            }
        }

        return all == 0 ? 0 : (float)shared / all * Math.Min(1f, 2f * all / _words.Count);
    }

    private static ulong Bit(int number) => 1UL << (number & 63);
}
