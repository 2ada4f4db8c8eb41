using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Platform.Parser.Formats;

/// <summary>How a workbook shows its numbers, as far as that changes what a reader understands: dates, times and shares.</summary>
internal sealed partial class CellFormats
{
    private readonly List<Look> _cells = [];
    private readonly bool _from1904;

    public CellFormats(Package package, string part, bool from1904)
    {
        _from1904 = from1904;
        var own = new Dictionary<string, Look>(StringComparer.Ordinal);
        var inCells = false;
        package.Walk(part, node =>
        {
            switch (node.NodeType, node.LocalName)
            {
                case (XmlNodeType.Element, "numFmt"): own[node.GetAttribute("numFmtId") ?? ""] = Of(node.GetAttribute("formatCode") ?? ""); break;
                case (XmlNodeType.Element, "cellXfs"): inCells = !node.IsEmptyElement; break;
                case (XmlNodeType.EndElement, "cellXfs"): inCells = false; break;
                case (XmlNodeType.Element, "xf") when inCells:
                    var id = node.GetAttribute("numFmtId") ?? "";
                    _cells.Add(own.TryGetValue(id, out var look) ? look : BuiltIn(id));
                    break;
            }
        });
    }

    private enum Look
    {
        Number,
        Percent,
        Date,
        Time,
        DateAndTime,
    }

    /// <summary>The value as its cell shows it, in forms that need no culture; as it stands where it is no number.</summary>
    public string Show(string raw, string format)
    {
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return raw;
        }

        var look = int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < _cells.Count ? _cells[at] : Look.Number;
        return look switch
        {
            Look.Percent => Math.Round(number * 100, 2).ToString("0.##", CultureInfo.InvariantCulture) + "%",
            Look.Date or Look.DateAndTime or Look.Time when Moment(number) is { } moment => moment.ToString(
                look == Look.Time || number < 1 ? "HH:mm" : look == Look.DateAndTime && moment.TimeOfDay != TimeSpan.Zero ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => number.ToString("G15", CultureInfo.InvariantCulture),
        };
    }

    // Days since the last one of 1899; the year 1900 counts a day too many before March.
    private DateTime? Moment(double days)
    {
        var shifted = _from1904 ? days + 1462 : days is >= 1 and < 60 ? days + 1 : days;
        return shifted is < 0 or > 2_900_000 ? null : new DateTime(1899, 12, 30).AddMinutes(Math.Round(shifted * 1440));
    }

    private static Look BuiltIn(string id) => id switch
    {
        "9" or "10" => Look.Percent,
        "14" or "15" or "16" or "17" => Look.Date,
        "18" or "19" or "20" or "21" or "45" or "46" or "47" => Look.Time,
        "22" => Look.DateAndTime,
        _ => Look.Number,
    };

    private static Look Of(string code)
    {
        var plain = Literal().Replace(code.Split(';')[0], "").ToLowerInvariant();
        var date = plain.Contains('d', StringComparison.Ordinal) || plain.Contains('y', StringComparison.Ordinal);
        var time = plain.Contains('h', StringComparison.Ordinal) || plain.Contains('s', StringComparison.Ordinal);
        return date && time ? Look.DateAndTime
            : date || (plain.Contains('m', StringComparison.Ordinal) && !time) ? Look.Date
            : time ? Look.Time
            : plain.Contains('%', StringComparison.Ordinal) ? Look.Percent
            : Look.Number;
    }

    // Quoted and escaped letters, colours, conditions and currencies, and the word for the general form.
    [GeneratedRegex("""
        "[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|Standard
        """, RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Literal();
}
