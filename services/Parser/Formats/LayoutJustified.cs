namespace Platform.Parser.Formats;

/// <summary>
/// Joins lines that were stretched so far to fill their column that the gaps look like those between columns: words written one after the other, from margin to margin of a line nearby.
/// </summary>
internal static class LayoutJustified
{
    private const int MostPieces = 5;

    /// <summary>As shares of the size: the widest gap, how far margins may differ, and how far paragraphs are indented.</summary>
    private const double WidestGap = 9;
    private const double Margin = 0.25;
    private const double Indent = 4;

    /// <summary>Rows above and below that may show the margins.</summary>
    private const int Near = 3;

    /// <summary>The lines, with those joined; from the top down.</summary>
    public static List<LayoutLine> Join(List<LayoutLine> lines)
    {
        var rows = LayoutLines.Rows(lines, line => line.Base, line => line.Size).ToList();
        var joined = new List<LayoutLine>(lines.Count);
        for (var at = 0; at < rows.Count; at++)
        {
            var near = rows.Skip(Math.Max(0, at - Near)).Take((2 * Near) + 1).ToList();
            for (var from = 0; from < rows[at].Count;)
            {
                var count = Math.Min(MostPieces, rows[at].Count - from);
                while (count > 1 && !IsStretched(rows[at].GetRange(from, count), near))
                {
                    count--;
                }

                joined.Add(count == 1 ? rows[at][from] : Joined(rows[at].GetRange(from, count)));
                from += count;
            }
        }

        return joined;
    }

    private static bool IsStretched(List<LayoutLine> pieces, List<List<LayoutLine>> near)
    {
        var (first, last, size) = (pieces[0], pieces[^1], pieces[0].Size);
        return pieces.Zip(pieces.Skip(1)).All(pair => pair.Second.Order == pair.First.Order + 1 && pair.Second.Left - pair.First.Right < WidestGap * size && Math.Abs(pair.Second.Size - size) < 0.1)
            && pieces.TrueForAll(piece => piece.Text.Any(char.IsLetter))
            && near.Exists(row => row.Exists(line => !pieces.Contains(line) && Math.Abs(line.Right - last.Right) < Margin * size && Math.Abs(line.Left - first.Left) < Indent * size && Math.Abs(line.Size - size) < 0.1));
    }

    private static LayoutLine Joined(List<LayoutLine> pieces) => new()
    {
        Text = string.Join(' ', pieces.Select(piece => piece.Text)),
        Left = pieces[0].Left,
        Right = pieces[^1].Right,
        Base = pieces[0].Base,
        Size = pieces[0].Size,
        Bold = pieces.TrueForAll(piece => piece.Bold),
        FirstWordRight = pieces[0].FirstWordRight,
        SecondWordLeft = pieces[0].SecondWordLeft > pieces[0].Left ? pieces[0].SecondWordLeft : pieces[1].Left,
        Order = pieces[0].Order,
    };
}
