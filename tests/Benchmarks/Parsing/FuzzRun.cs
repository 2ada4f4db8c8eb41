using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Contracts;
using Platform.Parser;
using Platform.Parser.Workers;

namespace Platform.Benchmarks.Parsing;

/// <summary><c>fuzz</c>: documents that no program would write, through the workers, for as long as asked; what makes them fail or lie is kept.</summary>
internal static class FuzzRun
{
    private const int Batch = 16;
    private const int LongestSeed = 400_000;
    private const int KeptOfAKind = 3;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 10 };
        var seed = new Option<int>("--seed") { Description = "The seed of the mutations; it is printed, and repeats a run.", DefaultValueFactory = _ => Random.Shared.Next() };
        var corpora = new Option<DirectoryInfo>("--corpora") { Description = "Documents of many programs to begin from, besides the seeds and the examples of the tests, where the folder is there.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Servers.Repository, "../shared/corpora/formats")) };
        var keep = new Option<DirectoryInfo>("--keep") { Description = "Where the culprits go, each with what it did.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Servers.Repository, "artifacts/fuzz")) };
        var command = new RootCommand("""
            Changes documents at random and has the Parser's workers read them, each twice. Reports exceptions, crashes, hangs, swelling, text that is not in form C or not trimmed,
            offsets outside of the text, and second readings that differ. Ends with 1 where it found something.

            Examples:
              deploy/fuzz --minutes 10
              deploy/fuzz --minutes 1 --seed 42
            """) { minutes, seed, corpora, keep };
        command.SetAction((parsed, cancellation) => FuzzAsync(
            TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(seed), parsed.GetValue(corpora)!, parsed.GetValue(keep)!, cancellation));
        return await command.Parse(arguments).InvokeAsync();
    }

    private static async Task<int> FuzzAsync(TimeSpan time, int seed, DirectoryInfo corpora, DirectoryInfo keep, CancellationToken cancellation)
    {
        var seeds = await SeedsAsync(corpora, cancellation);
        await Console.Error.WriteLineAsync($"{seeds.Count} documents to begin from; --seed {seed}");
        var mutations = new Mutations(seeds, new Random(seed));
        using var workers = new WorkerPool(
            new WorkerSettings { Time = TimeSpan.FromSeconds(20) }, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        await workers.StartedAsync();
        var folder = Directory.CreateTempSubdirectory("platform-fuzz-");
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var endings = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var clock = Stopwatch.StartNew();
        try
        {
            var running = new List<Task<List<(string Path, string? Problem, string Ending)>>>();
            for (var number = 0; clock.Elapsed < time || running.Count > 0;)
            {
                while (clock.Elapsed < time && running.Count < Environment.ProcessorCount + 1)
                {
                    var paths = new List<string>();
                    for (; paths.Count < Batch; number++)
                    {
                        paths.Add(Path.Combine(folder.FullName, number.ToString(CultureInfo.InvariantCulture)));
                        await File.WriteAllBytesAsync(paths[^1], mutations.Next(), cancellation);
                    }

                    running.Add(JudgeAsync(workers, paths));
                }

                var done = await Task.WhenAny(running).WaitAsync(cancellation);
                running.Remove(done);
                foreach (var (path, problem, ending) in await done)
                {
                    endings[ending] = endings.GetValueOrDefault(ending) + 1;
                    Keep(path, problem, found, keep);
                }

                await Console.Error.WriteAsync($"\r{clock.Elapsed:mm\\:ss} of {time:mm\\:ss}: {endings.Values.Sum()} documents, {found.Values.Sum()} found   ");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await Console.Error.WriteLineAsync();
        Console.WriteLine($"{endings.Values.Sum()} documents with seed {seed}: {string.Join(", ", endings.Select(ending => $"{ending.Key} {ending.Value}"))}");
        Console.WriteLine(found.Count == 0 ? "Nothing was found." : $"Found, and kept in {keep.FullName}:\n{string.Join('\n', found.Select(kind => $"{kind.Value,6} × {kind.Key}"))}");
        return found.Count == 0 ? 0 : 1;
    }

    // Each stands twice in the batch; where one ended its worker, the other was read by the next.
    private static async Task<List<(string Path, string? Problem, string Ending)>> JudgeAsync(WorkerPool workers, List<string> paths)
    {
        var requests = paths.SelectMany(path => new[] { path, path }).Select(path => new ParseRequest { Path = path, Name = Path.GetFileName(path) }).ToList();
        var answers = await workers.ParseAsync(requests);
        return paths.Select((path, at) => (path, Problem(answers[2 * at], answers[(2 * at) + 1]), Ending(answers[2 * at]))).ToList();
    }

    private static string Ending(ParseAnswer answer) => answer.Reason?.Code ?? answer.Kind.ToString().ToLowerInvariant();

    private static string? Problem(ParseAnswer first, ParseAnswer second) => first.Kind switch
    {
        AnswerKind.NotBegun => null,
        AnswerKind.Ended => "ended its worker: " + first.Reason!.Code,
        AnswerKind.Faulted or AnswerKind.Missing => "threw " + string.Join(" ", first.Fault!.Split('\n').Where((line, at) => at == 0 || line.Contains(" Platform.", StringComparison.Ordinal)).Take(2).Select(line => line.Trim())),
        _ when second.Kind is AnswerKind.NotBegun => null,
        _ when IsCutShort(first) || IsCutShort(second) => null,
        _ when first.Kind != second.Kind || first.Reason != second.Reason || !first.Json.Span.SequenceEqual(second.Json.Span) => "is read otherwise the second time",
        AnswerKind.Document => Problem(first.ToDocument()),
        _ => null,
    };

    /// <summary>Whether reading ended where its time or memory did, which is a little further on or back each time.</summary>
    private static bool IsCutShort(ParseAnswer answer) =>
        answer.Kind is AnswerKind.Document && answer.ToDocument() is { Partial: true } document && document.Warnings.Any(warning => warning.Contains(Allowance.WouldTake, StringComparison.Ordinal));

    private static string? Problem(ParsedDocument document)
    {
        if (document.Blocks.Any(block => !block.Text.IsNormalized() || block.Text.Trim() != block.Text || block.Text.Length == 0))
        {
            return "has a block that is empty, not trimmed or not in form C";
        }

        string?[] fields = [document.Title, document.Subtitle, document.Publisher, document.Description, .. document.Authors, .. document.Tags];
        if (fields.Any(value => value is not null && !value.IsNormalized()))
        {
            return "has a field that is not in form C";
        }

        var text = document.Text;
        return document.Mentions.All(mention => StandsAt(mention.Field == "title" ? document.Title ?? "" : text, mention.Start, mention.Text)) && document.Quotations.All(quotation => StandsAt(text, quotation.Start, quotation.Text))
            ? null
            : "names a place in its text where the words do not stand";
    }

    private static bool StandsAt(string text, int start, string words) => start >= 0 && start <= text.Length && text.AsSpan(start).StartsWith(words, StringComparison.Ordinal);

    private static void Keep(string path, string? problem, SortedDictionary<string, int> found, DirectoryInfo keep)
    {
        if (problem is not null)
        {
            found[problem] = found.GetValueOrDefault(problem) + 1;
            if (found[problem] <= KeptOfAKind)
            {
                keep.Create();
                File.Copy(path, Path.Combine(keep.FullName, Path.GetFileName(path)), overwrite: true);
                File.WriteAllText(Path.Combine(keep.FullName, Path.GetFileName(path) + ".why.txt"), problem + "\n");
            }
        }

        File.Delete(path);
    }

    private static async Task<List<byte[]>> SeedsAsync(DirectoryInfo corpora, CancellationToken cancellation)
    {
        var folders = new[] { Path.Combine(Servers.Repository, "seeds"), Path.Combine(Servers.Repository, "tests/Parser.Tests/Examples"), corpora.FullName };
        var seeds = new List<byte[]>();
        foreach (var file in folders.Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            if (!file.EndsWith(".approved.json", StringComparison.Ordinal) && new FileInfo(file).Length is > 0 and < LongestSeed)
            {
                seeds.Add(await File.ReadAllBytesAsync(file, cancellation));
            }
        }

        return seeds;
    }
}
