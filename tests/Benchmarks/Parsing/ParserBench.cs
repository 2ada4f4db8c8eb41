using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Parser.Workers;

namespace Platform.Benchmarks.Parsing;

/// <summary><c>parser</c>: quality on public sets and speed, in one table beside the figures of others.</summary>
internal static class ParserBench
{
    private const int NoCorpora = 3;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var corpora = new Option<DirectoryInfo>("--corpora") { Description = "The folder of the sets (default ../shared/corpora beside the project).", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Servers.Repository, "../shared/corpora")) };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of the speed runs, whose medians are shown.", DefaultValueFactory = _ => 5 };
        var pages = new Option<int>("--pages") { Description = "Pages in a round, evenly drawn.", DefaultValueFactory = _ => 300 };
        var json = new Option<FileInfo?>("--json") { Description = "Where the figures go as JSON (default artifacts/parser.json)." };
        var command = new RootCommand("""
            Scores the Parser's records on public sets of pages that are no part of this repository, measures its speed, and prints both beside the figures of others.

            Examples:
              deploy/bench parser
              deploy/bench parser --rounds 1 --pages 50 --json /tmp/quick.json
            """) { corpora, rounds, pages, json };
        command.SetAction(async (parsed, _) => await MeasureAsync(
            parsed.GetValue(corpora)!, parsed.GetValue(rounds), parsed.GetValue(pages), parsed.GetValue(json)?.FullName ?? Path.Combine(Servers.Repository, "artifacts/parser.json")));
        return await command.Parse(arguments).InvokeAsync();
    }

    private static async Task<int> MeasureAsync(DirectoryInfo corpora, int rounds, int pages, string json)
    {
        if (!corpora.Exists)
        {
            await Console.Error.WriteLineAsync($"The sets of pages are not at {corpora.FullName}; give their folder with --corpora.");
            return NoCorpora;
        }

        var report = new ParserReport { At = TimeProvider.System.GetUtcNow() };
        await DetectAsync(report, Path.Combine(corpora.FullName, "languages"));
        using (var workers = new WorkerPool(new WorkerSettings(), TimeProvider.System, NullLogger<WorkerPool>.Instance))
        {
            foreach (var set in new[] { "html-wcxb", "html-news", "pdf-paragraphs" }.Where(set => Directory.Exists(Path.Combine(corpora.FullName, set))))
            {
                report.Add(set, await QualityRun.RunAsync(Path.Combine(corpora.FullName, set), workers, Say));
            }

            if (Path.Combine(corpora.FullName, "formats") is var formats && Directory.Exists(formats))
            {
                report.Endings = await QualityRun.EndingsAsync(formats, workers, Say);
            }
        }

        await TimeAsync(report, corpora.FullName, rounds, pages);
        Say("");
        Console.Write(report.ToTable());
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(json))!);
        await File.WriteAllTextAsync(json, report.ToJson() + "\n");
        await Console.Error.WriteLineAsync($"The figures are in {json}.");
        return 0;
    }

    // First, since the memory of the language tables shows only while they are not there yet.
    private static async Task DetectAsync(ParserReport report, string sentences)
    {
        if (!Directory.Exists(sentences))
        {
            return;
        }

        Say("languages");
        var languages = await Task.Run(() => LanguageRun.Run(sentences));
        Say("charsets");
        var charsets = await Task.Run(() => CharsetRun.Run(sentences));
        report.Add("languages", new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["language_one"] = languages.One, ["language_five"] = languages.Five, ["language_megabytes"] = languages.Megabytes, ["charset"] = charsets.Right,
        });
    }

    private static async Task TimeAsync(ParserReport report, string corpora, int rounds, int pages)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var folders = new[] { "html-wcxb", "html-news" }.Select(set => Path.Combine(corpora, set, "pages")).Where(Directory.Exists).ToList();
        if (folders.Count > 0)
        {
            var speed = await SpeedRun.PagesAsync(folders, pages, rounds, Say);
            (figures["pages"], figures["pages_anglesharp"], figures["pages_ratio"]) = (speed.Own, speed.AngleSharp, speed.Ratio);
            (figures["pages_ratio_least"], figures["pages_ratio_most"]) = (speed.LeastRatio, speed.MostRatio);
        }

        if (Path.Combine(corpora, "pdf-paragraphs", "pages") is var articles && Directory.Exists(articles) && await SpeedRun.DocumentsAsync(articles) is { } perSecond)
        {
            figures["pdfs"] = perSecond;
        }

        Say("the way through a worker");
        var hop = await HopRun.RunAsync(4000, rounds);
        (figures["hop_own_microseconds"], figures["hop_worker_microseconds"]) = (hop.OwnMicroseconds, hop.PooledMicroseconds);
        figures["worker_megabytes"] = hop.WorkerMegabytes.Max();
        report.Add("speed", figures);
    }

    private static void Say(string line)
    {
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(line);
        }
        else
        {
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{line,-60}"));
        }
    }
}
