using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Platform.Benchmarks.Watching;

/// <summary>The cases of docs/watching.md that are too large for a test, on a platform as <c>deploy/up</c> starts it.</summary>
internal static class WatchingRun
{
    public static async Task<int> RunAsync(int files, int mirrored, int backfill, int drops, int shared, string? json)
    {
        var folder = Directory.CreateTempSubdirectory("platform-bench-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        try
        {
            await using var servers = new Servers(Path.Combine(folder.FullName, "servers"));
            await servers.StartAsync();
            await servers.CreateDatabaseAsync("platform");

            var tree = folder.CreateSubdirectory("tree").FullName;
            await using var run = await PlatformRun.StartAsync(Path.Combine(folder.FullName, "platform"), servers, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Sources__tree__Kind"] = "mirror",
                ["Sources__tree__Root"] = tree,
                ["Sources__tree__ScanInterval"] = "01:00:00",
            });
            await using var database = NpgsqlDataSource.Create(servers.Database("platform") + ";Command Timeout=0");
            var bench = new WatchingBench(run, database, servers.RabbitMq, folder.FullName, new WatchingReport());
            await bench.WarmAsync();
            if (drops > 0)
            {
                await bench.DropsAsync(drops, backfill);
            }

            if (files > 0)
            {
                await bench.BurstAsync(files);
            }

            if (mirrored > 0)
            {
                await bench.RescanAsync(tree, mirrored);
            }

            if (shared > 0)
            {
                await bench.SharedAsync(shared);
            }

            Console.Write(bench.Report.ToTable());
            if (json is not null)
            {
                await File.WriteAllTextAsync(json, bench.Report.ToJson() + "\n");
            }

            return bench.Report.Figures.TrueForAll(figure => figure.Reached) ? 0 : 1;
        }
        finally
        {
            await Servers.RunAsync("rm", ["-rf", folder.FullName]);
        }
    }
}
