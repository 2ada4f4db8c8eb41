using Npgsql;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Telemetry;

/// <summary>The charts of the last hour.</summary>
public sealed class HourTests(Servers servers)
{
    [Fact]
    public async Task A_Gateway_that_begins_shows_what_was_settled_in_the_hour_before()
    {
        await using var platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, SharedPlatform.Quick);
        await using (var storage = NpgsqlDataSource.Create(Database.As("storage", platform.Admin)))
        await using (var log = await storage.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await RunningGateway.AppendAsync(log, 40);
            await Database.ExecuteAsync(platform.Admin, "UPDATE library.events SET time = now() - interval '2 hours'");
            await RunningGateway.AppendAsync(log, 7);
            await RunningGateway.AppendAsync(log, 2, "document.rejected.v1");
            await RunningGateway.AppendAsync(log, 3, "document.deleted.v1");
            await Database.ExecuteAsync(platform.Admin, "UPDATE library.events SET time = now() - interval '10 minutes' WHERE time > now() - interval '1 hour'");
        }

        await platform.Gateway.KillAsync();
        platform.Gateway.Start();
        await platform.Gateway.UntilReadyAsync();

        var page = "";
        await Wait.UntilAsync("the hour before", async () => (page = await platform.Client.Http.GetStringAsync("/", TestContext.Current.CancellationToken))
            .Contains("Documents settled a minute, refused ones at the foot, the last hour: highest 9, now 0", StringComparison.Ordinal));
        Assert.Equal((2, 2), (page.Split("class=\"bar-of-chart\"").Length, page.Split("<rect class=\"rejected\"").Length));
        Assert.Contains("Documents that wait for a stage, the last hour: highest 0", page, StringComparison.Ordinal);
    }
}
