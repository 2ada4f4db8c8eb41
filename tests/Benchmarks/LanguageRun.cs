using System.Diagnostics;
using System.Globalization;
using Platform.Parser.Metadata;

namespace Platform.Benchmarks;

/// <summary>How often the language of one sentence and of five joined is told right, over the sentences of a folder with a file for each language.</summary>
internal static class LanguageRun
{
    private static readonly (string Name, string Languages)[] Groups =
        [("all", ""), ("the platform's eight", "en ru be uk de fr pl kk"), ("en ru be uk kk zh", "en ru be uk kk zh")];

    public static int Run(string folder)
    {
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        Languages.Detect("Kappale, joka on kyllin pitka, jotta sen kieli voidaan tunnistaa sanoista.");
        memory = GC.GetTotalMemory(forceFullCollection: true) - memory;

        var tallies = new Dictionary<string, (int Right, int All, int RightFive, int AllFive)>(StringComparer.Ordinal);
        int all = 0, allFive = 0, unknown = 0;
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        foreach (var file in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            var language = Path.GetFileNameWithoutExtension(file);
            var sentences = File.ReadAllLines(file).Where(line => line.Length > 0).ToArray();
            var single = sentences.Select(sentence => Languages.Detect(sentence)?.Value ?? "-").ToList();
            var five = sentences.Chunk(5).Select(chunk => Languages.Detect(string.Join(' ', chunk))?.Value ?? "-").ToList();
            tallies[language] = (single.Count(value => value == language), single.Count, five.Count(value => value == language), five.Count);
            (all, allFive, unknown) = (all + single.Count, allFive + five.Count, unknown + single.Count(value => value == "-"));
            Console.WriteLine($"{language}  one {Share(single, language)}  five {Share(five, language)}");
        }

        process.Refresh();
        var seconds = (process.TotalProcessorTime - before).TotalSeconds;
        foreach (var (name, languages) in Groups)
        {
            var group = tallies.Where(tally => languages.Length == 0 || languages.Split(' ').Contains(tally.Key, StringComparer.Ordinal)).Select(tally => tally.Value).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: one {(double)group.Sum(tally => tally.Right) / group.Sum(tally => tally.All):0.0000}, five {(double)group.Sum(tally => tally.RightFive) / group.Sum(tally => tally.AllFive):0.0000}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unknown {(double)unknown / all:0.0000}, {(all + allFive) / seconds:0} texts per CPU-second, {memory / 1e6:0.0} MB"));
        return 0;
    }

    private static string Share(List<string> found, string language)
    {
        var wrong = found.Where(value => value != language).GroupBy(value => value, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}");
        return string.Create(CultureInfo.InvariantCulture, $"{(double)found.Count(value => value == language) / found.Count:0.00} {string.Join(", ", wrong),-30}");
    }
}
