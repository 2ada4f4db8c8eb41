using System.Text;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>
/// Puts table rows together from the blocks in their cells. A row of one cell, or one whose cells hold long texts, only lays a page out: its blocks stand for themselves.
/// </summary>
internal sealed class TableText(string place, Action<DraftBlock> take)
{
    private const int LongestRow = 1200;

    /// <summary>Tables in tables deeper than this are read as running text.</summary>
    private const int Deepest = 30;

    /// <summary>Cells of a row; what stands in later ones is read into the last.</summary>
    private const int MostCells = 1000;

    private readonly Stack<Table> _tables = new();
    private int _number;
    private int _tooDeep;

    /// <summary>A block of the text: into the cell that is open, else on.</summary>
    public void Add(DraftBlock block)
    {
        if (_tables.TryPeek(out var table) && table.Cells.Count > 0)
        {
            table.Cells[^1].Add(block);
        }
        else
        {
            take(block);
        }
    }

    /// <summary>Opens a table (<c>tbl</c>), row (<c>tr</c>) or cell (<c>tc</c>).</summary>
    public void Start(string name)
    {
        if (name == "tbl")
        {
            _tooDeep += _tables.Count >= Deepest ? 1 : 0;
            if (_tooDeep == 0)
            {
                _tables.Push(new Table { Number = ++_number });
            }
        }
        else if (_tooDeep == 0 && _tables.TryPeek(out var table))
        {
            if (name == "tr")
            {
                table.Row++;
                table.Cells.Clear();
            }
            else if (table.Cells.Count < MostCells)
            {
                table.Cells.Add([]);
            }
        }
    }

    /// <summary>Closes what <see cref="Start"/> opened.</summary>
    public void End(string name)
    {
        if (_tooDeep > 0)
        {
            _tooDeep -= name == "tbl" ? 1 : 0;
        }
        else if (name == "tbl" && _tables.TryPop(out var table) || name == "tr" && _tables.TryPeek(out table))
        {
            CloseRow(table, name == "tbl");
        }
    }

    private void CloseRow(Table table, bool last)
    {
        var cells = table.Cells.ConvertAll(cell => cell);
        table.Cells.Clear();
        if (last || cells.Count == 0)
        {
            return;
        }

        // The row belongs to what holds its table.
        var outer = _tables.Count > 1 ? _tables.ElementAt(1) : null;
        void Give(DraftBlock block)
        {
            if (outer is { Cells.Count: > 0 })
            {
                outer.Cells[^1].Add(block);
            }
            else
            {
                take(block);
            }
        }

        if (cells.Count == 1 || cells.Sum(cell => cell.Sum(block => block.Text.Length)) > LongestRow)
        {
            cells.SelectMany(cell => cell).ToList().ForEach(Give);
        }
        else if (Row(cells) is { Length: > 0 } text)
        {
            Give(new DraftBlock(BlockKinds.TableRow, text, $"{place}/table[{table.Number}]/row[{table.Row}]"));
        }
    }

    private static string Row(List<List<DraftBlock>> cells)
    {
        var row = new StringBuilder();
        foreach (var cell in cells)
        {
            row.Append(row.Length == 0 && cell == cells[0] ? "" : "\t").AppendJoin(' ', cell.Select(block => block.Text.Replace('\t', ' ')));
        }

        return row.ToString().Trim('\t', ' ');
    }

    private sealed class Table
    {
        public required int Number { get; init; }

        public int Row { get; set; }

        public List<List<DraftBlock>> Cells { get; } = [];
    }
}
