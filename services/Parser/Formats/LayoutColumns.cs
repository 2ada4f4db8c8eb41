namespace Platform.Parser.Formats;

/// <summary>Says between which margins each line is set. A long stack of lines shows its margins itself; a short one stands in the narrowest column that holds it, of its own page or else of another.</summary>
internal static class LayoutColumns
{
    /// <summary>Lines from which a stack shows its margins.</summary>
    private const int Long = 5;

    /// <summary>How far a stack may stand to the right of its column's margin, as a share of its size.</summary>
    private const double DeepestIndent = 5;

    /// <summary>Columns of other pages that are tried.</summary>
    private const int MostOthers = 200;

    public static void Find(List<List<LayoutLine>> stacks)
    {
        var known = new Dictionary<int, List<LayoutColumn>>();
        foreach (var stack in stacks.Where(stack => stack.Count >= Long))
        {
            known.TryAdd(stack[0].Page, []);
            known[stack[0].Page].Add(Own(stack));
        }

        var others = known.Values.SelectMany(columns => columns).OrderByDescending(column => column.Width).DistinctBy(column => ((int)column.Left, (int)column.Right)).Take(MostOthers).ToList();
        foreach (var stack in stacks)
        {
            var own = Own(stack);
            var column = Narrowest(known.GetValueOrDefault(stack[0].Page) ?? [], stack, own) ?? (stack.Count >= Long ? own : Narrowest(others, stack, own) ?? own);
            stack.ForEach(line => line.Column = column);
        }
    }

    private static LayoutColumn? Narrowest(List<LayoutColumn> columns, List<LayoutLine> stack, LayoutColumn own)
    {
        var size = stack[0].Size;
        return columns.Where(column => column.Left <= own.Left + (0.3 * size) && own.Left - column.Left < DeepestIndent * size && column.Right >= own.Right - (0.3 * size)).MinBy(column => column.Width);
    }

    // The first lines of paragraphs may be indented, so the margin is the leftmost that several lines share.
    private static LayoutColumn Own(List<LayoutLine> stack)
    {
        var lefts = stack.Select(line => line.Left).Order().ToList();
        var enough = Math.Max(1, stack.Count / 8);
        var left = lefts.First(from => lefts.Count(at => at >= from && at <= from + 2) >= enough);
        return new LayoutColumn(left, stack.Max(line => line.Right));
    }
}
