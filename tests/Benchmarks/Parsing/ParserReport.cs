using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Platform.Benchmarks.Parsing;

/// <summary>The figures of <c>parser</c>, as a table for people beside those of others, and as JSON.</summary>
internal sealed class ParserReport
{
    private const string Sets = "SmartReader 0.11.1 and trafilatura 2.2.0, by the sets' own scorer";
    private const string Detectors = "UTF.Unknown 2.8.0, Lingua 2.0.0 in its low accuracy mode";

    /// <summary>What others reach on these sets, and what is to be reached here. <c>Better</c> is -1 where less is better.</summary>
    private static readonly Row[] Rows =
    [
        new("html-wcxb", "word_f1", "pages of seven kinds: word F1", "0.828", 0.88), new("html-wcxb", "word_f1_articles", "… articles alone", "0.935", 0.95),
        new("html-wcxb", "shingle_f1", "… shingle F1", "0.862", null), new("html-wcxb", "paragraph_f1", "… paragraph F1", "0.619", 0.72),
        new("html-wcxb", "title", "… title equal", "0.609", 0.75), new("html-wcxb", "authors", "… authors", "0.604", 0.72), new("html-wcxb", "date", "… date", "0.825", 0.92),
        new("html-wcxb", "date_wrong", "… date, another day", "0.165", 0.05, -1),
        new("html-news", "segments_f1", "news pages: segments F1", "0.929", 0.945), new("html-news", "title", "… title equal", "0.689", 0.80), new("html-news", "authors", "… authors", "0.543", 0.68),
        new("html-news", "date", "… date", "0.903 (htmldate 1.10)", 0.93), new("html-news", "date_wrong", "… date, another day", "", 0.05, -1),
        new("pdf-paragraphs", "paragraph_f1", "PDF articles: paragraph F1", "0.44 (PdfPig 0.1.16)", 0.85), new("pdf-paragraphs", "shingle_f1", "… shingle F1", "", 0.97), new("pdf-paragraphs", "title", "… title equal", "", null),
        new("languages", "charset", "charset of transcoded sentences", "0.918", 0.97), new("languages", "language_five", "language of five sentences", "1.00", 1.00),
        new("languages", "language_one", "… of one sentence", "0.93–0.99", 0.98), new("languages", "language_megabytes", "… memory of its tables, MB", "150", 200, -1),
        new("speed", "pages", "HTML pages per CPU-second, text and metadata", "80–110 (SmartReader), 16–19 (trafilatura)", null),
        new("speed", "pages_anglesharp", "… AngleSharp's tree alone, same pages", "", null), new("speed", "pages_ratio", "… share of that", "0.3, 0.06", 0.5),
        new("speed", "pdfs", "PDF articles per CPU-second", "", null),
        new("speed", "hop_own_microseconds", "a document of 3 KB, parsed in one process, µs of CPU", "", null), new("speed", "hop_worker_microseconds", "… through a worker, both sides", "", null),
        new("speed", "worker_megabytes", "… peak memory of a worker, MB", "", null),
    ];

    public required DateTimeOffset At { get; init; }

    public string Machine { get; init; } = $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}";

    /// <summary>Figures by set and name.</summary>
    public SortedDictionary<string, SortedDictionary<string, double>> Figures { get; } = new(StringComparer.Ordinal);

    /// <summary>How the files of <c>formats</c> ended, and how many each way.</summary>
    public SortedDictionary<string, int> Endings { get; set; } = new(StringComparer.Ordinal);

    public void Add(string set, SortedDictionary<string, double> figures) => Figures[set] = figures;

    public string ToJson() => JsonSerializer.Serialize(this, new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true });

    public string ToTable()
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"on {Machine}");
        table.AppendLine().AppendLine("|  | here | best of others | to reach |").AppendLine("|---|---:|---:|---:|");
        foreach (var row in Rows)
        {
            if (Figures.GetValueOrDefault(row.Set)?.TryGetValue(row.Name, out var value) ?? false)
            {
                table.AppendLine(CultureInfo.InvariantCulture, $"| {row.Title} | {Number(value)}{(row.Falls(value) ? " ✗" : "")} | {row.Others} | {row.Goal} |");
            }
        }

        table.AppendLine().AppendLine($"Others: {Sets}; {Detectors}. ✗: not reached.");
        if (Endings.Count > 0)
        {
            table.AppendLine("Documents of many programs: " + string.Join(", ", Endings.OrderByDescending(ending => ending.Value).Select(ending => $"{ending.Key} {ending.Value}")) + ".");
        }

        return table.ToString();
    }

    private static string Number(double value) => value.ToString(value < 2 ? "0.000" : value < 20 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private sealed record Row(string Set, string Name, string Title, string Others, double? ToReach, int Better = 1)
    {
        public string Goal => ToReach is { } goal ? string.Create(CultureInfo.InvariantCulture, $"{(Better > 0 ? "≥" : "≤")} {goal:0.###}") : "";

        public bool Falls(double value) => ToReach is { } goal && Better * (Math.Round(value, 3) - goal) < 0;
    }
}
