namespace Platform.Parser.Formats;

/// <summary>
/// Puts a page's lines into the order of reading. Lines that follow each other downwards make stacks; a stack is read before another if it stands above it in the same column, or to its left with
/// nothing between them that spans both (Breuel, "High performance document layout analysis", 2003).
/// </summary>
internal static class LayoutOrder
{
    /// <summary>Stacks of a page that are put into order; a page in more pieces is a drawing, read from the top down.</summary>
    private const int MostStacks = 200;

    /// <summary>Lines further apart than this, as a share of the size, do not follow each other.</summary>
    private const double WidestStep = 2.6;

    /// <summary>Lines of a page that are put into stacks; an A0 sheet of small print has fewer.</summary>
    private const int MostLines = 5000;

    /// <summary>Sorts the lines and numbers them.</summary>
    /// <returns>The same lines in their stacks.</returns>
    public static List<List<LayoutLine>> Sort(LayoutPage page)
    {
        var stacks = page.Lines.Count > MostLines ? page.Lines.ConvertAll(line => new Stack(line)) : Stacks(page.Lines);
        var ordered = stacks.Count > MostStacks ? [.. stacks.OrderBy(stack => stack.Top).ThenBy(stack => stack.Left)] : Ordered(stacks);
        page.Lines.Clear();
        foreach (var stack in ordered)
        {
            page.Lines.AddRange(stack.Lines);
        }

        for (var at = 0; at < page.Lines.Count; at++)
        {
            (page.Lines[at].Page, page.Lines[at].Number) = (page.Number, at + 1);
        }

        return ordered.ConvertAll(stack => stack.Lines);
    }

    private static List<Stack> Stacks(List<LayoutLine> lines)
    {
        var stacks = new List<Stack>();
        var open = new List<Stack>();
        foreach (var row in LayoutLines.Rows(lines, line => line.Base, line => line.Size))
        {
            open.RemoveAll(stack => row[0].Base - stack.Last.Base > WidestStep * Math.Max(stack.Last.Size, row[0].Size) && row[0].Base - stack.Last.Base > 1.6 * stack.Step);
            var above = row.ConvertAll(line => open.FindAll(stack => stack.Last.Overlap(line) > 0));
            for (var at = 0; at < row.Count; at++)
            {
                var parents = above[at];
                if (parents is [var parent] && above.Count(other => other.Contains(parent)) == 1 && Fits(parent.Last, row[at]))
                {
                    parent.Add(row[at]);
                    continue;
                }

                var begun = new Stack(row[at]);
                stacks.Add(begun);
                open.RemoveAll(parents.Contains);
                open.Add(begun);
            }
        }

        return stacks;
    }

    private static bool Fits(LayoutLine above, LayoutLine below) =>
        above.Size < 1.2 * below.Size && below.Size < 1.2 * above.Size && above.IsRow == below.IsRow && above.Overlap(below) > 0.3 * Math.Min(above.Width, below.Width);

    private static List<Stack> Ordered(List<Stack> stacks)
    {
        var waitsFor = stacks.ConvertAll(later => stacks.Count(earlier => IsBefore(earlier, later, stacks)));
        var ordered = new List<Stack>(stacks.Count);
        var left = stacks.Select((_, at) => at).OrderBy(at => stacks[at].Top).ThenBy(at => stacks[at].Left).ToList();
        while (left.Count > 0)
        {
            // Where stacks wait for each other in a circle, the topmost goes on.
            var next = left.FindIndex(at => waitsFor[at] == 0);
            var chosen = left[Math.Max(next, 0)];
            left.RemoveAt(Math.Max(next, 0));
            ordered.Add(stacks[chosen]);
            foreach (var at in left)
            {
                waitsFor[at] -= IsBefore(stacks[chosen], stacks[at], stacks) ? 1 : 0;
            }
        }

        return ordered;
    }

    private static bool IsBefore(Stack first, Stack second, List<Stack> all)
    {
        if (ReferenceEquals(first, second))
        {
            return false;
        }

        if (first.Overlaps(second))
        {
            return first.Top < second.Top || (first.Top == second.Top && first.Left < second.Left);
        }

        var (top, bottom) = (Math.Min(first.Top, second.Top), Math.Max(first.Bottom, second.Bottom));
        return first.Right <= second.Left + 1 && !all.Exists(between => !ReferenceEquals(between, first) && !ReferenceEquals(between, second)
            && between.Top > top && between.Bottom < bottom && between.Overlaps(first) && between.Overlaps(second));
    }

    private sealed class Stack(LayoutLine first)
    {
        public List<LayoutLine> Lines { get; } = [first];

        public LayoutLine Last => Lines[^1];

        /// <summary>The distance between its last two lines.</summary>
        public double Step { get; private set; }

        public double Left { get; private set; } = first.Left;

        public double Right { get; private set; } = first.Right;

        public double Top { get; } = first.Base - first.Size;

        public double Bottom => Last.Base;

        public void Add(LayoutLine line)
        {
            Step = line.Base - Last.Base;
            (Left, Right) = (Math.Min(Left, line.Left), Math.Max(Right, line.Right));
            Lines.Add(line);
        }

        public bool Overlaps(Stack other) => Math.Min(Right, other.Right) - Math.Max(Left, other.Left) > 2;
    }
}
