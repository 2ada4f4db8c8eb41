using DiffPlex;

namespace Platform.Gateway.Records;

/// <summary>Compares two texts paragraph by paragraph.</summary>
public static class TextDifference
{
    /// <summary>Most paragraphs of a side that are compared one by one. Finding the shortest difference of two texts that share nothing costs the square of their lengths.</summary>
    public const int MaxParagraphs = 4000;

    /// <summary>All paragraphs of both texts in reading order. Where more than <see cref="MaxParagraphs"/> lie between the first and the last difference, all of them count as replaced.</summary>
    public static List<ParagraphChange> Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var shorter = Math.Min(before.Count, after.Count);
        var head = 0;
        while (head < shorter && before[head] == after[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < shorter - head && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        return
        [
            .. Told(before.Take(head), ParagraphChange.Same),
            .. Middle([.. before.Take(before.Count - tail).Skip(head)], [.. after.Take(after.Count - tail).Skip(head)]),
            .. Told(before.Skip(before.Count - tail), ParagraphChange.Same),
        ];
    }

    private static IEnumerable<ParagraphChange> Middle(List<string> before, List<string> after)
    {
        if (before.Count == 0 || after.Count == 0 || before.Count > MaxParagraphs || after.Count > MaxParagraphs)
        {
            return [.. Told(before, ParagraphChange.Removed), .. Told(after, ParagraphChange.Added)];
        }

        // The library compares texts that it cuts itself; a paragraph may hold line breaks, so each text is handed over as the sides' own lists.
        var difference = Differ.Instance.CreateDiffs(nameof(before), nameof(after), ignoreWhiteSpace: false, ignoreCase: false, new Sides(before, after));
        var (changes, place) = (new List<ParagraphChange>(), 0);
        foreach (var block in difference.DiffBlocks)
        {
            changes.AddRange(Told(before[place..block.DeleteStartA], ParagraphChange.Same));
            place = block.DeleteStartA + block.DeleteCountA;
            changes.AddRange(Told(before[block.DeleteStartA..place], ParagraphChange.Removed));
            changes.AddRange(Told(after.Slice(block.InsertStartB, block.InsertCountB), ParagraphChange.Added));
        }

        changes.AddRange(Told(before[place..], ParagraphChange.Same));
        return changes;
    }

    private static IEnumerable<ParagraphChange> Told(IEnumerable<string> paragraphs, string change) => paragraphs.Select(paragraph => new ParagraphChange(change, paragraph));

    private sealed class Sides(List<string> before, List<string> after) : IChunker
    {
        public IReadOnlyList<string> Chunk(string text) => text == nameof(before) ? before : after;
    }
}
