using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Platform.Benchmarks;

/// <summary>The figures of one bench, as a table for people and as JSON.</summary>
public sealed record Report
{
    public required DateTimeOffset At { get; init; }

    public required int Documents { get; init; }

    public required IReadOnlyList<double> Platform { get; init; }

    public required IReadOnlyList<double> Limit { get; init; }

    public required IReadOnlyList<double> Textbook { get; init; }

    public required double LatencyP50 { get; init; }

    public required double LatencyP99 { get; init; }

    public required IReadOnlyDictionary<string, double> PeakMegabytes { get; init; }

    public string Machine { get; init; } = $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}";

    public double AgainstTextbook => Median(Platform) / Median(Textbook);

    public double AgainstLimit => Median(Platform) / Median(Limit);

    public string ToJson() => JsonSerializer.Serialize(this, new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    });

    public string ToTable()
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"{Documents:N0} documents of about 3 KB, file to visible event; {Platform.Count} rounds in turn, medians (min–max)");
        table.AppendLine(CultureInfo.InvariantCulture, $"on {Machine}");
        table.AppendLine();
        table.AppendLine("|  | documents/s | of the limit | of the textbook |");
        table.AppendLine("|---|---:|---:|---:|");
        foreach (var (name, runs) in new[] { ("limit: one process, COPY", Limit), ("Platform", Platform), ("textbook: MassTransit samples", Textbook) })
        {
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {Median(runs):N0} ({runs.Min():N0}–{runs.Max():N0}) | {Median(runs) / Median(Limit):0.00} | {Median(runs) / Median(Textbook):0.0} |");
        }

        table.AppendLine();
        table.AppendLine(CultureInfo.InvariantCulture, $"Single drops on an idle system, file complete to event: p50 {LatencyP50:0} ms, p99 {LatencyP99:0} ms.");
        table.AppendLine("Peak memory: " + string.Join(", ", PeakMegabytes.Select(peak => string.Create(CultureInfo.InvariantCulture, $"{peak.Key} {peak.Value:0} MB"))) + ".");
        return table.ToString();
    }

    public static double Median(IReadOnlyList<double> values) => Percentile(values, 0.5);

    /// <summary>The nearest-rank percentile.</summary>
    public static double Percentile(IReadOnlyList<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
