using System.Globalization;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class MirrorKillTests(Servers servers, ITestOutputHelper output)
{
    private const int Documents = 600;
    private const int Changed = 200;

    /// <summary>
    /// Two Fetchers read one mirrored folder, with less room than there are files; both are killed -9 at moments drawn from a seed that is printed, PLATFORM_KILL_SEED repeats a run.
    /// </summary>
    [Fact]
    public async Task Two_fetchers_on_one_mirrored_folder_enter_each_file_and_each_change_once_whichever_of_them_is_killed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PLATFORM_KILL_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"PLATFORM_KILL_SEED={seed}");
        TestContext.Current.SendDiagnosticMessage($"PLATFORM_KILL_SEED={seed}");
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("platform-mirror-");
        for (var number = 0; number < Documents; number++)
        {
            await WriteAsync(number, Corpus.Text(70_000 + number));
        }

        await using var platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal)
            {
                ["Fetcher:Ledger__InFlightLimit"] = "100",
                ["Fetcher:Sources__tree__Kind"] = "mirror",
                ["Fetcher:Sources__tree__Root"] = folder.FullName,
                ["Fetcher:Sources__tree__SettleTime"] = "00:00:00.3",
                ["Fetcher:Sources__tree__ScanInterval"] = "00:00:00.3",
            });
        await using var second = platform.Another("Fetcher");
        second.Start();
        for (var kill = 0; kill < 3; kill++)
        {
            await KillAsync(platform.Fetcher);
            await KillAsync(second);
        }

        await SettledAsync(Documents);
        for (var number = 0; number < Changed; number++)
        {
            await WriteAsync(number, Corpus.Text(80_000 + number));
            if (number == Changed / 2)
            {
                await KillAsync(platform.Fetcher);
                await KillAsync(second);
            }
        }

        await SettledAsync(Documents + Changed);

        Assert.Equal(Documents + Changed, await CountAsync("SELECT count(DISTINCT (path, content_hash)) FROM acquisition.arrivals WHERE state = 'stored'"));
        Assert.Equal(Documents, await CountAsync("SELECT count(*) FROM library.records"));
        Assert.Equal(Changed, await CountAsync("SELECT count(*) FROM library.records WHERE revision = 2"));
        await Invariants.HoldAsync(platform, Documents + Changed);
        Assert.True(await CountAsync("SELECT count(*) FROM acquisition.arrivals WHERE lane = 'bulk'") >= Documents - 200, "A first listing is a backlog.");
        Assert.Equal(Documents, folder.GetFiles("*", SearchOption.AllDirectories).Length);
        folder.Delete(recursive: true);

        async Task KillAsync(ServiceProcess fetcher)
        {
            await Task.Delay(random.Next(0, 600), TestContext.Current.CancellationToken); // the drawn moment of the kill
            await fetcher.KillAsync();
            fetcher.Start();
        }

        async Task SettledAsync(int count)
        {
            await Wait.UntilAsync($"{count} settled arrivals", async () => await platform.Client.BooksAsync() is { Closed: true } books && books.Observed >= count, TimeSpan.FromMinutes(3));
            var arrivals = await CountAsync("SELECT count(*) FROM acquisition.arrivals");
            Assert.True(arrivals == count, $"{arrivals} arrivals instead of {count}: {string.Join("; ", await Database.ColumnAsync(platform.Admin, """
                SELECT name || ' ' || size || ' ' || state || ' ' || coalesce(reason_code, '') || ' ' || coalesce(left(content_hash, 8), '') || ' ' || modified_ns || ' ' || observed_at FROM acquisition.arrivals
                WHERE reason_code IS NOT NULL OR name IN (SELECT name FROM acquisition.arrivals GROUP BY name HAVING count(*) > 2) ORDER BY name, id
                """))}");
        }

        Task WriteAsync(int number, string text)
        {
            var path = Path.Combine(folder.CreateSubdirectory((number % 7).ToString(CultureInfo.InvariantCulture)).FullName, string.Create(CultureInfo.InvariantCulture, $"{number}.txt"));
            return File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        Task<long> CountAsync(string sql) => Database.ScalarAsync<long>(platform.Admin, sql);
    }
}
