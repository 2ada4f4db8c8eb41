using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Platform.Benchmarks.Watching;

/// <summary>One figure: what was measured, what came of it, and what it was to be.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Figure">What came of it.</param>
/// <param name="Asked">What it was to be.</param>
/// <param name="Reached">Whether it is.</param>
internal sealed record WatchingFigure(string Case, string Figure, string Asked, bool Reached);

/// <summary>The figures of one bench of watched and mirrored folders, as a table for people and as JSON.</summary>
internal sealed class WatchingReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public DateTimeOffset At { get; } = TimeProvider.System.GetUtcNow();

    public string Machine { get; } = $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}";

    /// <summary>Processes that wanted a processor when it began, with those of other work.</summary>
    public string LoadBefore { get; } = Load();

    public string LoadAfter { get; private set; } = "";

    public List<WatchingFigure> Figures { get; } = [];

    public void Add(string what, string figure, string asked, bool reached)
    {
        Figures.Add(new WatchingFigure(what, figure, asked, reached));
        Console.Error.WriteLine($"{what}: {figure} (asked: {asked}{(reached ? "" : "; not reached")})");
    }

    public string ToJson()
    {
        LoadAfter = Load();
        return JsonSerializer.Serialize(this, Json);
    }

    public string ToTable()
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"on {Machine}, load {LoadBefore} before and {Load()} after");
        table.AppendLine();
        table.AppendLine("| case | measured | asked | |");
        table.AppendLine("|---|---|---|---|");
        foreach (var figure in Figures)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {figure.Case} | {figure.Figure} | {figure.Asked} | {(figure.Reached ? "reached" : "not reached")} |");
        }

        return table.ToString();
    }

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(1));
}
