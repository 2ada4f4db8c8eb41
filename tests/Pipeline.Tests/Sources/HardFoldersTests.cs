using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>A platform whose Fetcher is held by permissions, also where the tests run as root, with folders of which each goes through something of its own.</summary>
public sealed class HardFolders(Servers servers) : IAsyncLifetime
{
    /// <summary>Root without the right to pass over permissions.</summary>
    private const string WithoutOverride = "setpriv --bounding-set=-dac_override,-dac_read_search";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-hard-");

    public RunningPlatform Platform { get; private set; } = null!;

    /// <summary>Why there is no small file system for the source <c>full</c>; null where there is one.</summary>
    public string? WhyNotSmall { get; private set; }

    public Inbox Of(string source) => new(Path.Combine(_folder.FullName, source));

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Fetcher:Sources__large__MaxBytes"] = "400000000" };
        foreach (var source in new[] { "crowded", "shut", "full", "large" })
        {
            settings[$"Fetcher:Sources__{source}__Root"] = _folder.CreateSubdirectory(source).FullName;
            settings[$"Fetcher:Sources__{source}__ScanInterval"] = "00:00:00.3";
            settings[$"Fetcher:Sources__{source}__SettleTime"] = "00:00:00.5";
            settings[$"Fetcher:Sources__{source}__BatchQuiet"] = "00:00:02";
        }

        var (code, _, error) = await Shell.TryAsync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", Of("full").Root]);
        WhyNotSmall = code == 0 ? null : "A small file system cannot be mounted here: " + error.Trim();
        Platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, settings, Environment.IsPrivilegedProcess ? WithoutOverride : null);
    }

    public async ValueTask DisposeAsync()
    {
        if (Platform is not null)
        {
            await Platform.DisposeAsync();
        }

        if (WhyNotSmall is null)
        {
            await Shell.RunAsync("umount", [Of("full").Root]);
        }

        await Shell.RunAsync("chmod", ["-R", "u+rwX", _folder.FullName]);
        _folder.Delete(recursive: true);
    }
}

/// <summary>Folders that are closed, full, or hold what is larger than comes at once; docs/watching.md has the table.</summary>
public sealed class HardFoldersTests(HardFolders folders) : IClassFixture<HardFolders>
{
    private readonly RunningPlatform _platform = folders.Platform;

