using System.Diagnostics;
using System.Globalization;
using Platform.Parser.Metadata;

namespace Platform.Benchmarks.Parsing;

/// <summary>How often the language of one sentence and of five joined is told right, over the sentences of a folder with a file for each language.</summary>
internal static class LanguageRun
{
    /// <param name="folder">Sentences, a file for each language, named by its code.</param>
    /// <param name="isTold">Whether the shares of each language are printed.</param>
    public static LanguageFigures Run(string folder, bool isTold = false)
    {
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        Languages.Detect("Kappale, joka on kyllin pitka, jotta sen kieli voidaan tunnistaa sanoista.");
        memory = GC.GetTotalMemory(forceFullCollection: true) - memory;

        int right = 0, rightFive = 0, all = 0, allFive = 0, unknown = 0;
        var clock = Stopwatch.StartNew();
        foreach (var file in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            var language = Path.GetFileNameWithoutExtension(file);
            var sentences = File.ReadAllLines(file).Where(line => line.Length > 0).ToArray();
            var single = sentences.Select(sentence => Languages.Detect(sentence)?.Value ?? "-").ToList();
            var five = sentences.Chunk(5).Select(chunk => Languages.Detect(string.Join(' ', chunk))?.Value ?? "-").ToList();
            (right, all, unknown) = (right + single.Count(value => value == language), all + single.Count, unknown + single.Count(value => value == "-"));
            (rightFive, allFive) = (rightFive + five.Count(value => value == language), allFive + five.Count);
            if (isTold)
            {
                Console.WriteLine($"{language}  one {Share(single, language)}  five {Share(five, language)}");
            }
        }

        return new LanguageFigures((double)right / all, (double)unknown / all, (double)rightFive / allFive, (all + allFive) / clock.Elapsed.TotalSeconds, memory / 1e6);
    }

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
/// <param name="PerSecond">Texts per second.</param>
/// <param name="Megabytes">What the first detection leaves in memory; it tells the whole only where nothing was parsed before.</param>
internal sealed record LanguageFigures(double One, double Unknown, double Five, double PerSecond, double Megabytes);
