using System.Text;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>What is known to go wrong with watched folders; docs/watching.md has the table.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class WatchingTests(SharedPlatform shared)
{
    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task A_folder_of_2000_files_moved_in_at_once_is_in_the_books_whole_and_once()
    {
        var folder = Directory.CreateTempSubdirectory("two-thousand-");
        for (var number = 0; number < 2000; number++)
        {
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, $"{number % 20}")).FullName, $"{number}.txt");
            await File.WriteAllTextAsync(path, Faults.Corpus.Text(20_000 + number), TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(path, new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Directory.Move(folder.FullName, Platform.Inbox.PathOf("two-thousand"));

        await Platform.Inbox.UntilInAsync("", "two-thousand.receipt.csv");
        var lines = await File.ReadAllLinesAsync(Platform.Inbox.PathOf("two-thousand.receipt.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(2001, lines.Length);
        Assert.Equal(2000, lines.Skip(1).Select(line => line.Split(',')[0]).Distinct(StringComparer.Ordinal).Count());
        Assert.All(lines.Skip(1), line => Assert.Contains(",stored,", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_whose_writer_pauses_longer_than_files_take_to_settle_is_read_once_and_whole()
    {
        var text = Faults.Corpus.Text(23_000);
        await using (var writer = File.Create(Platform.Inbox.PathOf("pausing.txt")))
        {
            await writer.WriteAsync(Encoding.UTF8.GetBytes(text[..40]), TestContext.Current.CancellationToken);
            await writer.FlushAsync(TestContext.Current.CancellationToken);

            // More scans than it takes for a file that looks the same to count as complete.
            for (var scan = 0; scan < 4; scan++)
            {
                await ScannedAsync();
            }

            await writer.WriteAsync(Encoding.UTF8.GetBytes(text[40..]), TestContext.Current.CancellationToken);
        }

        var record = await Platform.Client.RecordOfAsync("pausing.txt");
        Assert.Equal(Faults.Corpus.Hash(text), record.GetProperty("content_hash").GetString());
        Assert.Equal(1, await Database.ScalarAsync<long>(Platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE name = 'pausing.txt'"));
    }

    [Fact]
    public async Task What_a_writer_that_keeps_the_file_open_appends_after_the_claim_is_read_once_and_whole()
    {
        await using var writer = new FileStream(Platform.Inbox.PathOf("appended.txt"), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(Faults.Corpus.Text(23_001)), TestContext.Current.CancellationToken);
        await writer.FlushAsync(TestContext.Current.CancellationToken);
        await using (new FileStream(Platform.Inbox.PathOf("appended.txt"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            // Another writer closes the file: an event says that it is complete, although the first holds it open.
        }

        await Wait.UntilAsync("the claim", () => Task.FromResult(!File.Exists(Platform.Inbox.PathOf("appended.txt"))));
        await writer.WriteAsync("\nOne line more.\n"u8.ToArray(), TestContext.Current.CancellationToken);
        writer.Close();

        var whole = Faults.Corpus.Hash(Faults.Corpus.Text(23_001) + "\nOne line more.\n");
        await Wait.UntilAsync("the whole file in the books", async () => await Database.ScalarAsync<long>(
            Platform.Admin, $"SELECT count(*) FROM acquisition.arrivals WHERE name = 'appended.txt' AND content_hash = '{whole}' AND state = 'stored'") == 1);
        Assert.Equal(1, await Database.ScalarAsync<long>(Platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE name = 'appended.txt'"));
    }

    [Fact]
    public async Task Files_in_a_folder_that_nothing_may_be_moved_out_of_are_in_the_books_once_and_are_taken_when_it_may()
    {
        var name = $"closed-{Guid.NewGuid():N}";
        var hidden = Directory.CreateDirectory(Platform.Inbox.PathOf("." + name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(hidden, "one.txt"), Faults.Corpus.Text(23_002), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(hidden, (UnixFileMode)Convert.ToInt32("555", 8));
        Directory.Move(hidden, Platform.Inbox.PathOf(name));
        Task<long> ArrivalsAsync() => Database.ScalarAsync<long>(Platform.Admin, $"SELECT count(*) FROM acquisition.arrivals WHERE name = '{name}/one.txt'");
        await Wait.UntilAsync("the file to be in the books", async () => await ArrivalsAsync() > 0);
        for (var scan = 0; scan < 3; scan++)
        {
            await ScannedAsync();
        }

        Assert.Equal(1, await ArrivalsAsync());

        File.SetUnixFileMode(Platform.Inbox.PathOf(name), (UnixFileMode)Convert.ToInt32("777", 8));
        Assert.Equal("document.stored.v1", (await Platform.Client.EventOfAsync($"{name}/one.txt")).GetProperty("type").GetString());
        Assert.Equal(1, await ArrivalsAsync());
    }

    /// <summary>Waits until one more scan was made.</summary>
    private async Task ScannedAsync()
    {
        var before = await LastScanAsync();
        await Wait.UntilAsync("a scan", async () => await LastScanAsync() != before);
    }

    private async Task<string?> LastScanAsync() => (await Platform.Client.GetAsync("/v1/sources/inbox")).GetProperty("scanned_at").GetString();
}
