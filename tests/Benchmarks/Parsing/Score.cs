using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Benchmarks.Parsing;

/// <summary>
/// How near records come to the truth of a set of pages. The measures are those of the set's own <c>score.py</c>, which gives the same figures for what
/// <c>parse --jsonl</c> prints: words and runs of four words as bags, paragraphs and names by their letters and digits, segments by what must and must not be there.
/// </summary>
internal sealed partial class Score
{
    private readonly Dictionary<string, (double Hit, double Of)> _sums = new(StringComparer.Ordinal);
    private readonly List<double> _words = [], _articles = [];

    /// <summary>Each figure by its name; those that the set has no truth for are missing.</summary>
    public SortedDictionary<string, double> Figures()
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, (hit, of)) in _sums.Where(sum => sum.Value.Of > 0))
        {
            figures[name] = hit / of;
        }

        if (_words.Count > 0)
        {
            figures["word_f1"] = _words.Average();
        }

        if (_articles.Count > 0 && _articles.Count < _words.Count)
        {
            figures["word_f1_articles"] = _articles.Average();
        }

        return figures;
    }

    /// <summary>Counts one page.</summary>
    /// <param name="truth">A line of the set's <c>truth.jsonl</c>.</param>
    /// <param name="text">The text, a paragraph a line; empty where there is no record.</param>
    /// <param name="title">The title.</param>
    /// <param name="authors">The authors.</param>
    /// <param name="published">When it was published, ISO 8601.</param>
    public void Add(JsonElement truth, string text, string? title, IReadOnlyList<string> authors, string? published)
    {
        var right = truth.GetProperty("text").GetString();
        if (!string.IsNullOrEmpty(right))
        {
            var (own, whole) = (Words(text), Words(right));
            var (ownBag, wholeBag) = (Bag(own), Bag(whole));
            var score = F1(Overlap(ownBag, wholeBag), own.Count, whole.Count);
            _words.Add(score);
            if (truth.GetProperty("type").GetString() == "article")
            {
                _articles.Add(score);
            }

            Count("shingle_f1", Bag(Shingles(own)), Bag(Shingles(whole)));
            Count("paragraph_f1", Bag(Paragraphs(text)), Bag(Paragraphs(right)));
        }

        Segments(truth, Squeeze(text));
        Fields(truth, title, authors, published);
    }

    private void Segments(JsonElement truth, string flat)
    {
        foreach (var segment in truth.GetProperty("with").EnumerateArray())
        {
            var isThere = flat.Contains(Squeeze(segment.GetString()!), StringComparison.Ordinal);
            Add("segments_f1", isThere ? 2 : 0, isThere ? 2 : 1);
        }

        foreach (var segment in truth.GetProperty("without").EnumerateArray())
        {
            Add("segments_f1", 0, flat.Contains(Squeeze(segment.GetString()!), StringComparison.Ordinal) ? 1 : 0);
        }
    }

    private void Fields(JsonElement truth, string? title, IReadOnlyList<string> authors, string? published)
    {
        if (truth.GetProperty("title").GetString() is { Length: > 0 } rightTitle)
        {
            Add("title", Fold(rightTitle) == Fold(title ?? "") ? 1 : 0, 1);
        }

        var names = truth.GetProperty("authors").EnumerateArray().Select(name => name.GetString()!).ToList();
        if (names.Count > 0)
        {
            Add("authors", Names(names).SetEquals(Names(authors)) ? 1 : 0, 1);
        }

        if (truth.GetProperty("date").GetString() is { Length: > 0 } date)
        {
            var day = (published ?? "")[..Math.Min(10, published?.Length ?? 0)];
            Add("date", day == date ? 1 : 0, 1);
            Add("date_wrong", day.Length > 0 && day != date ? 1 : 0, 1);
        }
    }

    private void Count(string name, Dictionary<string, int> own, Dictionary<string, int> right) =>
        Add(name, 2 * Overlap(own, right), own.Values.Sum() + right.Values.Sum());

    private void Add(string name, double hit, double of)
    {
        var (hits, all) = _sums.GetValueOrDefault(name);
        _sums[name] = (hits + hit, all + of);
    }

    private static double F1(double hit, double own, double right) => own + right > 0 ? 2 * hit / (own + right) : 1;

    private static double Overlap(Dictionary<string, int> one, Dictionary<string, int> other) => one.Sum(entry => Math.Min(entry.Value, other.GetValueOrDefault(entry.Key)));

    private static Dictionary<string, int> Bag(IEnumerable<string> items) => items.CountBy(item => item, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<string> Shingles(List<string> words) =>
        words.Count == 0 ? [] : Enumerable.Range(0, Math.Max(1, words.Count - 3)).Select(at => string.Join(' ', words.Skip(at).Take(4)));

    private static IEnumerable<string> Paragraphs(string text) => text.Split('\n').Select(Fold).Where(line => line.Length > 0);

    private static HashSet<string> Names(IReadOnlyList<string> values) =>
        Between().Split(By().Replace(string.Join(';', values).Trim(), "")).Select(Fold).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);

    private static string Squeeze(string text) => White().Replace(text, " ").Trim();

    // Letters and digits alone, with what looks alike made alike.
    private static string Fold(string text) => string.Join(' ', Parts(WebUtility.HtmlDecode(text).Normalize(NormalizationForm.FormKC), withUnderscore: false));

    private static List<string> Words(string text) => Parts(text, withUnderscore: true);

    // A word is of letters and numbers; marks of their own end it, as they do in the scorer that others were measured with.
    private static List<string> Parts(string text, bool withUnderscore)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune) || (withUnderscore && rune.Value == '_'))
            {
                word.Append(rune);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex White();

    [GeneratedRegex(@"^(?:by|von|par|por)\s+", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex By();

    [GeneratedRegex(@"[;,/&|]| and | und | et | y ", RegexOptions.NonBacktracking)]
    private static partial Regex Between();
}
