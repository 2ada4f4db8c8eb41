using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Hosting;
using Platform.Parser.Tests.Relations;
using Platform.Storage;
using Platform.Storage.Search;

namespace Platform.Benchmarks;

/// <summary>What search and relations cost a document as the library grows: generated records, one in ten nearly the same as another, through Storage's own indexer.</summary>
public static class IndexRun
{
    private const int Step = 10_000;

    public static async Task<int> RunAsync(int count)
    {
        var quality = RelationQuality.Of(LabelledPairs.Make(300));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"labelled pairs: precision {quality.Precision:0.000}, recall {quality.Recall:0.000}; linked of each kind:"));
        Console.WriteLine(string.Join(", ", quality.Shares.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Value:0.000}"))));
        var folder = Directory.CreateTempSubdirectory("platform-bench-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        try
        {
            await using var servers = new Servers(Path.Combine(folder.FullName, "servers"));
            await servers.StartAsync();
            await servers.CreateDatabaseAsync("platform");

            await Servers.ExecuteAsync(
                servers.Database("platform"),
                "CREATE SCHEMA IF NOT EXISTS library; CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA library; CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA library; ALTER DATABASE platform SET search_path = library");
            await using var database = NpgsqlDataSource.Create(servers.Database("platform") + ";Command Timeout=0");
            var options = new DbContextOptionsBuilder<LibraryContext>();
            LibraryContext.Configure(options, database);
            using var migration = new Migration<LibraryContext>(new PooledDbContextFactory<LibraryContext>(options.Options), TimeProvider.System, NullLogger<Migration<LibraryContext>>.Instance);
            await migration.StartAsync(CancellationToken.None);
            await migration.Done;
            await FillAsync(database, migration, count);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(NpgsqlDataSource database, Migration<LibraryContext> migration, int count)
    {
        var server = await PostmasterAsync(database);
        using var indexer = new Indexer(database, TimeProvider.System, migration, NullLogger<Indexer>.Instance);
        await indexer.StartAsync(CancellationToken.None);
        Console.WriteLine("| records | s per 1,000 | of it processor time: database | Storage | linked |\n|---:|---:|---:|---:|---:|");
        for (var first = 0; first < count; first += Step)
        {
            await using (var connection = await database.OpenConnectionAsync())
            {
                await LibraryRecords.CopyAsync(connection, first, Step);
                await using var queue = new NpgsqlCommand("INSERT INTO library.unindexed SELECT document_id FROM library.records WHERE size >= $1", connection);
                queue.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first });
                await queue.ExecuteNonQueryAsync();
            }

            var (clock, before, own) = (Stopwatch.StartNew(), ServerSeconds(server), Process.GetCurrentProcess().TotalProcessorTime);
            indexer.Wake();
            await using (var waits = database.CreateCommand("SELECT EXISTS (SELECT FROM library.unindexed)"))
            {
                while ((bool)(await waits.ExecuteScalarAsync())!)
                {
                    await Task.Delay(100);
                }
            }

            var (seconds, inServer, inStorage) = (clock.Elapsed.TotalSeconds, ServerSeconds(server) - before, (Process.GetCurrentProcess().TotalProcessorTime - own).TotalSeconds);
            await using var links = database.CreateCommand("SELECT count(*) FROM library.relations");
            var linked = (long)(await links.ExecuteScalarAsync())!;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {first + Step:N0} | {seconds * 1000 / Step:0.00} | {inServer * 1000 / Step:0.00} | {inStorage * 1000 / Step:0.00} | {linked:N0} |"));
        }

        await indexer.StopAsync(CancellationToken.None);
    }

    private static async Task<int> PostmasterAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT pg_backend_pid()");
        return (int)Fields((int)(await command.ExecuteScalarAsync())!)![1];
    }

    /// <summary>Processor time of a PostgreSQL server, of the processes that it has and of those that it had, in seconds.</summary>
    private static double ServerSeconds(int postmaster)
    {
        var own = Fields(postmaster)!;
        var ticks = own[11] + own[12] + own[13] + own[14];
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            ticks += int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) && Fields(process) is { } fields && fields[1] == postmaster ? fields[11] + fields[12] : 0;
        }

        return ticks / 100.0;
    }

    /// <summary>The numbers of <c>/proc/PID/stat</c> behind the name, the state first, as 0; null where the process has ended.</summary>
    private static long[]? Fields(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return [.. stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
