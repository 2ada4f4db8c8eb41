namespace Platform.Parser.Formats;

/// <summary>
/// Joins the cells of table rows. Columns of running text look alike line for line, but their lines are long, and one column is written after the other.
/// </summary>
internal static class LayoutTables
{
    /// <summary>Cells longer than this in the mean are columns of text.</summary>
    private const int LongestCell = 36;

    /// <summary>Rows further apart than this, as a share of the size, are of different tables.</summary>
    private const double WidestStep = 4;

    /// <summary>Joins them in place.</summary>
    public static void Join(LayoutPage page)
    {
        var joined = new List<LayoutLine>(page.Lines.Count);
        var table = new List<List<LayoutLine>>();
        foreach (var row in LayoutLines.Rows(page.Lines, line => line.Base, line => line.Size))
        {
            row.Sort((first, second) => first.Left.CompareTo(second.Left));
            if (row.Count > 1 && (table.Count == 0 || row[0].Base - table[^1][0].Base < WidestStep * row[0].Size))
            {
                table.Add(row);
                continue;
            }

            Close(joined, table);
            if (row.Count > 1)
            {
                table.Add(row);
            }
            else
            {
                joined.AddRange(row);
            }
        }

        Close(joined, table);
        page.Lines.Clear();
        page.Lines.AddRange(joined);
    }

    private static void Close(List<LayoutLine> joined, List<List<LayoutLine>> table)
    {
        joined.AddRange(IsTable(table) ? table.Select(Row) : table.SelectMany(row => row));
        table.Clear();
    }

    private static bool IsTable(List<List<LayoutLine>> rows)
    {
        if (rows.Count < 2 || (rows.Count == 2 && rows.Exists(row => row.Count < 3)))
        {
            return false;
        }

        var cells = rows.Sum(row => row.Count);
        var steps = rows.SelectMany(row => row.Zip(row.Skip(1), (left, right) => right.Order - left.Order)).ToList();
        return rows.Sum(row => row.Sum(cell => cell.Text.Length)) < LongestCell * cells && steps.Count(step => step is > 0 and <= 3) >= 0.6 * steps.Count;
    }

    private static LayoutLine Row(List<LayoutLine> cells) => new()
    {
        Text = string.Join('\t', cells.Select(cell => cell.Text)),
        Left = cells[0].Left,
        Right = cells[^1].Right,
        Base = cells[0].Base,
        Size = cells.Max(cell => cell.Size),
        Bold = cells.TrueForAll(cell => cell.Bold),
        FirstWordRight = cells[0].FirstWordRight,
        SecondWordLeft = cells[0].SecondWordLeft,
        Order = cells[0].Order,
        IsRow = true,
    };
}
