using System.Net;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

/// <summary>A disk that fills up, in memory: the content store lies on a tmpfs.</summary>
public sealed class DiskTests(Servers servers)
{
    [Fact]
    public async Task Nothing_is_claimed_or_taken_as_an_upload_while_the_disk_is_nearly_full_and_all_goes_on_once_there_is_room()
    {
        var memory = Directory.CreateDirectory(Path.Combine("/dev/shm", "platform-disk-" + Guid.NewGuid()));
        try
        {
            // The bound lies 50 MB below what is free, so that a file of 100 MB crosses it.
            var settings = new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal)
            {
                ["Fetcher:Disk__MinFreeBytes"] = $"{new DriveInfo(memory.FullName).AvailableFreeSpace - 50_000_000}",
            };
            settings["Gateway:Disk__MinFreeBytes"] = settings["Fetcher:Disk__MinFreeBytes"];
            foreach (var service in new[] { "Fetcher", "Parser", "Storage", "Gateway" })
            {
                settings[service + ":Content__Root"] = Path.Combine(memory.FullName, "content");
            }

            await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, settings);
            var ballast = Path.Combine(memory.FullName, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[100_000_000], TestContext.Current.CancellationToken);
            await platform.Inbox.DropAsync("patient.txt", Corpus.Text(8601));

            await Wait.UntilAsync("the source to say why it waits", async () =>
                (await platform.Client.GetAsync("/v1/sources/inbox")).GetProperty("problem").GetString()?.Contains("Disk__MinFreeBytes", StringComparison.Ordinal) ?? false);
            using var http = new HttpClient();
            using var health = await http.GetAsync(new Uri(platform.Fetcher.Address, "/health/ready"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
            Assert.Contains("MB are free", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(0, (await platform.Client.BooksAsync()).Observed);
            Assert.Contains("Disk__MinFreeBytes", await File.ReadAllTextAsync(platform.Fetcher.LogFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);

            using var refused = await UploadAsync(platform, "refused.txt");
            Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
            Assert.Contains("Disk__MinFreeBytes", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(0, (await platform.Client.BooksAsync()).Observed);

            File.Delete(ballast);
            using var taken = await UploadAsync(platform, "taken.txt");
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
            var happened = await platform.Client.EventOfAsync("patient.txt");
            Assert.Equal("document.stored.v1", happened.GetProperty("type").GetString());
            await platform.Fetcher.UntilReadyAsync();
        }
        finally
        {
            memory.Delete(recursive: true);
        }
    }

    private static Task<HttpResponseMessage> UploadAsync(RunningPlatform platform, string name) =>
        platform.Client.Http.PostAsync(new Uri("/v1/documents?name=" + name, UriKind.Relative), new StringContent(Corpus.Text(8602)), TestContext.Current.CancellationToken);
}
