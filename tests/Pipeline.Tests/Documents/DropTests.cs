using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

[Collection(OnSharedPlatform.Name)]
public sealed class DropTests(SharedPlatform shared)
{
    private const string Statement = """
        Дата публикации

        Harbour statement. Third reading

        The harbour authority met the carriers on the northern quay and agreed on a common timetable for the winter season, which begins in the first week of December and ends when the ice has gone.

        Both sides, the minutes say, "expect no delay" in the loading of grain, and will meet again before the end of the month to look at the figures together.
        """;

    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task A_dropped_statement_becomes_a_record_with_its_left_over_label_recorded_as_empty()
    {
        await Platform.Inbox.DropAsync("statement.txt", Statement);

        var record = await Platform.Client.RecordOfAsync("statement.txt");

        Assert.Equal("Harbour statement. Third reading", record.GetProperty("title").GetString());
        Assert.Equal("en", record.GetProperty("language").GetString());
        Assert.Equal(JsonValueKind.Null, record.GetProperty("published_at").ValueKind);
        var evidence = record.GetProperty("evidence").EnumerateArray().Single(item => item.GetProperty("field").GetString() == "published_at");
        Assert.Equal("label_without_value", evidence.GetProperty("rule").GetString());
        Assert.Equal("line 1", evidence.GetProperty("where").GetString());
        Assert.Contains("Дата публикации", evidence.GetProperty("quote").GetString(), StringComparison.Ordinal);
        Assert.Contains(record.GetProperty("removed").EnumerateArray(), removed => removed.GetProperty("text").GetString() == "Дата публикации");
        Assert.DoesNotContain("Дата", record.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            Statement.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Skip(1),
            record.GetProperty("text").GetString()!.Split('\n'));
    }