    [Fact]
    public async Task Twelve_hundred_files_that_cannot_be_moved_say_so_and_block_nothing_and_are_taken_once_they_can()
    {
        const int Unmovable = 1200;
        var inbox = folders.Of("crowded");
        for (var number = 0; number < Unmovable; number++)
        {
            await inbox.DropAsync(Path.Combine(".crowd", "closed", Name(number)), Corpus.Text(number));
        }

        Mode(inbox.PathOf(".crowd", "closed"), "555");
        Directory.Move(inbox.PathOf(".crowd"), inbox.PathOf("crowd"));
        await UntilWaitingAsync(Unmovable);

        // Enough to go into the lane that they are in, which holds a thousand.
        for (var number = 0; number < 150; number++)
        {
            await inbox.DropAsync(Path.Combine(".behind", Name(number)), Corpus.Text(Unmovable + number));
        }

        Directory.Move(inbox.PathOf(".behind"), inbox.PathOf("behind"));
        await Wait.UntilAsync("those behind them", async () => await CountAsync("name LIKE 'behind/%' AND state = 'stored'") == 150);
        Assert.True(await CountAsync("name LIKE 'behind/%' AND lane = 'bulk'") > 0, "Some of them are in the lane of the backlog.");

        Assert.Equal(Unmovable, await CountAsync("name LIKE 'crowd/closed/%'"));
        var id = await Database.ScalarAsync<Guid>(_platform.Admin, "SELECT id FROM acquisition.arrivals WHERE name = 'crowd/closed/0007.txt'");
        var arrival = await _platform.Client.GetAsync("/v1/arrivals/" + id);
        Assert.Equal("waiting", arrival.GetProperty("state").GetString());
        Assert.Equal("immovable", arrival.GetProperty("reason").GetProperty("code").GetString());
        Assert.Contains("(Permission denied)", arrival.GetProperty("reason").GetProperty("message").GetString(), StringComparison.Ordinal);
        var source = await UntilProblemAsync("crowded", "1,200 files wait, such as «crowd/closed/0000.txt»");
        Assert.Equal(Unmovable, source.GetProperty("books").GetProperty("waiting").GetInt64());
        Assert.Equal(0, source.GetProperty("ready").GetInt32());

        // Taken away, one of them ends as withdrawn; the others go once their folder is open.
        File.Delete(inbox.PathOf("crowd", "closed", Name(Unmovable - 1)));
        await Wait.UntilAsync("the one that is gone", async () => await CountAsync("name = 'crowd/closed/1199.txt' AND state = 'rejected' AND reason_code = 'withdrawn'") == 1);
        Mode(inbox.PathOf("crowd", "closed"), "755");
        await UntilHealthyAsync("crowded");
        await Wait.UntilAsync("all of them", async () => await CountAsync("name LIKE 'crowd/closed/%' AND state = 'stored'") == Unmovable - 1);
        Assert.Equal(Unmovable, await CountAsync("name LIKE 'crowd/closed/%'"));
        await inbox.UntilInAsync("", "crowd.receipt.csv");

        static string Name(int number) => number.ToString("0000", CultureInfo.InvariantCulture) + ".txt";
        Task UntilWaitingAsync(int count) => Wait.UntilAsync($"{count} that wait", async () => await CountAsync("name LIKE 'crowd/closed/%' AND state = 'waiting' AND reason_code = 'immovable'") == count);
    }

