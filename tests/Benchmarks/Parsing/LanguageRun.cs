using System.Diagnostics;
using System.Globalization;
using Platform.Parser.Metadata;

namespace Platform.Benchmarks.Parsing;

/// <summary>How often the language of one sentence and of five joined is told right, over the sentences of a folder with a file for each language.</summary>
internal static class LanguageRun
{
    private static readonly (string Name, string Languages)[] Groups =
        [("all", ""), ("the platform's eight", "en ru be uk de fr pl kk"), ("en ru be uk kk zh", "en ru be uk kk zh")];

    /// <param name="folder">Sentences, a file for each language, named by its code.</param>
    /// <param name="isTold">Whether the shares of each language, and of groups of them, are printed.</param>
    public static LanguageFigures Run(string folder, bool isTold = false)
    {
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        Languages.Detect("Kappale, joka on kyllin pitka, jotta sen kieli voidaan tunnistaa sanoista.");
        memory = GC.GetTotalMemory(forceFullCollection: true) - memory;

        var tallies = new Dictionary<string, (int Right, int All, int RightFive, int AllFive)>(StringComparer.Ordinal);
        var unknown = 0;
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        foreach (var file in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            var language = Path.GetFileNameWithoutExtension(file);
            var sentences = File.ReadAllLines(file).Where(line => line.Length > 0).ToArray();
            var single = sentences.Select(sentence => Languages.Detect(sentence)?.Value ?? "-").ToList();
            var five = sentences.Chunk(5).Select(chunk => Languages.Detect(string.Join(' ', chunk))?.Value ?? "-").ToList();
            tallies[language] = (single.Count(value => value == language), single.Count, five.Count(value => value == language), five.Count);
            unknown += single.Count(value => value == "-");
            if (isTold)
            {
                Console.WriteLine($"{language}  one {Share(single, language)}  five {Share(five, language)}");
            }
        }

        process.Refresh();
        var seconds = (process.TotalProcessorTime - before).TotalSeconds;
        foreach (var (name, languages) in isTold ? Groups : [])
        {
            var (one, five) = Of([.. tallies.Where(tally => languages.Length == 0 || languages.Split(' ').Contains(tally.Key, StringComparer.Ordinal)).Select(tally => tally.Value)]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: one {one:0.0000}, five {five:0.0000}"));
        }

        var all = Of([.. tallies.Values]);
        var (texts, fives) = (tallies.Values.Sum(tally => tally.All), tallies.Values.Sum(tally => tally.AllFive));
        return new LanguageFigures(all.One, (double)unknown / texts, all.Five, (texts + fives) / seconds, memory / 1e6);
    }

    private static (double One, double Five) Of(List<(int Right, int All, int RightFive, int AllFive)> tallies) =>
        ((double)tallies.Sum(tally => tally.Right) / tallies.Sum(tally => tally.All), (double)tallies.Sum(tally => tally.RightFive) / tallies.Sum(tally => tally.AllFive));

    private static string Share(List<string> found, string language)
    {
        var wrong = found.Where(value => value != language).GroupBy(value => value, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}");
        return string.Create(CultureInfo.InvariantCulture, $"{(double)found.Count(value => value == language) / found.Count:0.00} {string.Join(", ", wrong),-30}");
    }
}

/// <summary>Figures of <see cref="LanguageRun"/>.</summary>
/// <param name="One">Share of single sentences told right.</param>
/// <param name="Unknown">Share of single sentences of which nothing was said.</param>
/// <param name="Five">Share of five joined sentences told right.</param>
/// <param name="PerSecond">Texts per CPU-second.</param>
/// <param name="Megabytes">What the first detection leaves in memory; it tells the whole only where nothing was parsed before.</param>
internal sealed record LanguageFigures(double One, double Unknown, double Five, double PerSecond, double Megabytes);
