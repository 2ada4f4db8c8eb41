using System.Globalization;
using Platform.Benchmarks;
using Platform.Benchmarks.Parsing;
using Platform.Benchmarks.Watching;

switch (args)
{
    case ["parser", .. var rest]:
        return await ParserBench.RunAsync(rest);
    case ["fuzz", .. var rest]:
        return await FuzzRun.RunAsync(rest);
    case ["charsets", var texts, .. var rest]:
        Console.WriteLine(CharsetRun.Run(texts, isVerbose: rest is ["--verbose"], isTold: true));
        return 0;
    case ["languages", var sentences]:
        Console.WriteLine(LanguageRun.Run(sentences, isTold: true));
        return 0;
    case ["letters", var models, var target]:
        return await LetterTable.WriteAsync(models, target);
    case ["passages", var corpora, var weights]:
        return await PassageTraining.RunAsync(corpora, weights);
    case ["cost"]:
        return ParserCostRun.Run();
    case ["limit", var warm, var measured]:
        await LimitRun.DocumentsPerSecondAsync(warm, Environment.GetEnvironmentVariable("BENCH_DATABASE")!);
        Console.WriteLine((await LimitRun.DocumentsPerSecondAsync(measured, Environment.GetEnvironmentVariable("BENCH_DATABASE")!)).ToString(CultureInfo.InvariantCulture));
        return 0;
    case ["textbook", var warm, var measured]:
        Console.WriteLine((await TextbookRun.DocumentsPerSecondAsync(
            warm, measured, Environment.GetEnvironmentVariable("BENCH_DATABASE")!, Environment.GetEnvironmentVariable("BENCH_BROKER")!)).ToString(CultureInfo.InvariantCulture));
        return 0;
}

if (args is ["feed", ..])
{
    return await FeedRun.RunAsync(Option("--events", 100_000), Option("--rounds", 5));
}

if (args is ["pages", ..])
{
    return await PagesRun.RunAsync(Option("--count", 1_000_000), Option("--failures", 100_000), Option("--looks", 50), Text("--data"));
}

if (args is ["index", ..])
{
    return await IndexRun.RunAsync(Option("--count", 100_000));
}

if (args is ["library", ..])
{
    return await LibraryRun.RunAsync(Option("--count", 1_000_000), Option("--queries", 200), Option("--documents", 3000), Option("--rounds", 3), Text("--data"));
}

if (args is ["watching", ..])
{
    return await WatchingRun.RunAsync(
        Option("--files", 100_000), Option("--mirrored", 500_000), Option("--backfill", 50_000), Option("--drops", 200), Option("--shared", 20_000),
        Text("--json"));
}

// Called by deploy/bench: pipeline [--documents N] [--rounds N] [--drops N] [--json FILE]
var documents = Option("--documents", 5000);
var rounds = Option("--rounds", 3);
var drops = Option("--drops", 200);
var json = Text("--json");

// Each of the three is started anew for each round and takes as many documents again before the clock starts: a service is started once and runs for months, and until then
// its code is still being compiled. One that lived through all rounds would be compared with others that are young.
var warmUp = documents;

var folder = Directory.CreateTempSubdirectory("platform-bench-");
File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
try
{
    await using var servers = new Servers(Path.Combine(folder.FullName, "servers"));
    await servers.StartAsync();
    await Servers.ExecuteAsync(servers.PostgresAdmin, "CREATE DATABASE textbook");
    await servers.CreateDatabaseAsync("platform");

    List<double> platform = [], limit = [], textbook = [], latencies = [];
    var peaks = new Dictionary<string, double>(StringComparer.Ordinal);
    for (var round = 1; round <= rounds; round++)
    {
        Say($"round {round} of {rounds}: {documents} documents through Platform");
        await using (var run = await PlatformRun.StartAsync(Path.Combine(folder.FullName, "platform"), servers))
        {
            await SampleDocuments.WriteAsync(Staged("warm"), warmUp, $"warm{round}");
            await run.DocumentsPerSecondAsync(Staged("warm"));
            await SampleDocuments.WriteAsync(Staged($"documents{round}"), documents, $"platform{round}");
            platform.Add(await run.DocumentsPerSecondAsync(Staged($"documents{round}")));
            Say($"  {platform[^1]:N0} documents/s; {drops} single drops");
            await SampleDocuments.WriteAsync(Staged($"drops{round}"), drops, $"drop{round}");
            latencies.AddRange(await run.LatenciesAsync(Staged($"drops{round}")));
            foreach (var (service, peak) in run.PeakMegabytes())
            {
                peaks[service] = Math.Max(peaks.GetValueOrDefault(service), peak);
            }
        }

        Say($"round {round}: the limit");
        Npgsql.NpgsqlConnection.ClearAllPools();
        await Servers.ExecuteAsync(servers.Database("postgres"), $"CREATE DATABASE limit{round} TEMPLATE platform");
        await SampleDocuments.WriteAsync(Staged($"limit-warm{round}"), warmUp, $"limitwarm{round}");
        await SampleDocuments.WriteAsync(Staged($"limit{round}"), documents, $"limit{round}");
        limit.Add(await AnewAsync("limit", round, servers.Database($"limit{round}"), servers.RabbitMq));
        Say($"  {limit[^1]:N0} documents/s; the textbook");
        await SampleDocuments.WriteAsync(Staged($"textbook{round}"), documents, $"textbook{round}");
        await SampleDocuments.WriteAsync(Staged($"textbook-warm{round}"), warmUp, $"textbookwarm{round}");
        textbook.Add(await AnewAsync("textbook", round, servers.Database("textbook"), servers.RabbitMq));
        Say($"  {textbook[^1]:N0} documents/s");
    }

    var report = new Report
    {
        At = TimeProvider.System.GetUtcNow(),
        Documents = documents,
        Platform = platform,
        Limit = limit,
        Textbook = textbook,
        LatencyP50 = Report.Percentile(latencies, 0.50),
        LatencyP99 = Report.Percentile(latencies, 0.99),
        PeakMegabytes = peaks,
    };
    Console.Write(report.ToTable());
    if (json is not null)
    {
        await File.WriteAllTextAsync(json, report.ToJson() + "\n");
    }
}
finally
{
    folder.Delete(recursive: true);
}

return 0;

string Staged(string name) => Path.Combine(folder.FullName, name);

async Task<double> AnewAsync(string verb, int round, string database, string broker) => double.Parse(
    (await Servers.RunAsync(
        Environment.ProcessPath!,
        [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { typeof(LimitRun).Assembly.Location } : [], verb, Staged($"{verb}-warm{round}"), Staged($"{verb}{round}")],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["BENCH_DATABASE"] = database, ["BENCH_BROKER"] = broker })).Trim().Split('\n')[^1],
    CultureInfo.InvariantCulture);

int Option(string name, int otherwise) => Text(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

string? Text(string name) => args.SkipWhile(argument => argument != name).Skip(1).FirstOrDefault();

static void Say(string line) => Console.Error.WriteLine(line);
