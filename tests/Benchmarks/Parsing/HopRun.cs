using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Contracts;
using Platform.Parser;
using Platform.Parser.Workers;

namespace Platform.Benchmarks.Parsing;

/// <summary>What the way through a worker costs: the same documents of 3 KB parsed in this process and in workers, in batches as messages bring them.</summary>
internal static class HopRun
{
    private const int Batch = 64;

    public static async Task<HopFigures> RunAsync(int documents, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("platform-hop-");
        try
        {
            var names = await SampleDocuments.WriteAsync(folder.FullName, documents, "hop");
            var paths = names.Select(name => Path.Combine(folder.FullName, name)).ToList();
            using var workers = new WorkerPool(new WorkerSettings(), TimeProvider.System, NullLogger<WorkerPool>.Instance);
            await workers.StartedAsync();
            List<double> own = [], pooled = [], ownRate = [], pooledRate = [];
            for (var round = 0; round <= rounds; round++)
            {
                var (ownCpu, ownSeconds) = await MeasureAsync(workers, () => Task.Run(() => ParseHere(paths)));
                var (cpu, seconds) = await MeasureAsync(workers, () => ParseThereAsync(workers, paths));
                if (round > 0) // the first one warms up
                {
                    own.Add(ownCpu * 1e6 / documents);
                    pooled.Add(cpu * 1e6 / documents);
                    ownRate.Add(documents / ownSeconds);
                    pooledRate.Add(documents / seconds);
                }
            }

            return new HopFigures(
                Report.Median(own), Report.Median(pooled), Report.Median(ownRate), Report.Median(pooledRate),
                workers.Pids.Select(Resident).ToList());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void ParseHere(List<string> paths)
    {
        var parser = new DocumentParser();
        Parallel.ForEach(paths, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, path =>
        {
            var document = parser.Parse(File.ReadAllBytes(path), Path.GetFileName(path)).Document!;
            _ = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(document, System.Text.Json.JsonSerializerOptions.Web); // as a message takes it
        });
    }

    private static Task ParseThereAsync(WorkerPool workers, List<string> paths) => Task.WhenAll(paths.Chunk(Batch).Select(async chunk =>
    {
        var answers = await workers.ParseAsync(chunk.Select(path => new ParseRequest { Path = path, Name = Path.GetFileName(path) }).ToList());
        if (answers.Any(answer => answer.Kind != AnswerKind.Document))
        {
            throw new InvalidOperationException("A sample document was not parsed.");
        }
    }));

    private static async Task<(double Cpu, double Seconds)> MeasureAsync(WorkerPool workers, Func<Task> work)
    {
        var before = Cpu(workers);
        var clock = Stopwatch.StartNew();
        await work();
        return (Cpu(workers) - before, clock.Elapsed.TotalSeconds);
    }

    private static double Cpu(WorkerPool workers) =>
        workers.Pids.Append(Environment.ProcessId).Sum(pid => Process.GetProcessById(pid).TotalProcessorTime.TotalSeconds);

    private static double Resident(int pid) => Process.GetProcessById(pid).PeakWorkingSet64 / 1e6;
}

/// <summary>Figures of <see cref="HopRun"/>.</summary>
/// <param name="OwnMicroseconds">CPU time for a document in this process.</param>
/// <param name="PooledMicroseconds">The same through workers, both sides together.</param>
/// <param name="OwnPerSecond">Documents per second of the clock in this process, all cores.</param>
/// <param name="PooledPerSecond">The same through workers.</param>
/// <param name="WorkerMegabytes">Peak resident memory of each worker.</param>
internal sealed record HopFigures(double OwnMicroseconds, double PooledMicroseconds, double OwnPerSecond, double PooledPerSecond, IReadOnlyList<double> WorkerMegabytes);
