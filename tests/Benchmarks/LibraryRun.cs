using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Platform.Benchmarks;

/// <summary>
/// The library when it is large: two-word searches with counts for their first page through <c>GET /v1/documents</c>, and documents per second from file to event with
/// 10,000 records and with all of them.
/// </summary>
public static class LibraryRun
{
    private const int Small = 10_000;
    private const int Step = 50_000;

    public static async Task<int> RunAsync(int count, int queries, int documents)
    {
        var folder = Directory.CreateTempSubdirectory("platform-bench-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        try
        {
            await using var servers = new Servers(Path.Combine(folder.FullName, "servers"));
            await servers.StartAsync();
            if (!servers.PostgresAdmin.Contains("Database=platform", StringComparison.Ordinal))
            {
                await Servers.ExecuteAsync(servers.PostgresAdmin, "CREATE DATABASE platform");
            }

            await using var run = await PlatformRun.StartAsync(Path.Combine(folder.FullName, "platform"), servers);
            await using var database = NpgsqlDataSource.Create(servers.Database("platform") + ";Command Timeout=0");
            await IngestAsync(run, folder.FullName, "warm", documents);
            await FillAsync(database, 0, Math.Min(Small, count));
            var small = await IngestAsync(run, folder.FullName, "small", documents);
            Console.Error.WriteLine($"{Small:N0} records: {small:N0} documents/s");
            await FillAsync(database, Small, count - Small);
            await using (var vacuum = database.CreateCommand("VACUUM ANALYZE library.records, library.search"))
            {
                await vacuum.ExecuteNonQueryAsync();
            }

            var large = await IngestAsync(run, folder.FullName, "large", documents);
            await IndexedAsync(database);
            Console.WriteLine($"{count:N0} records. File to event: {large:N0} documents/s, {large / small:0.00} of the {small:N0} at {Math.Min(Small, count):N0} records");
            await SearchAsync(run.Http, queries, "relevance");
            await SearchAsync(run.Http, queries, "newest");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> IngestAsync(PlatformRun run, string folder, string series, int documents)
    {
        var source = Path.Combine(folder, series);
        await SampleDocuments.WriteAsync(source, documents, series);
        return await run.DocumentsPerSecondAsync(source);
    }

    private static async Task SearchAsync(HttpClient http, int queries, string order)
    {
        var times = new List<double>();
        var found = 0L;
        for (var query = -10; query < queries; query++)
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
        Console.WriteLine($"two words with counts, by {order}: p50 {times[times.Count / 2]:0} ms, p95 {times[times.Count * 95 / 100]:0} ms, slowest {times[^1]:0} ms; {found / queries:N0} found on average of at most 10,000");
    }

    /// <summary>Records by COPY, then Storage's own indexer.</summary>
    private static async Task FillAsync(NpgsqlDataSource database, int first, int count)
    {
        if (count <= 0)
        {
            return;
        }

        // In steps, so that the cost of a document can be seen early and late.
        for (var from = first; from < first + count; from += Step)
        {
            var some = Math.Min(Step, first + count - from);
            await using (var connection = await database.OpenConnectionAsync())
            {
                await LibraryRecords.CopyAsync(connection, from, some);
                await using var queue = new NpgsqlCommand(
                    "INSERT INTO library.unindexed SELECT document_id FROM library.records WHERE source = 'generated' AND size >= $1 ON CONFLICT DO NOTHING", connection) { CommandTimeout = 0 };
                queue.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
                await queue.ExecuteNonQueryAsync();
            }

            var clock = Stopwatch.StartNew();
            await IndexedAsync(database);
            Console.Error.WriteLine($"{from + some:N0} records: the last {some:N0} indexed and related at {some / clock.Elapsed.TotalSeconds:N0}/s");
        }
    }

    private static async Task IndexedAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM library.unindexed)");
        while ((bool)(await command.ExecuteScalarAsync())!)
        {
            await Task.Delay(500);
        }
    }
}
