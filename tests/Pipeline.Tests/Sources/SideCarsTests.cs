using System.Net.Http.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

/// <summary>What a side-car says is in the record, and the two lie beside each other in the end.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class SideCarsTests(SharedPlatform shared)
{
    private static readonly string[] Ports = ["ports", "winter trade"];

    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task What_it_says_is_in_the_record_as_given_and_it_lies_in_done_beside_its_document()
    {
        await Platform.Inbox.DropAsync("beside.txt.meta.json", """
            { "title": "A title from beside", "authors": ["Berta Beside"], "date": "2019-03-04", "tags": ["ports", "winter trade"], "url": "https://beside.example/a", "language": "eo" }
            """);
        await Platform.Inbox.DropAsync("beside.txt", Faults.Corpus.Text(31_000));

        var record = await Platform.Client.RecordOfAsync("beside.txt");

        Assert.Equal(
            ("A title from beside", "2019-03-04", "https://beside.example/a"),
            (record.GetProperty("title").GetString(), record.GetProperty("published_at").GetString(), record.GetProperty("canonical_url").GetString()));
        Assert.Equal(Ports, record.GetProperty("source_tags").EnumerateArray().Select(tag => tag.GetString()));
        var rules = record.GetProperty("evidence").EnumerateArray().ToLookup(item => item.GetProperty("field").GetString()!, item => item.GetProperty("rule").GetString(), StringComparer.Ordinal);
        Assert.All(["title", "authors", "published_at", "canonical_url"], field => Assert.Equal(["given"], rules[field]));
        await Platform.Inbox.UntilInAsync("done", "beside.txt.meta.json");
        Assert.True(File.Exists(Platform.Inbox.PathOf("done", "beside.txt")));
        Assert.Equal(0, await CountAsync("name LIKE 'beside.txt.%'"));
    }

    [Fact]
    public async Task In_a_folder_that_is_moved_in_each_document_finds_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("pairs-").FullName;
        for (var number = 0; number < 40; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{number}.txt"), Faults.Corpus.Text(31_100 + number), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{number}.txt.meta.yml"), $"title: Beside {number}\ntags: [pairs]\n", TestContext.Current.CancellationToken);
        }

        Directory.Move(folder, Platform.Inbox.PathOf("pairs"));

        await Platform.Inbox.UntilInAsync("", "pairs.receipt.csv");
        Assert.Equal(41, (await File.ReadAllLinesAsync(Platform.Inbox.PathOf("pairs.receipt.csv"), TestContext.Current.CancellationToken)).Length);
        Assert.Equal(40, await CountAsync("name LIKE 'pairs/%' AND state = 'stored' AND tags = '{pairs}' AND given->>'title' = 'Beside ' || substring(name FROM '[0-9]+')"));
        Assert.Equal(80, Platform.Inbox.Listing().Count(path => path.StartsWith("done/pairs/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_that_comes_after_its_document_was_taken_is_an_arrival_that_is_rejected()
    {
        await Platform.Inbox.DropAsync("early.txt", Faults.Corpus.Text(31_200));
        await Platform.Inbox.UntilInAsync("done", "early.txt");

        await Platform.Inbox.DropAsync("early.txt.meta.yaml", "title: Late\n");

        var happened = await Platform.Client.EventOfAsync("early.txt.meta.yaml");
        Assert.Equal("orphan_side_car", happened.GetProperty("data").GetProperty("reason").GetProperty("code").GetString());
        await Platform.Inbox.UntilInAsync("failed", "early.txt.meta.yaml.reason.txt");
    }

    [Fact]
    public async Task One_that_cannot_be_taken_rejects_its_document_which_is_tried_again_when_it_is_mended()
    {
        await Platform.Inbox.DropAsync("broken.txt.meta.yml", "titel: A title from beside\n");
        await Platform.Inbox.DropAsync("broken.txt", Faults.Corpus.Text(31_300));
        var refused = await Platform.Client.EventOfAsync("broken.txt");
        Assert.Equal("bad_side_car", refused.GetProperty("data").GetProperty("reason").GetProperty("code").GetString());
        await Platform.Inbox.UntilInAsync("failed", "broken.txt.meta.yml");
        Assert.Contains("«titel»", await File.ReadAllTextAsync(Platform.Inbox.PathOf("failed", "broken.txt.reason.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Wait.UntilAsync("closed books", async () => await CountAsync("name = 'broken.txt' AND state = 'rejected'") == 1);
        await File.WriteAllTextAsync(Platform.Inbox.PathOf("failed", "broken.txt.meta.yml"), "title: A title from beside\n", TestContext.Current.CancellationToken);

        using var answer = await Platform.Client.Http.PostAsJsonAsync(
            "/v1/operations", new { kind = "retry", filter = new { reason = "bad_side_car" } }, TestContext.Current.CancellationToken);

        Assert.True(answer.IsSuccessStatusCode);
        await Platform.Inbox.UntilInAsync("done", "broken.txt.meta.yml");
        await Platform.Inbox.UntilInAsync("done", "broken.txt");
        Assert.Equal(1, await CountAsync("name = 'broken.txt' AND state = 'stored' AND attempt = 2 AND given->>'title' = 'A title from beside'"));
    }

    private Task<long> CountAsync(string condition) => Database.ScalarAsync<long>(Platform.Admin, "SELECT count(*) FROM acquisition.arrivals WHERE " + condition);
}
