using System.Text.Json;
using Platform.Parser.Workers;

namespace Platform.Benchmarks.Parsing;

/// <summary>Parses a set of pages in workers, as the verb <c>parse</c> does, and scores the records.</summary>
internal static class QualityRun
{
    /// <param name="corpus">Folder with <c>truth.jsonl</c> and <c>pages/</c>.</param>
    /// <param name="workers">Parse the pages.</param>
    /// <param name="say">Told how far it is.</param>
    public static async Task<SortedDictionary<string, double>> RunAsync(string corpus, WorkerPool workers, Action<string> say)
    {
        var pages = Directory.GetFiles(Path.Combine(corpus, "pages")).ToDictionary(Stem, StringComparer.Ordinal);
        var truths = File.ReadLines(Path.Combine(corpus, "truth.jsonl")).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var score = new Score();
        var begun = new Queue<Task<ParseAnswer>>();
        for (var (next, done) = (0, 0); done < truths.Count; done++)
        {
            while (next < truths.Count && begun.Count < 8 * Environment.ProcessorCount)
            {
                var path = pages[truths[next++].GetProperty("id").GetString()!];
                begun.Enqueue(workers.ParseAsync(new ParseRequest { Path = path, Name = Path.GetFileName(path), IsPacked = path.EndsWith(".gz", StringComparison.Ordinal) }));
            }

            var answer = await begun.Dequeue();
            var document = answer.Kind == AnswerKind.Document ? answer.ToDocument() : null;
            score.Add(truths[done], document?.Text ?? "", document?.Title, document?.Authors ?? [], document?.PublishedAt);
            if ((done + 1) % 50 == 0 || done + 1 == truths.Count)
            {
                say($"{Path.GetFileName(corpus)}: {done + 1} of {truths.Count}");
            }
        }

        return score.Figures();
    }

    /// <summary>How the files of a folder end, all folders below it included: text, or the reason code.</summary>
    public static async Task<SortedDictionary<string, int>> EndingsAsync(string folder, WorkerPool workers, Action<string> say)
    {
        var endings = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        for (var done = 0; done < files.Count; done++)
        {
            var answer = await workers.ParseAsync(new ParseRequest { Path = files[done], Name = Path.GetFileName(files[done]) });
            var ending = answer.Kind switch
            {
                AnswerKind.Document when answer.ToDocument().Partial => "partial",
                AnswerKind.Document => "text",
                _ => answer.Reason?.Code ?? "parser_fault",
            };
            endings[ending] = endings.GetValueOrDefault(ending) + 1;
            say($"{Path.GetFileName(folder)}: {done + 1} of {files.Count}");
        }

        return endings;
    }

    private static string Stem(string path)
    {
        var name = Path.GetFileName(path);
        name = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name;
        return Path.GetExtension(name) is ".html" or ".htm" or ".xhtml" or ".pdf" ? Path.GetFileNameWithoutExtension(name) : name;
    }
}
