using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Parser;
using Platform.Parser.Formats;

namespace Platform.Benchmarks;

/// <summary>A page cut into passages, each with its features and, where the page's text is known, whether it belongs to it.</summary>
/// <param name="Id">The page's name.</param>
/// <param name="Fold">0 to 3 by its host: pages of one site are never on two sides.</param>
/// <param name="Texts">Its passages.</param>
/// <param name="Features">Of each passage.</param>
/// <param name="Labels">1 where the passage belongs to the text, 0 where it does not.</param>
/// <param name="Weights">How much the passage counts; 0 where nothing is known of it.</param>
internal sealed record PageSample(string Id, int Fold, string[] Texts, FeatureTable Features, float[] Labels, float[] Weights, PassageContext Context)
{
    public float[] Probabilities { get; set; } = [];
}

/// <summary>Reads the pages of a set with their true texts.</summary>
internal static partial class PassageSamples
{
    public static List<PageSample> Read(string corpus)
    {
        var truths = File.ReadLines(Path.Combine(corpus, "truth.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        return [.. truths.AsParallel().AsOrdered().Select(truth => Page(corpus, truth)).OfType<PageSample>()];
    }

    private static PageSample? Page(string corpus, JsonElement truth)
    {
        var id = truth.GetProperty("id").GetString()!;
        using var packed = new GZipStream(File.OpenRead(Path.Combine(corpus, "pages", id + ".html.gz")), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        var content = new Content(bytes.ToArray(), id);
        using var source = new PageSource(content.Text);
        var page = source.Page;
        var draft = new Draft("text/html");
        var speaking = new SpeakingElements(page);
        PageMetadata.Find(page, speaking, draft);
        if (Html.Outline(page) is not { } outline)
        {
            return null;
        }

        var passages = PagePassages.Of(outline, draft);
        var features = Html.Features(speaking, outline, passages, draft);
        var rows = new FeatureTable(passages.Count, PassageFeatures.Count + PassageContext.Count);
        for (var at = 0; at < rows.Count; at++)
        {
            features.Write(at, rows.Row(at));
        }

        var (labels, weights) = Label([.. passages.Select(passage => passage.Text)], truth);
        var host = Uri.TryCreate(truth.GetProperty("url").GetString(), UriKind.Absolute, out var url) ? url.Host : id;
        return new PageSample(id, Fold(host), [.. passages.Select(passage => passage.Number + passage.Text)], rows, labels, weights, features.Context(rows.Count));
    }

    private static int Fold(string host)
    {
        var hash = 2166136261u;
        foreach (var letter in host.Replace("www.", "", StringComparison.Ordinal))
        {
            hash = (hash ^ letter) * 16777619;
        }

        return (int)((hash >> 16) & 3);
    }

    private static (float[] Labels, float[] Weights) Label(string[] texts, JsonElement truth)
    {
        var (labels, weights) = (new float[texts.Length], new float[texts.Length]);
        var words = texts.Select(WordsOf).ToArray();
        var text = truth.GetProperty("text").GetString() ?? "";
        if (text.Length > 0)
        {
            var known = WordsOf(text);
            var runs = new HashSet<(string, string, string)>();
            for (var at = 0; at + 3 <= known.Length; at++)
            {
                runs.Add((known[at], known[at + 1], known[at + 2]));
            }

            var lines = text.Split('\n').Select(line => string.Join(' ', WordsOf(line))).ToHashSet(StringComparer.Ordinal);
            var all = words.Sum(each => each.Length);
            for (var at = 0; at < texts.Length; at++)
            {
                labels[at] = words[at].Length == 0 ? 0 : Belongs(words, at, runs, lines) ? 1 : 0;
                weights[at] = words[at].Length == 0 ? 0 : (words[at].Length + 5f) / (known.Length + 100f) * Math.Min(1, 4f * (known.Length + 100) / (all + 1));
            }

            OnlyAsOften(words, labels, known);
        }

        foreach (var (name, label) in (ReadOnlySpan<(string, float)>)[("with", 1), ("without", 0)])
        {
            foreach (var segment in truth.GetProperty(name).EnumerateArray().Select(segment => string.Join(' ', WordsOf(segment.GetString()!))).Where(segment => segment.Length > 8))
            {
                for (var at = 0; at < texts.Length && text.Length == 0; at++)
                {
                    var line = string.Join(' ', words[at]);
                    if (line.Contains(segment, StringComparison.Ordinal) || (line.Length > 25 && segment.Contains(line, StringComparison.Ordinal)))
                    {
                        (labels[at], weights[at]) = (label, 0.15f);
                    }
                }
            }
        }

        return (labels, weights);
    }

    // What a page says more often than its text does belongs to it where most of what stands around it does: a heading, not its line in the table of contents.
    private static void OnlyAsOften(string[][] words, float[] labels, string[] known)
    {
        var text = $" {string.Join(' ', known)} ";
        foreach (var copies in Enumerable.Range(0, words.Length).Where(at => labels[at] > 0).GroupBy(at => string.Join(' ', words[at]), StringComparer.Ordinal).Where(group => group.Count() > 1).ToList())
        {
            var times = text.Split($" {copies.Key} ").Length - 1;
            var best = copies.OrderByDescending(at => Around(words, labels, at)).ToList();
            foreach (var at in best.Skip(Math.Max(1, times)))
            {
                labels[at] = 0;
            }
        }
    }

    private static float Around(string[][] words, float[] labels, int at)
    {
        var sum = 0f;
        for (var there = Math.Max(0, at - 4); there <= Math.Min(words.Length - 1, at + 4); there++)
        {
            sum += there == at ? 0 : (labels[there] - 0.5f) * Math.Min(40, words[there].Length);
        }

        return sum;
    }

    // Short passages only where they stand beside the same words as in the text.
    private static bool Belongs(string[][] words, int at, HashSet<(string, string, string)> runs, HashSet<string> lines)
    {
        var own = words[at];
        if (own.Length > 3)
        {
            var found = 0;
            for (var from = 0; from + 3 <= own.Length; from++)
            {
                found += runs.Contains((own[from], own[from + 1], own[from + 2])) ? 1 : 0;
            }

            return found * 2 > own.Length - 2;
        }

        if (lines.Contains(string.Join(' ', own)))
        {
            return true;
        }

        var before = Enumerable.Range(1, Math.Min(at, 3)).SelectMany(back => words[at - back].Reverse()).Take(2).Reverse().ToArray();
        var after = Enumerable.Range(at + 1, Math.Max(0, Math.Min(words.Length - at - 1, 3))).SelectMany(next => words[next]).Take(2).ToArray();
        string[] line = [.. before, .. own, .. after];
        for (var from = 0; from + 3 <= line.Length; from++)
        {
            if (from < before.Length + own.Length && from + 3 > before.Length && runs.Contains((line[from], line[from + 1], line[from + 2])))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] WordsOf(string text) => [.. Word().Matches(text.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture)).Select(match => match.Value)];

    [GeneratedRegex("""\w+""", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
