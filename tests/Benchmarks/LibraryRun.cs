using System.Diagnostics;
using System.Globalization;

namespace Platform.Benchmarks;

/// <summary>
/// The library when it is large: two-word searches with counts for their first page through <c>GET /v1/documents</c>, and documents per second from file to event beside
/// 10,000 records and beside all of them, in turn.
/// </summary>
public static class LibraryRun
{
    private const int Small = 10_000;

    /// <param name="count">Records of the large library.</param>
    /// <param name="queries">Searches in each order.</param>
    /// <param name="documents">Documents dropped in each round.</param>
    /// <param name="rounds">Rounds of dropping.</param>
    /// <param name="data">Where the libraries are kept for the next run; null for a folder that goes with the run.</param>
    public static async Task<int> RunAsync(int count, int queries, int documents, int rounds, string? data)
    {
        var folder = data is null ? Directory.CreateTempSubdirectory("platform-bench-") : Directory.CreateDirectory(data);
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        try
        {
            await using var small = await FilledLibrary.StartAsync(Path.Combine(folder.FullName, "small"), Math.Min(Small, count), isIndexed: true);
            await using var large = await FilledLibrary.StartAsync(Path.Combine(folder.FullName, "large"), count, isIndexed: true);
            await SearchAsync(large.Run.Http, queries, "relevance");
            await SearchAsync(large.Run.Http, queries, "newest");
            await small.IngestAsync(documents);
            await large.IngestAsync(documents);
            List<double> smalls = [], larges = [];
            for (var round = 1; round <= rounds; round++)
            {
                smalls.Add(await small.IngestAsync(documents));
                larges.Add(await large.IngestAsync(documents));
                Console.Error.WriteLine($"round {round}: {smalls[^1]:N0} documents/s beside {Math.Min(Small, count):N0} records, {larges[^1]:N0} beside {count:N0}");
            }

            var (few, many) = (Report.Median(smalls), Report.Median(larges));
            Console.WriteLine($"file to event: {many:N0} documents/s beside {count:N0} records, {many / few:0.00} of the {few:N0} beside {Math.Min(Small, count):N0} (medians of {rounds})");
            return 0;
        }
        finally
        {
            if (data is null)
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>As many other searches go before, since a library that was just started has nothing in memory.</summary>
    private static async Task SearchAsync(HttpClient http, int queries, string order)
    {
        var times = new List<double>();
        var found = 0L;
        for (var query = -queries; query < queries; query++)
        {
            var (one, other) = LibraryRecords.TwoWords(query);
            var clock = Stopwatch.StartNew();
            var answer = await http.GetStringAsync($"/v1/documents?q={one}+{other}&counts=true&limit=20&order={order}");
            if (query >= 0)
            {
                times.Add(clock.Elapsed.TotalMilliseconds);
                var at = answer.IndexOf("\"counts\":{\"count\":", StringComparison.Ordinal) + 18;
                found += long.Parse(answer.AsSpan(at, answer.IndexOf(',', at) - at), CultureInfo.InvariantCulture);
            }
        }

        times.Sort();
        Console.WriteLine($"two words with counts, by {order}: p50 {times[times.Count / 2]:0} ms, p95 {times[times.Count * 95 / 100]:0} ms, slowest {times[^1]:0} ms; {found / queries:N0} found on average");
    }
}
