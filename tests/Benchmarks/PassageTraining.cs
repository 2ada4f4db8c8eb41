using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Platform.Parser.Formats;

namespace Platform.Benchmarks;

/// <summary>
/// Makes the Parser's <c>services/Parser/Formats/passages.br</c>. Two judgements: the second knows what the first said of the passages around. No page is judged for the second by a
/// first that has learned from its site. Beside the file, records are written for scoring in which each half of the sites is judged by what was learned from the other half alone.
/// </summary>
internal static class PassageTraining
{
    private const int MostOfOnePage = 160;
    private const float TotalWeight = 100_000;

    public static async Task<int> RunAsync(string corpora, string target)
    {
        string[] sets = ["html-wcxb", "html-news"];
        var pages = sets.ToDictionary(set => set, set => PassageSamples.Read(Path.Combine(corpora, set)));
        var all = pages.Values.SelectMany(set => set).ToList();
        Console.WriteLine($"{all.Count} pages, {all.Sum(page => page.Texts.Length)} passages");
        var firsts = new Dictionary<int, Trees>();
        foreach (var fold in (int[])[0, 1])
        {
            var known = all.Where(page => page.Fold / 2 != fold).ToList();
            var other = all.Where(page => page.Fold / 2 == fold).ToList();
            foreach (var half in (int[])[0, 1])
            {
                JudgeFirst(Read(First(known.Where(page => page.Fold % 2 != half))), known.Where(page => page.Fold % 2 == half));
            }

            var second = Read(Second(known));
            firsts[fold] = Read(First(known));
            JudgeFirst(firsts[fold], other);
            foreach (var page in other)
            {
                page.Probabilities = second.Probabilities(page.Features);
            }
        }

        foreach (var set in sets)
        {
            await File.WriteAllLinesAsync(target + "." + set + ".jsonl", pages[set].Select(Record));
        }

        foreach (var (fold, first) in firsts)
        {
            JudgeFirst(first, all.Where(page => page.Fold / 2 == fold));
        }

        await using var packed = new BrotliStream(File.Create(target), CompressionLevel.SmallestSize);
        await packed.WriteAsync(Encoding.ASCII.GetBytes(string.Join('\n', First(all)) + "\n\n" + string.Join('\n', Second(all)) + "\n"));
        return 0;
    }

    private static Trees Read(List<string> lines) => Trees.Read(lines);

    private static List<string> First(IEnumerable<PageSample> pages) => Learn(pages, PassageFeatures.Count, trees: 70, depth: 6);

    private static List<string> Second(IEnumerable<PageSample> pages) => Learn(pages, PassageFeatures.Count + PassageContext.Count, trees: 70, depth: 5);

    private static void JudgeFirst(Trees first, IEnumerable<PageSample> pages) => Parallel.ForEach(pages, page =>
    {
        var probabilities = first.Probabilities(page.Features);
        page.Context.Write(probabilities, page.Features);
    });

    private static List<string> Learn(IEnumerable<PageSample> pages, int features, int trees, int depth)
    {
        List<float[]> rows = [];
        List<float> labels = [], weights = [];
        var random = new Random(3);
        foreach (var page in pages)
        {
            var share = Math.Min(1.0, (double)MostOfOnePage / Math.Max(1, page.Texts.Length));
            for (var at = 0; at < page.Texts.Length; at++)
            {
                if (page.Weights[at] > 0 && random.NextDouble() < share)
                {
                    rows.Add(page.Features.Row(at).ToArray());
                    labels.Add(page.Labels[at]);
                    weights.Add((float)(page.Weights[at] / share));
                }
            }
        }

        var scale = TotalWeight / weights.Sum();
        return new BoostedTrees([.. rows], [.. labels], [.. weights.Select(weight => weight * scale)]) { LeastWeight = 40, Trees = trees, Rate = 0.15, Depth = depth, Features = features }.Learn();
    }

    private static string Record(PageSample page)
    {
        var kept = MainContent.Choose(page.Texts, page.Probabilities);
        return JsonSerializer.Serialize(new { id = page.Id, text = string.Join('\n', page.Texts.Where((_, at) => kept[at])), path = page.Id });
    }
}
