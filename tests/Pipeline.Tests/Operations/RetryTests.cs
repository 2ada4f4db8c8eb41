using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Operations;

/// <summary>What was refused is tried again by filter: counted first, frozen, followed item by item, and the books add up throughout.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class RetryTests(SharedPlatform shared)
{
    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task Files_that_were_refused_unread_and_mended_in_failed_are_read_stored_and_filed_under_done_without_their_notes()
    {
        string[] names = ["mended/a.txt", "mended/b.txt", "mended/c.txt"];
        await DropFolderAsync("mended", (file, _) => File.WriteAllBytesAsync(file, []), 3);
        var batch = await UntilRefusedAsync("empty", names);
        var seen = (await Platform.Client.AllEventsAsync()).Count;
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Platform.Inbox.PathOf("failed", name), Corpus.Text(8100 + Array.IndexOf(names, name)), TestContext.Current.CancellationToken);
        }

        var filter = new { reason = "empty", stage = "fetcher", batch };
        var preview = await PostAsync(new { kind = "retry", filter, preview = true });
        Assert.Equal(3, preview.GetProperty("count").GetInt64());
        Assert.Equal(names, preview.GetProperty("sample").EnumerateArray().Select(item => item.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(seen, (await Platform.Client.AllEventsAsync()).Count);

        var operation = await UntilEndedAsync(await PostAsync(new { kind = "retry", filter, canary = true, note = "written now" }));

        Assert.Equal("done", operation.GetProperty("state").GetString());
        Assert.Equal(3, operation.GetProperty("items").GetProperty("stored").GetInt32());
        var items = (await Platform.Client.GetAsync($"/v1/operations/{Id(operation)}/items")).GetProperty("items").EnumerateArray().ToList();
        Assert.All(items, item => Assert.Equal(("empty", "stored"), (item.GetProperty("before").GetString(), item.GetProperty("state").GetString())));
        foreach (var name in names)
        {
            Assert.True(File.Exists(Platform.Inbox.PathOf("done", name)), name);
            Assert.False(File.Exists(Platform.Inbox.PathOf("failed", name)), name);
            Assert.False(File.Exists(Platform.Inbox.PathOf("failed", name + ".reason.txt")), name);
        }

        // The log keeps the rejection and has the new outcome behind it, as a second try of the same arrival.
        var later = (await Platform.Client.AllEventsAsync()).Skip(seen).Select(happened => happened.GetProperty("data")).Where(data => names.Contains(data.GetProperty("name").GetString())).ToList();
        Assert.Equal([2, 2, 2], later.Select(data => data.GetProperty("attempt").GetInt32()));
        var arrival = await Platform.Client.GetAsync("/v1/arrivals/" + items[0].GetProperty("arrival_id").GetString());
        Assert.Equal((2, "stored"), (arrival.GetProperty("attempt").GetInt32(), arrival.GetProperty("state").GetString()));
        Assert.True(arrival.GetProperty("reason").ValueKind == JsonValueKind.Null);
        await Wait.UntilAsync("a receipt that says so", () => Task.FromResult(Directory.GetFiles(Platform.Inbox.Root, "mended.receipt*.csv").Any(file => !File.ReadAllText(file).Contains("rejected", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task What_is_refused_again_gets_its_reason_again_and_a_second_event_and_stays_in_failed_with_one_note()
    {
        await Platform.Inbox.DropAsync("hollow.txt", " \n \n \n");
        await Platform.Client.EventOfAsync("hollow.txt");
        var arrival = await RefusedAsync("hollow.txt");

        var operation = await UntilEndedAsync(await PostAsync(new { kind = "retry", filter = new { arrival = Id(arrival) } }));

        Assert.Equal(1, operation.GetProperty("items").GetProperty("rejected").GetInt32());
        var again = await RefusedAsync("hollow.txt");
        Assert.Equal(2, again.GetProperty("attempt").GetInt32());
        Assert.Equal(Code(arrival), Code(again));
        Assert.Equal(2, (await Platform.Client.AllEventsAsync()).Count(happened => happened.GetProperty("data").GetProperty("name").GetString() == "hollow.txt"));
        Assert.Equal(["failed/hollow.txt", "failed/hollow.txt.reason.txt"], Platform.Inbox.Listing().Where(path => path.Contains("hollow", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_was_mended_where_it_lies_in_failed_is_read_anew()
    {
        await Platform.Inbox.DropAsync("mended-text.txt", " \n \n");
        await Platform.Client.EventOfAsync("mended-text.txt");
        var arrival = await RefusedAsync("mended-text.txt");
        await File.WriteAllTextAsync(Platform.Inbox.PathOf("failed", "mended-text.txt"), Corpus.Text(8201), TestContext.Current.CancellationToken);

        var operation = await UntilEndedAsync(await PostAsync(new { kind = "retry", filter = new { arrival = Id(arrival) } }));

        Assert.Equal(1, operation.GetProperty("items").GetProperty("stored").GetInt32());
        var now = await Platform.Client.GetAsync("/v1/arrivals/" + Id(arrival));
        Assert.Equal(Corpus.Hash(Corpus.Text(8201)), now.GetProperty("content_hash").GetString());
    }

    [Fact]
    public async Task Where_the_file_is_gone_the_kept_bytes_are_parsed_again_and_what_was_never_read_is_skipped_with_a_sentence()
    {
        await DropFolderAsync("gone", (file, number) => number == 0 ? File.WriteAllBytesAsync(file, []) : File.WriteAllTextAsync(file, " \n" + new string('\n', number)), 2);
        var batch = await UntilRefusedAsync(reason: null, ["gone/a.txt", "gone/b.txt"]);
        Directory.Delete(Platform.Inbox.PathOf("failed", "gone"), recursive: true);

        var operation = await UntilEndedAsync(await PostAsync(new { kind = "retry", filter = new { batch } }));

        Assert.Equal((1, 1), (operation.GetProperty("items").GetProperty("skipped").GetInt32(), operation.GetProperty("items").GetProperty("rejected").GetInt32()));
        var skipped = (await Platform.Client.GetAsync($"/v1/operations/{Id(operation)}/items?state=skipped")).GetProperty("items").EnumerateArray().Single();
        Assert.Contains("drop or upload it again", skipped.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_one_that_is_tried_first_does_not_succeed_the_others_are_left_as_they_are()
    {
        await DropFolderAsync("canary", (file, number) => File.WriteAllTextAsync(file, " \n" + new string('\n', number)), 5);
        var batch = await UntilRefusedAsync(reason: null, ["canary/a.txt", "canary/b.txt", "canary/c.txt", "canary/d.txt", "canary/e.txt"]);

        var operation = await UntilEndedAsync(await PostAsync(new { kind = "retry", filter = new { batch }, canary = true }));

        Assert.Equal("stopped", operation.GetProperty("state").GetString());
        Assert.EndsWith(".", operation.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, 4), (operation.GetProperty("items").GetProperty("rejected").GetInt32(), operation.GetProperty("items").GetProperty("skipped").GetInt32()));
        Assert.Equal(1, (await Platform.Client.GetAsync("/v1/failures/arrivals?batch=" + batch)).GetProperty("arrivals").EnumerateArray().Count(item => item.GetProperty("attempt").GetInt32() == 2));
    }

    [Fact]
    public async Task Dismissed_failures_are_out_of_the_list_counted_apart_in_their_group_and_come_back_when_they_fail_anew()
    {
        await DropFolderAsync("dismissed", (file, number) => File.WriteAllTextAsync(file, " \n" + new string('\n', number)), 2);
        var batch = await UntilRefusedAsync(reason: null, ["dismissed/a.txt", "dismissed/b.txt"]);

        var operation = await UntilEndedAsync(await PostAsync(new { kind = "dismiss", filter = new { batch }, note = "the scanner is being repaired" }));

        Assert.Equal(2, operation.GetProperty("items").GetProperty("dismissed").GetInt32());
        Assert.Equal("the scanner is being repaired", operation.GetProperty("note").GetString());
        Assert.Equal(0, (await Platform.Client.GetAsync("/v1/failures/arrivals?batch=" + batch)).GetProperty("count").GetInt64());
        Assert.Equal(2, (await Platform.Client.GetAsync("/v1/failures/arrivals?dismissed=true&batch=" + batch)).GetProperty("count").GetInt64());
        var groups = (await Platform.Client.GetAsync("/v1/failures")).GetProperty("groups").EnumerateArray().ToList();
        Assert.True(groups.Sum(group => group.GetProperty("dismissed").GetInt64()) >= 2);

        await UntilEndedAsync(await PostAsync(new { kind = "retry", filter = new { batch, dismissed = true } }));
        Assert.Equal(2, (await Platform.Client.GetAsync("/v1/failures/arrivals?batch=" + batch)).GetProperty("count").GetInt64());
    }

    [Theory]
    [InlineData("""{"kind":"retry","filter":{"state":"stored"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"retry","filter":{"batch":"x"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"retry","filter":{"observed_from":"yesterday"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"delete"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"dismiss","canary":true}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind":"retry","filter":{"reason":"no_such_reason"}}""", HttpStatusCode.Conflict)]
    public async Task What_cannot_be_asked_is_refused_with_a_sentence(string body, HttpStatusCode status)
    {
        using var answer = await Platform.Client.Http.PostAsync("/v1/operations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.EndsWith(".", (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string Id(JsonElement element) => element.GetProperty("id").GetString()!;

    private static string Code(JsonElement arrival) => arrival.GetProperty("reason").GetProperty("code").GetString()!;

    private async Task DropFolderAsync(string name, Func<string, int, Task> write, int count)
    {
        var folder = Directory.CreateTempSubdirectory("drop-").FullName;
        for (var number = 0; number < count; number++)
        {
            await write(Path.Combine(folder, (char)('a' + number) + ".txt"), number);
        }

        Directory.Move(folder, Platform.Inbox.PathOf(name));
    }

    /// <returns>Their batch.</returns>
    private async Task<string> UntilRefusedAsync(string? reason, IReadOnlyList<string> names)
    {
        var arrivals = new List<JsonElement>();
        foreach (var name in names)
        {
            await Platform.Client.EventOfAsync(name);
            arrivals.Add(await RefusedAsync(name));
        }

        Assert.All(arrivals, arrival => Assert.True(reason is null || Code(arrival) == reason));
        return (await Platform.Client.GetAsync("/v1/arrivals/" + Id(arrivals[0]))).GetProperty("batch_id").GetString()!;
    }

    private async Task<JsonElement> RefusedAsync(string name) => (JsonElement)await Wait.ForAsync<object>($"{name} among the failures", async () =>
        (await Platform.Client.GetAsync("/v1/failures/arrivals?dismissed=true&limit=500")).GetProperty("arrivals").EnumerateArray().Where(item => item.GetProperty("name").GetString() == name)
            .Select(item => (object)item.Clone()).FirstOrDefault());

    private async Task<JsonElement> PostAsync(object body)
    {
        using var answer = await Platform.Client.Http.PostAsJsonAsync("/v1/operations", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json;
    }

    private async Task<JsonElement> UntilEndedAsync(JsonElement operation) => (JsonElement)await Wait.ForAsync<object>("the operation to end", async () =>
        await Platform.Client.GetAsync("/v1/operations/" + Id(operation)) is var now && now.GetProperty("ended_at").ValueKind != JsonValueKind.Null ? now : null);
}
