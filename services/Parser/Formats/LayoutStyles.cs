namespace Platform.Parser.Formats;

/// <summary>What is usual in a document: size and weight of its text, distances between its lines, whether paragraphs are indented; and which sizes are those of headings.</summary>
internal sealed class LayoutStyles
{
    /// <summary>As shares of the text's size: from where larger letters are a heading, and up to where smaller ones are a note.</summary>
    private const double Larger = 1.1;
    private const double Smaller = 0.93;

    private readonly Dictionary<double, double> _leading = [];
    private readonly List<double> _headings;
    private readonly double? _indent;

    public LayoutStyles(IReadOnlyList<LayoutLine> lines)
    {
        var text = lines.GroupBy(line => Math.Round(line.Size * 2) / 2).MaxBy(group => group.Sum(line => line.Text.Length));
        Body = text?.Key ?? 10;
        IsBold = text is not null && text.Sum(line => line.Bold ? line.Text.Length : -line.Text.Length) > 0;
        _headings = lines.Where(line => line.Size >= Larger * Body).GroupBy(line => Math.Round(line.Size)).Select(group => group.Key).OrderDescending().ToList();
        var pairs = lines.Zip(lines.Skip(1)).Where(pair => IsBelow(pair.First, pair.Second)).ToList();
        var full = pairs.Where(pair => IsFull(pair.First, pair.Second)).ToList();
        IsJustified = full.Count >= 10 && full.Count(pair => pair.First.Column.Right - pair.First.Right < 0.15 * pair.First.Size) > 0.7 * full.Count;
        foreach (var steps in full.GroupBy(pair => Class(pair.First.Size), pair => pair.Second.Base - pair.First.Base))
        {
            var sorted = steps.Order().ToList();
            if (sorted.Count >= 3)
            {
                _leading[steps.Key] = sorted[sorted.Count / 3];
            }
        }

        var ends = pairs.Where(pair => !IsFull(pair.First, pair.Second)).ToList();
        var indents = ends.Where(pair => IsIndented(pair.Second)).Select(pair => pair.Second.Left - pair.Second.Column.Left).Order().ToList();
        _indent = indents.Count >= 2 && indents.Count * 3 > ends.Count ? indents[indents.Count / 2] : null;
    }

    /// <summary>Size of the running text.</summary>
    public double Body { get; }

    /// <summary>Whether the running text is bold.</summary>
    public bool IsBold { get; }

    /// <summary>Whether paragraphs begin with an indent.</summary>
    public bool Indents => _indent is not null;

    /// <summary>Whether lines are filled up to the right margin.</summary>
    public bool IsJustified { get; }

    /// <summary>The usual distance between lines of a size.</summary>
    public double Leading(double size) => _leading.TryGetValue(Class(size), out var leading) ? leading : 1.28 * size;

    public bool IsSmall(LayoutLine line) => line.Size <= Smaller * Body;

    public bool IsLarge(LayoutLine line) => line.Size >= Larger * Body;

    /// <summary>The level that a line's size or weight gives it as a heading, 1 to 6; null for text.</summary>
    public int? Level(LayoutLine line)
    {
        if (IsLarge(line))
        {
            return Math.Clamp(_headings.IndexOf(Math.Round(line.Size)) + 1, 1, 6);
        }

        return line.Bold && !IsBold && !IsSmall(line) ? Math.Clamp(_headings.Count + 1, 1, 6) : null;
    }

    /// <summary>Whether the next line follows further down in the same column.</summary>
    public static bool IsBelow(LayoutLine line, LayoutLine next) => line.Page == next.Page && next.Base > line.Base && line.Overlap(next) > 0;

    /// <summary>Whether the next line's first word had no room on the line, which therefore ends no paragraph.</summary>
    public static bool IsFull(LayoutLine line, LayoutLine next) => line.Column.Right - line.Right < next.FirstWordRight - next.Left + (0.35 * line.Size);

    /// <summary>Whether the line begins to the right of its column's margin.</summary>
    public static bool IsIndented(LayoutLine line) => line.Left - line.Column.Left > 0.6 * line.Size;

    /// <summary>Whether the line begins as far in as paragraphs of the document do.</summary>
    public bool HasIndent(LayoutLine line) => _indent is { } usual && Math.Abs(line.Left - line.Column.Left - usual) < 0.3 * line.Size;

    private static double Class(double size) => Math.Round(size * 2) / 2;
}
