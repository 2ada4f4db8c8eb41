using System.Diagnostics;
using Npgsql;

namespace Platform.Benchmarks;

/// <summary>A running platform whose library holds generated records, all of them indexed and related by Storage itself.</summary>
public sealed class FilledLibrary : IAsyncDisposable
{
    private const int Step = 50_000;

    private readonly Servers _servers;

    private FilledLibrary(Servers servers, PlatformRun run, NpgsqlDataSource database) => (_servers, Run, Database) = (servers, run, database);

    public PlatformRun Run { get; }

    /// <summary>As the cluster's administrator, without a bound on time.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Starts servers and services in a folder and fills up what is missing there; a folder of an earlier run is taken as it is.</summary>
    /// <param name="folder">Where everything lies; made when missing.</param>
    /// <param name="count">Generated records.</param>
    /// <param name="isIndexed">Whether they are to be found and related too, which takes half an hour for a million.</param>
    public static async Task<FilledLibrary> StartAsync(string folder, int count, bool isIndexed)
    {
        Directory.CreateDirectory(folder, (UnixFileMode)Convert.ToInt32("755", 8));
        var servers = new Servers(Path.Combine(folder, "servers"));
        await servers.StartAsync();
        await servers.CreateDatabaseAsync("platform");
        var run = await PlatformRun.StartAsync(Path.Combine(folder, "platform"), servers);
        var library = new FilledLibrary(servers, run, NpgsqlDataSource.Create(servers.Database("platform") + ";Command Timeout=0"));
        await library.FillAsync(count, isIndexed);
        return library;
    }

    /// <summary>Documents per second from file to event, of so many.</summary>
    public async Task<double> IngestAsync(int documents)
    {
        var series = Guid.NewGuid().ToString("N");
        var source = Directory.CreateDirectory(Path.Combine(_servers.Folder, "..", series)).FullName;
        await SampleDocuments.WriteAsync(source, documents, series);
        await using (var checkpoint = Database.CreateCommand("CHECKPOINT"))
        {
            await checkpoint.ExecuteNonQueryAsync(); // so that each run begins at the same place of the log
        }

        var rate = await Run.DocumentsPerSecondAsync(source);
        Directory.Delete(source, recursive: true);
        await IndexedAsync();
        return rate;
    }

    public async ValueTask DisposeAsync()
    {
        await Run.DisposeAsync();
        await Database.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>Records by COPY, then Storage's own indexer.</summary>
    private async Task FillAsync(int count, bool isIndexed)
    {
        await using var have = Database.CreateCommand("SELECT count(*) FROM library.records WHERE source = 'generated'");
        var first = (int)(long)(await have.ExecuteScalarAsync())!;
        // In steps, so that the cost of a document can be seen early and late.
        for (var from = first; from < count; from += Step)
        {
            var some = Math.Min(Step, count - from);
            await using (var connection = await Database.OpenConnectionAsync())
            {
                await LibraryRecords.CopyAsync(connection, from, some);
                if (isIndexed)
                {
                    await using var queue = new NpgsqlCommand(
                        "INSERT INTO library.unindexed SELECT document_id FROM library.records WHERE source = 'generated' AND size >= $1 ON CONFLICT DO NOTHING", connection) { CommandTimeout = 0 };
                    queue.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
                    await queue.ExecuteNonQueryAsync();
                }
            }

            var clock = Stopwatch.StartNew();
            await IndexedAsync();
            Console.Error.WriteLine(isIndexed
                ? $"{from + some:N0} records: the last {some:N0} indexed and related at {some / clock.Elapsed.TotalSeconds:N0}/s"
                : $"{from + some:N0} records");
        }

        if (first < count)
        {
            await using var vacuum = Database.CreateCommand("VACUUM ANALYZE");
            await vacuum.ExecuteNonQueryAsync();
        }
    }

    private async Task IndexedAsync()
    {
        await using var command = Database.CreateCommand("SELECT EXISTS (SELECT FROM library.unindexed)");
        while ((bool)(await command.ExecuteScalarAsync())!)
        {
            await Task.Delay(500);
        }
    }
}
