using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Parser.Formats;

/// <summary>
/// Takes running heads, running feet and page numbers off the pages: what stands at the edge of several pages at one height with the same words but for numbers. On a page without company, what is set small in
/// the outermost margin, apart from the text.
/// </summary>
internal static partial class LayoutHeads
{
    /// <summary>Rows at each edge that may be a running head.</summary>
    private const int Deepest = 3;

    /// <summary>Points that the same running head may shift from page to page.</summary>
    private const double Shift = 4;

    /// <summary>The outermost share of a page's height: where running heads stand, where page numbers do, and where text does not.</summary>
    private const double RepeatedMargin = 0.15;
    private const double NumberMargin = 0.1;
    private const double Margin = 0.075;
    private const int LongestHead = 120;

    /// <summary>Takes them off and lists them as removed.</summary>
    public static void Take(IReadOnlyList<LayoutPage> pages, Draft draft)
    {
        var body = new LayoutStyles([.. pages.SelectMany(page => page.Lines)]).Body;
        var edges = pages.Where(page => !page.IsAside).SelectMany(page => (Edge[])[new Edge(page, IsTop: true), new Edge(page, IsTop: false)]).ToList();
        var seen = edges.SelectMany(edge => edge.Rows.Select(row => (edge, row))).ToLookup(item => (item.edge.IsTop, item.row.Key));
        var levels = new Dictionary<bool, List<Row>> { [true] = [], [false] = [] };
        foreach (var edge in edges)
        {
            edge.Taken = edge.Rows.FindLastIndex(row => edge.Share(row) < RepeatedMargin && IsRepeated(row, seen[(edge.IsTop, row.Key)].Select(item => item.row))) + 1;
            levels[edge.IsTop].AddRange(edge.Rows.Take(edge.Taken));
        }

        foreach (var edge in edges)
        {
            if (edge.Taken == 0 && edge.Rows.Count > 0 && (IsLikeOthers(edge.Rows[0], levels[edge.IsTop]) || IsAlone(edge, body)))
            {
                edge.Taken = 1;
            }

            Remove(edge, draft);
        }

        RemoveWatermarks(pages.Where(page => page.IsAside).ToList(), draft);
    }

    // Text across or along the edge of page after page.
    private static void RemoveWatermarks(List<LayoutPage> asides, Draft draft)
    {
        var repeated = asides.SelectMany(page => page.Lines.Select(line => (page.Number, Key: KeyOf(line.Text)))).Distinct().GroupBy(item => item.Key).Where(group => group.Count() > 2).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var page in asides)
        {
            foreach (var line in page.Lines.Where(line => repeated.Contains(KeyOf(line.Text))))
            {
                draft.Remove("running_head", line.Text, FormattableString.Invariant($"page {page.Number}, across"));
            }

            page.Lines.RemoveAll(line => repeated.Contains(KeyOf(line.Text)));
        }
    }

    private static bool IsRepeated(Row row, IEnumerable<Row> same)
    {
        var others = same.Where(other => other.Page != row.Page && Math.Abs(other.Base - row.Base) < Shift).ToList();
        return others.Count > 0 && (IsPageNumber(row)
            ? others.Exists(other => other.Value is { } value && value - other.Page == row.Value - row.Page) || row.Value is null
            : row.Text.Length <= LongestHead && row.Key.Any(char.IsLetter));
    }

    // The head of a chapter stands on few pages, but where the others stand, and in their size.
    private static bool IsLikeOthers(Row row, List<Row> taken) =>
        row.Text.Length <= LongestHead && row.Step > 1.6 * row.Size && taken.Where(other => Math.Abs(other.Base - row.Base) < 1 && Math.Abs(other.Size - row.Size) < 0.2).Take(3).Count() == 3;

    private static bool IsAlone(Edge edge, double body)
    {
        var row = edge.Rows[0];
        var margin = edge.Share(row);
        return row.Step > 1.5 * body && row.Text.Length <= LongestHead
            && ((IsPageNumber(row) && margin < NumberMargin) || (margin < Margin && row.Size < 0.93 * body && (edge.IsTop || !Note().IsMatch(row.Text))));
    }

    private static void Remove(Edge edge, Draft draft)
    {
        foreach (var row in edge.Rows.Take(edge.Taken))
        {
            draft.Remove("running_head", row.Text, FormattableString.Invariant($"page {edge.Page.Number}, {(edge.IsTop ? "top" : "bottom")}"));
            edge.Page.Lines.RemoveAll(row.Lines.Contains);
        }
    }

    private static bool IsPageNumber(Row row) => PageNumber().IsMatch(row.Text);

    /// <summary>The rows at one edge of a page, from the outermost inwards.</summary>
    private sealed class Edge
    {
        public Edge(LayoutPage page, bool IsTop)
        {
            Page = page;
            this.IsTop = IsTop;
            var side = page.Lines.OrderBy(line => IsTop ? line.Base : -line.Base).Take(40);
            var rows = LayoutLines.Rows(side, line => line.Base, line => line.Size).ToList();
            if (!IsTop)
            {
                rows.Reverse();
            }

            // A page that holds nothing else has no edge.
            Rows = rows.Count < 2 && !page.Lines.TrueForAll(line => IsNumberOnly(line.Text))
                ? []
                : rows.Take(Deepest).Select((row, at) => new Row(row, page.Number, at + 1 < rows.Count ? Math.Abs(rows[at + 1][0].Base - row[0].Base) : double.MaxValue)).ToList();
        }

        public LayoutPage Page { get; }

        public bool IsTop { get; }

        public List<Row> Rows { get; }

        /// <summary>How far in a row stands, as a share of the page's height.</summary>
        public double Share(Row row) => (IsTop ? row.Base : Page.Height - row.Base) / Page.Height;

        /// <summary>Rows that are running heads.</summary>
        public int Taken { get; set; }
    }

    private sealed class Row
    {
        public Row(List<LayoutLine> lines, int page, double step)
        {
            Lines = [.. lines.OrderBy(line => line.Left)];
            (Page, Step, Base, Size) = (page, step, lines[0].Base, lines.Max(line => line.Size));
            Text = string.Join(' ', Lines.Select(line => line.Text));
            Key = KeyOf(Text);
            var digits = Number().Match(Text);
            Value = digits.Success && int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        public List<LayoutLine> Lines { get; }

        public string Text { get; }

        /// <summary>Its words with each number as one sign.</summary>
        public string Key { get; }

        public int Page { get; }

        public double Base { get; }

        public double Size { get; }

        /// <summary>The distance to the next row further in.</summary>
        public double Step { get; }

        /// <summary>The first number in it.</summary>
        public int? Value { get; }
    }

    private static string KeyOf(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            var sign = char.IsDigit(letter) ? '#' : char.ToLowerInvariant(letter);
            if (!char.IsWhiteSpace(sign) && (sign != '#' || key.Length == 0 || key[^1] != '#'))
            {
                key.Append(sign);
            }
        }

        return key.ToString();
    }

    private static bool IsNumberOnly(string text) => PageNumber().IsMatch(text);

    [GeneratedRegex("""^\W{0,3}(?:\p{L}{1,10}\.?)?\s?(?:\d{1,4}|[ivxlc]{1,7})(?:\s?(?:\p{L}{1,4}|/|\||–|-)\s?\d{1,4})?\W{0,3}$""", RegexOptions.NonBacktracking)]
    private static partial Regex PageNumber();

    [GeneratedRegex("""\d{1,6}""", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex("""^(?:\d{1,3}|[*†‡§]+)\)?\s?\p{L}""", RegexOptions.NonBacktracking)]
    private static partial Regex Note();
}
