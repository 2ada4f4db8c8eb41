using System.Globalization;
using System.Text;
using System.Xml;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>One pass over a worksheet: a table row for each row that holds a value.</summary>
internal sealed class SheetText(Draft draft, List<string> shared, CellFormats formats, string sheet, Action<DraftBlock> take)
{
    /// <summary>Empty columns between two values that are kept as tabs; a value farther out follows after one.</summary>
    private const int WidestGap = 50;

    private readonly StringBuilder _row = new();
    private readonly StringBuilder _value = new();
    private string _type = "n";
    private string _format = "";
    private string _rowNumber = "";
    private int _column;
    private int _lastColumn;
    private int _rows;
    private bool _inValue;
    private bool _inReading;

    public void Read(Package package, string part) => package.Walk(part, node => Node(node, package));

    private void Node(XmlReader node, Package package)
    {
        switch (node.NodeType)
        {
            case var _ when draft.IsFull: break; // nothing more is taken
            case XmlNodeType.Element: Start(node); break;
            case XmlNodeType.EndElement: End(node.LocalName); break;
            case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when _inValue && !_inReading: _value.Append(package.Text(node)); break;
        }
    }

    private void Start(XmlReader node)
    {
        switch (node.LocalName)
        {
            case "row":
                _rowNumber = node.GetAttribute("r") ?? (_rows + 1).ToString(CultureInfo.InvariantCulture);
                (_column, _lastColumn, _rows) = (0, 0, _rows + 1);
                _row.Clear();
                break;
            case "c":
                (_type, _format) = (node.GetAttribute("t") ?? "n", node.GetAttribute("s") ?? "");
                _column = node.GetAttribute("r") is { } place ? Column(place) : _column + 1;
                _value.Clear();
                break;
            case "v" or "t": _inValue = !node.IsEmptyElement; break;
            case "rPh": _inReading = !node.IsEmptyElement; break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "v" or "t": _inValue = false; break;
            case "rPh": _inReading = false; break;
            case "c" when _value.Length > 0: Cell(); break;
            case "row" when _row.Length > 0: take(new DraftBlock(BlockKinds.TableRow, _row.ToString(), $"{sheet}!{_rowNumber}")); break;
        }
    }

    private void Cell()
    {
        var raw = _value.ToString();
        var text = _type switch
        {
            "s" => int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < shared.Count ? shared[at] : "",
            "b" => raw == "1" ? "TRUE" : "FALSE",
            "n" => formats.Show(raw, _format),
            _ => raw,
        };
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        var gap = _row.Length == 0 ? 0 : Math.Max(1, _column - _lastColumn);
        _row.Append('\t', gap > WidestGap ? 1 : gap).Append(text.Replace('\t', ' '));
        _lastColumn = _column;
    }

    // "AB12" is column 28.
    private static int Column(string place)
    {
        var column = 0;
        foreach (var letter in place.TakeWhile(char.IsAsciiLetter).Take(3))
        {
            column = (column * 26) + (char.ToUpperInvariant(letter) - 'A' + 1);
        }

        return column;
    }
}
