using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.CommandLine;

/// <summary><c>failures</c> and <c>retry</c>, against a running platform.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class RefusalCommandTests(SharedPlatform shared) : IDisposable
{
    private readonly PlatformCommand _command = new(shared.Platform);

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task What_was_refused_is_shown_in_groups_and_one_by_one_with_an_exit_code_that_says_so()
    {
        var arrival = await RefusedAsync("cli groups.txt", 311);

        var groups = await _command.RunAsync("failures", "--json");
        var table = await _command.RunAsync("failures");
        var one = await _command.RunAsync("failures", "--arrival", arrival, "--json");
        var none = await _command.RunAsync("failures", "--reason", "no_such_reason");

        Assert.Equal((1, 1, 1, 0), (groups.Code, table.Code, one.Code, none.Code));
        var reason = Json(one.Output).GetProperty("reason").Text("code");
        Assert.Contains(Json(groups.Output).GetProperty("groups").EnumerateArray(), group => group.Text("reason") == reason);
        Assert.Contains(reason, table.Output, StringComparison.Ordinal);
        Assert.Equal("cli groups.txt", Json(one.Output).Text("name"));
    }

    [Fact]
    public async Task A_retry_only_counts_until_it_is_told_to_begin_and_then_waits_for_the_result()
    {
        var arrival = await RefusedAsync("cli retry.txt", 313);

        var preview = await _command.RunAsync("retry", "--arrival", arrival, "--json");
        var asked = await _command.RunAsync("retry");
        var begun = await _command.RunAsync("retry", "--arrival", arrival, "--yes", "--note", "still blank", "--json");

        Assert.Equal((0, 64, 1), (preview.Code, asked.Code, begun.Code)); // blank as before, it is refused again
        Assert.Equal(1, Json(preview.Output).GetProperty("count").GetInt32());
        Assert.Contains("--all", asked.Error, StringComparison.Ordinal);
        var operation = Json(begun.Output);
        Assert.True(operation.GetProperty("canary").GetBoolean());
        Assert.Equal("still blank", operation.Text("note"));
        Assert.Equal(2, (await shared.Platform.Client.GetAsync($"/v1/arrivals/{arrival}")).GetProperty("attempt").GetInt32());
    }

    private async Task<string> RefusedAsync(string name, int lines)
    {
        await shared.Platform.Inbox.DropAsync(name, new string('\n', lines));
        var id = (await shared.Platform.Client.EventOfAsync(name)).GetProperty("data").Text("arrival_id");
        await Wait.UntilAsync("the ledger to close it", async () => (await shared.Platform.Client.GetAsync($"/v1/arrivals/{id}")).Text("state") == "rejected");
        return id;
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
