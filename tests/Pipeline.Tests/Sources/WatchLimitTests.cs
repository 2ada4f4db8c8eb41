using System.Globalization;
using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>A Fetcher whose kernel gives it no more inotify instances or watches: in a user namespace of its own, whose limits a test can set.</summary>
public sealed class WatchLimitTests(Servers servers)
{
    [Theory]
    [InlineData("max_inotify_instances", 0, "fs.inotify.max_user_instances")]
    [InlineData("max_inotify_watches", 1, "fs.inotify.max_user_watches")]
    public async Task Where_the_kernels_limits_are_used_up_the_scan_tells_alone_and_says_so_until_there_is_more(string limit, int most, string named)
    {
        Assert.SkipUnless((await Shell.TryAsync("unshare", ["--user", "--map-root-user", "test", "-w", "/proc/sys/user/" + limit])).Code == 0, "No user namespace with limits of its own can be made here.");
        await using var platform = await RunningPlatform.StartAsync(
            await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick,
            fetcherThrough: $"unshare --user --map-root-user sh -c 'echo {most} > /proc/sys/user/{limit}; exec \"$0\" \"$@\"'");
        await platform.Inbox.DropAsync("folder/found.txt", Corpus.Text(most));

        await platform.Client.RecordOfAsync("folder/found.txt");
        Assert.Equal("polling", (await UntilAsync(healthy: false)).GetProperty("mode").GetString());
        Assert.Contains(named, (await platform.Client.GetAsync("/v1/sources/inbox")).GetProperty("problem").GetString(), StringComparison.Ordinal);

        await Shell.RunAsync("nsenter", ["--user", "--target", platform.Fetcher.Pid.ToString(CultureInfo.InvariantCulture), "sh", "-c", $"echo 1000 > /proc/sys/user/{limit}"]);
        Directory.CreateDirectory(platform.Inbox.PathOf("folder"));
        Assert.Equal("events", (await UntilAsync(healthy: true)).GetProperty("mode").GetString());
        await platform.Inbox.DropAsync("folder/told.txt", Corpus.Text(most + 10));
        await platform.Client.RecordOfAsync("folder/told.txt");

        async Task<JsonElement> UntilAsync(bool healthy) => (JsonElement)await Wait.ForAsync<object>($"health to be {healthy}", async () =>
            await platform.Client.GetAsync("/v1/sources/inbox") is var source && source.GetProperty("healthy").GetBoolean() == healthy ? source : null);
    }
}