    [Fact]
    public async Task A_stored_file_moves_to_done_and_its_original_bytes_can_be_had()
    {
        var bytes = Encoding.UTF8.GetBytes(Statement.Replace("Third", "Fourth", StringComparison.Ordinal));
        await Platform.Inbox.DropAsync("original.txt", bytes);
        var record = await Platform.Client.RecordOfAsync("original.txt");
        await Platform.Inbox.UntilInAsync("done", "original.txt");

        using var raw = await Platform.Client.Http.GetAsync($"/v1/documents/{record.GetProperty("id").GetString()}/raw", TestContext.Current.CancellationToken);

        Assert.Equal(bytes, await raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), record.GetProperty("content_hash").GetString());
        Assert.Equal("nosniff", raw.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Platform.Inbox.PathOf("done", "original.txt"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Platform.Inbox.PathOf("original.txt")));
    }

    [Fact]
    public async Task The_same_bytes_again_are_a_duplicate_linked_to_the_first_record()
    {
        var text = Statement.Replace("Third", "Fifth", StringComparison.Ordinal);
        await Platform.Inbox.DropAsync("first.txt", text);
        var first = await Platform.Client.RecordOfAsync("first.txt");

        await Platform.Inbox.DropAsync("again.txt", text);
        var again = await Platform.Client.EventOfAsync("again.txt");

        Assert.Equal("document.duplicate.v1", again.GetProperty("type").GetString());
        Assert.Equal(first.GetProperty("id").GetString(), again.GetProperty("data").GetProperty("document_id").GetString());
        await Platform.Inbox.UntilInAsync("duplicate", "again.txt");
    }

    [Fact]
    public async Task A_page_in_windows_1251_is_read_with_its_charset_told()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        const string Page = """
            <html><head><meta charset="windows-1251"><title>Заявление порта</title></head><body><h1>Заявление порта</h1>
            <p>Администрация порта сообщила, что северный причал откроется в первую неделю декабря и будет работать до конца зимы.</p>
            <p>Перевозчики получат общее расписание, а погрузка зерна пройдёт без задержек, говорится в сообщении.</p></body></html>
            """;
        await Platform.Inbox.DropAsync("port.html", Encoding.GetEncoding(1251).GetBytes(Page));

        var record = await Platform.Client.RecordOfAsync("port.html");

        Assert.Equal("windows-1251", record.GetProperty("charset").GetString());
        Assert.Equal("ru", record.GetProperty("language").GetString());
        Assert.Equal("text/html", record.GetProperty("media_type").GetString());
        Assert.Equal("Заявление порта", record.GetProperty("title").GetString());
        Assert.Contains("северный причал", record.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_below_the_inbox_is_kept_and_equal_names_are_kept_apart()
    {
        await Platform.Inbox.DropAsync("week 1/minutes.txt", Statement.Replace("Third", "Sixth", StringComparison.Ordinal));
        await Platform.Inbox.UntilInAsync("done", "week 1/minutes.txt");
        await Platform.Inbox.DropAsync("week 1/minutes.txt", Statement.Replace("Third", "Seventh", StringComparison.Ordinal));

        await Platform.Inbox.UntilInAsync("done", "week 1/minutes (2).txt");

        Assert.True(File.Exists(Platform.Inbox.PathOf("done", "week 1", "minutes.txt")));
    }

    [Fact]
    public async Task A_folder_moved_in_with_old_files_is_taken_whole()
    {
        var folder = Directory.CreateTempSubdirectory("moved-");
        for (var number = 0; number < 20; number++)
        {
            var path = Path.Combine(folder.FullName, $"old-{number}.txt");
            await File.WriteAllTextAsync(path, Statement.Replace("Third", $"Old {number}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(path, new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Directory.Move(folder.FullName, Platform.Inbox.PathOf("moved in"));

        for (var number = 0; number < 20; number++)
        {
            await Platform.Inbox.UntilInAsync("done", $"moved in/old-{number}.txt");
        }
    }

    [Fact]
    public async Task The_list_of_documents_is_newest_first_and_pages_without_gaps()
    {
        for (var number = 0; number < 5; number++)
        {
            await Platform.Inbox.DropAsync($"listed-{number}.txt", Statement.Replace("Third", $"Listed {number}", StringComparison.Ordinal));
            await Platform.Client.RecordOfAsync($"listed-{number}.txt");
        }

        var paged = new List<(string Id, string Name)>();
        string? before = null;
        do
        {
            var page = await Platform.Client.GetAsync("/v1/documents?limit=2" + (before is null ? "" : "&before=" + Uri.EscapeDataString(before)));
            paged.AddRange(page.GetProperty("documents").EnumerateArray().Select(document => (document.GetProperty("id").GetString()!, document.GetProperty("name").GetString()!)));
            before = page.GetProperty("next").GetString();
        }
        while (before is not null);

        Assert.Equal(["listed-4.txt", "listed-3.txt", "listed-2.txt", "listed-1.txt", "listed-0.txt"], paged.Select(document => document.Name).Where(name => name.StartsWith("listed-", StringComparison.Ordinal)));
        Assert.Equal(paged.Count, paged.Distinct().Count());
    }

    [Theory]
    [InlineData("/v1/documents/00000000-0000-0000-0000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("/v1/documents?before=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("/v1/documents?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/v1/events?after=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("/v1/nothing-here", HttpStatusCode.NotFound)]
    public async Task A_bad_request_is_answered_with_problem_details_in_a_sentence(string path, HttpStatusCode status)
    {
        using var answer = await Platform.Client.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.EndsWith(".", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_statement_reads_as_its_readers_expect()
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "seeds", "regional-security-growth-points.txt");
        Assert.SkipUnless(File.Exists(path), "The real statement is not part of the repository and is not here.");
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await Platform.Inbox.DropAsync("regional-security-growth-points.txt", bytes);

        var record = await Platform.Client.RecordOfAsync("regional-security-growth-points.txt");

        Assert.Equal("Regional security. Growth points", record.GetProperty("title").GetString());
        Assert.Equal("en", record.GetProperty("language").GetString());
        Assert.Equal(JsonValueKind.Null, record.GetProperty("published_at").ValueKind);
        Assert.Equal(
            Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Skip(1),
            record.GetProperty("text").GetString()!.Split('\n'));
    }
}