    [Fact]
    public async Task A_folder_that_is_closed_to_the_platform_says_so_and_is_taken_from_again_once_it_is_open()
    {
        var inbox = folders.Of("shut");
        Mode(inbox.Root, "000");
        await UntilProblemAsync("shut", "give this user both rights");
        using var http = new HttpClient();
        using (var health = await http.GetAsync(new Uri(_platform.Fetcher.Address, "/health/ready"), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        }

        Mode(inbox.Root, "755");
        await inbox.DropAsync("open-again.txt", Corpus.Text(3001));

        await _platform.Client.RecordOfAsync("open-again.txt");
        await UntilHealthyAsync("shut");
        await _platform.Fetcher.UntilReadyAsync();
    }

    [Fact]
    public async Task On_a_full_disk_files_are_taken_and_what_needs_room_there_waits_for_it()
    {
        Assert.SkipWhen(folders.WhyNotSmall is not null, folders.WhyNotSmall ?? "");
        var inbox = folders.Of("full");
        await inbox.DropAsync(".good.txt", Corpus.Text(4001));
        await inbox.DropAsync(".bad.txt", " \n \n");
        await FillAsync(inbox.PathOf(".ballast"));
        await UntilProblemAsync("full", "is full");

        File.Move(inbox.PathOf(".good.txt"), inbox.PathOf("good.txt"));
        File.Move(inbox.PathOf(".bad.txt"), inbox.PathOf("bad.txt"));

        // The good one needs no room there. The other is refused and stays where it is read, since its reason cannot be written beside it.
        await inbox.UntilInAsync("done", "good.txt");
        await _platform.Client.EventOfAsync("bad.txt");
        Assert.Equal(1, await CountAsync("name = 'bad.txt' AND state = 'in_flight'"));
        Assert.False(File.Exists(inbox.PathOf("failed", "bad.txt")));

        File.Delete(inbox.PathOf(".ballast"));
        await inbox.UntilInAsync("failed", "bad.txt");
        Assert.Contains("The document holds no", await File.ReadAllTextAsync(inbox.PathOf("failed", "bad.txt.reason.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await UntilHealthyAsync("full");
    }

    [Fact]
    public async Task A_file_of_300_MB_that_is_written_in_40_chunks_with_pauses_is_read_once_and_whole()
    {
        // A tar of one file that is too large to be taken out of it: what the Parser makes of 300 MB is not the matter here.
        const int Chunks = 40, ChunkBytes = 7_680_000, TarEnd = 1024;
        var inbox = folders.Of("large");
        var random = new Random(300);
        var chunk = new byte[ChunkBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var writer = File.Create(inbox.PathOf("large.tar")))
        {
            var header = TarHeader((long)Chunks * ChunkBytes);
            sha.AppendData(header);
            await writer.WriteAsync(header, TestContext.Current.CancellationToken);
            for (var number = 0; number < Chunks; number++)
            {
                random.NextBytes(chunk);
                sha.AppendData(chunk);
                await writer.WriteAsync(chunk, TestContext.Current.CancellationToken);
                await writer.FlushAsync(TestContext.Current.CancellationToken);
                if (number % 10 == 5)
                {
                    // More scans than it takes for a file that looks the same to count as complete.
                    for (var scan = 0; scan < 4; scan++)
                    {
                        await ScannedAsync("large");
                    }
                }
            }

            sha.AppendData(new byte[TarEnd]);
            await writer.WriteAsync(new byte[TarEnd], TestContext.Current.CancellationToken);
        }

        const long Size = 512 + ((long)Chunks * ChunkBytes) + TarEnd;
        await inbox.UntilInAsync("done", "large.tar");
        Assert.Equal(Size, new FileInfo(inbox.PathOf("done", "large.tar")).Length);
        Assert.Equal(1, await CountAsync("source = 'large' AND parent_id IS NULL"));
        Assert.Equal(1, await CountAsync($"source = 'large' AND parent_id IS NULL AND state = 'stored' AND size = {Size} AND content_hash = '{Convert.ToHexStringLower(sha.GetHashAndReset())}' AND faults = 0"));
        await Wait.UntilAsync("what is in it", async () => await CountAsync("source = 'large' AND parent_id IS NOT NULL AND reason_code = 'too_large' AND state = 'rejected'") == 1);
    }

    /// <summary>The header of a tar's one file (POSIX.1, ustar).</summary>
    private static byte[] TarHeader(long size)
    {
        var header = new byte[512];
        foreach (var (at, text) in new[] { (0, "large.bin"), (100, "0000644"), (108, "0000000"), (116, "0000000"), (124, Convert.ToString(size, 8).PadLeft(11, '0')), (136, "00000000000"), (148, "        "), (156, "0"), (257, "ustar"), (263, "00") })
        {
            Encoding.ASCII.GetBytes(text, header.AsSpan(at));
        }

        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ", header.AsSpan(148));
        return header;
    }

    private static void Mode(string folder, string octal) => File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32(octal, 8));

    private static async Task FillAsync(string path)
    {
        try
        {
            await using var ballast = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                await ballast.WriteAsync(new byte[4096], TestContext.Current.CancellationToken);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    private Task<long> CountAsync(string where) => Database.ScalarAsync<long>(_platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE " + where);

    private Task<JsonElement> SourceAsync(string name) => _platform.Client.GetAsync("/v1/sources/" + name);

    private async Task<JsonElement> UntilProblemAsync(string name, string part) => (JsonElement)await Wait.ForAsync<object>($"the source {name} to say «{part}»", async () =>
        await SourceAsync(name) is var source && !source.GetProperty("healthy").GetBoolean() && source.GetProperty("problem").GetString()!.Contains(part, StringComparison.Ordinal) ? source : null);

    private Task UntilHealthyAsync(string name) => Wait.UntilAsync($"the source {name} to be well", async () => (await SourceAsync(name)).GetProperty("healthy").GetBoolean());

    /// <summary>Waits until one more scan was made.</summary>
    private async Task ScannedAsync(string name)
    {
        var before = (await SourceAsync(name)).GetProperty("scanned_at").GetString();
        await Wait.UntilAsync("a scan", async () => (await SourceAsync(name)).GetProperty("scanned_at").GetString() != before);
    }
}
