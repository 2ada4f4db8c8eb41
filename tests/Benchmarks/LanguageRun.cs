using System.Diagnostics;
using System.Globalization;
using Platform.Parser.Metadata;

namespace Platform.Benchmarks;

/// <summary>How often the language of one sentence and of five joined is told right, over the sentences of a folder with a file for each language.</summary>
internal static class LanguageRun
{
    public static int Run(string folder)
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
            Console.WriteLine($"{language}  one {Share(single, language)}  five {Share(five, language)}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"one {(double)right / all:0.0000} ({(double)unknown / all:0.0000} unknown), five {(double)rightFive / allFive:0.0000}, {(all + allFive) / clock.Elapsed.TotalSeconds:0} texts/s, {memory / 1e6:0.0} MB"));
        return 0;
    }

    private static string Share(List<string> found, string language)
    {
        var wrong = found.Where(value => value != language).GroupBy(value => value, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}");
        return string.Create(CultureInfo.InvariantCulture, $"{(double)found.Count(value => value == language) / found.Count:0.00} {string.Join(", ", wrong),-30}");
    }
}
