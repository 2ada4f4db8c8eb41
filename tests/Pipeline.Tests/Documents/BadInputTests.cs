using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

/// <summary>Each bad thing ends in the books with a reason a person can act on, in the event and in the folder alike, and the neighbours go on.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class BadInputTests(SharedPlatform shared) : IAsyncLifetime
{
    private RunningPlatform Platform => shared.Platform;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>After every bad input a good one still goes through, and no service has gone.</summary>
    public async ValueTask DisposeAsync()
    {
        var name = $"neighbour-{Guid.NewGuid():N}.txt";
        await Platform.Inbox.DropAsync(name, $"A good neighbour\n\nThis document, number {Guid.NewGuid()}, is as plain as a document can be, and it is stored like every other.");
        Assert.Equal("document.stored.v1", (await Platform.Client.EventOfAsync(name)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_empty_file_is_rejected_once_it_has_stayed_empty()
    {
        await Platform.Inbox.DropAsync("empty.txt", Array.Empty<byte>());

        await RejectedAsync("empty.txt", "empty");
    }

    [Fact]
    public async Task An_empty_file_that_is_filled_in_time_is_stored()
    {
        await Platform.Inbox.DropAsync("late.txt", Array.Empty<byte>());
        await Platform.Inbox.DropAsync("late.txt", "Late but whole\n\nThe writer made the file first and filled it a moment later, as many programs do when they save.");

        Assert.Equal("document.stored.v1", (await Platform.Client.EventOfAsync("late.txt")).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Random_bytes_named_txt_are_rejected_as_no_text()
    {
        await Platform.Inbox.DropAsync("noise.txt", RandomNumberGenerator.GetBytes(5000));

        await RejectedAsync("noise.txt", "not_text");
    }

    [Fact]
    public async Task A_file_over_the_limit_is_rejected_without_being_read()
    {
        await using (var file = File.Create(Platform.Inbox.PathOf("huge.txt")))
        {
            file.SetLength(200_000_000);
        }

        var data = await RejectedAsync("huge.txt", "too_large");

        Assert.False(data.TryGetProperty("content_hash", out _));
    }

    [Fact]
    public async Task A_symbolic_link_is_not_followed()
    {
        File.CreateSymbolicLink(Platform.Inbox.PathOf("passwords.txt"), "/etc/passwd");

        await RejectedAsync("passwords.txt", "symbolic_link");
    }

    [Fact]
    public async Task A_pipe_is_rejected_without_being_opened()
    {
        await Shell.RunAsync("mkfifo", [Platform.Inbox.PathOf("pipe.txt")]);

        await RejectedAsync("pipe.txt", "special_file");
    }

    [Fact]
    public async Task An_empty_folder_named_like_a_document_is_rejected_as_a_folder()
    {
        Directory.CreateDirectory(Platform.Inbox.PathOf("report.html"));

        await RejectedAsync("report.html", "folder");
    }

    [Fact]
    public async Task A_folder_named_like_a_document_gives_the_documents_in_it()
    {
        await Platform.Inbox.DropAsync("archive.txt/inside.txt", "Inside a folder\n\nThe folder is named like a document, and the document in it is taken as any other would be.");

        Assert.Equal("document.stored.v1", (await Platform.Client.EventOfAsync("archive.txt/inside.txt")).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("two\nlines.txt", "two%0Alines.txt")]
    [InlineData("quo\"te's `$(id)` & <b>.txt", "quo\"te's `$(id)` & <b>.txt")]
    [InlineData("..%2F..%2Fescape.txt", null)]
    [InlineData(".. .. ;rm -rf.txt", ".. .. ;rm -rf.txt")]
    public async Task An_odd_name_is_only_a_label(string name, string? label)
    {
        await Platform.Inbox.DropAsync(name, $"Odd names\n\nThis document is called {Guid.NewGuid()} by those who wrote it, and something else by the file system it came from.");

        await Platform.Inbox.UntilInAsync("done", name);
        if (label is not null)
        {
            Assert.Equal("document.stored.v1", (await Platform.Client.EventOfAsync(label)).GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task A_name_that_is_no_UTF_8_is_taken_and_its_bytes_are_shown_escaped()
    {
        var staged = Path.Combine(Path.GetTempPath(), $"staged-{Guid.NewGuid():N}.txt");
        await File.WriteAllTextAsync(staged, $"Latin name\n\nThe name of this file was written in a code page of the last century, long before {Guid.NewGuid()}.", TestContext.Current.CancellationToken);
        await Shell.RunAsync("/bin/sh", ["-c", $"mv '{staged}' '{Platform.Inbox.Root}'/\"$(printf 'caf\\351.txt')\""]);

        Assert.Equal("document.stored.v1", (await Platform.Client.EventOfAsync("caf%E9.txt")).GetProperty("type").GetString());
        await Wait.UntilAsync("the file in done/", async () => (await Shell.RunAsync(
            "/bin/sh", ["-c", $"[ -f '{Platform.Inbox.PathOf("done")}'/\"$(printf 'caf\\351.txt')\" ] && echo yes || echo no"])).StartsWith("yes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_writer_that_keeps_the_file_open_is_read_once_and_whole()
    {
        var staged = Platform.Inbox.PathOf("slow.txt");
        await using (var writer = new StreamWriter(File.Open(staged, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite })))
        {
            await writer.WriteLineAsync("A slow writer\n");
            for (var part = 0; part < 5; part++)
            {
                await writer.WriteLineAsync($"Part {part.ToString(CultureInfo.InvariantCulture)} of the text that arrives a little at a time, as over a slow line.\n");
                await writer.FlushAsync(TestContext.Current.CancellationToken);
                await Task.Delay(300, TestContext.Current.CancellationToken); // the writer's own pace, not a wait for anything
            }
        }

        var record = await Platform.Client.RecordOfAsync("slow.txt");

        Assert.Contains("Part 4", record.GetProperty("text").GetString(), StringComparison.Ordinal);
        var events = await Platform.Client.AllEventsAsync();
        Assert.Single(events, happened => happened.GetProperty("data").GetProperty("name").GetString() == "slow.txt");
    }

    [Fact]
    public async Task Junk_of_editors_and_downloads_is_left_alone()
    {
        string[] junk = [".hidden.txt", "~$letter.docx", "film.part", "half.crdownload", "scratch.tmp"];
        foreach (var name in junk)
        {
            await Platform.Inbox.DropAsync(name, "Not meant for anyone\n\nThis is what a program leaves while it works, and nobody asked for it to be read.");
        }

        // The neighbour that comes after them is through: whatever was to be taken has been taken.
        await Platform.Inbox.DropAsync("after-the-junk.txt", $"After the junk\n\nThis one was dropped last, with the number {Guid.NewGuid()}, and it is read.");
        await Platform.Client.EventOfAsync("after-the-junk.txt");

        Assert.All(junk, name => Assert.True(File.Exists(Platform.Inbox.PathOf(name)), name));
    }

    private async Task<JsonElement> RejectedAsync(string name, string code)
    {
        var happened = await Platform.Client.EventOfAsync(name);
        var data = happened.GetProperty("data");

        Assert.Equal("document.rejected.v1", happened.GetProperty("type").GetString());
        Assert.Equal(code, data.GetProperty("reason").GetProperty("code").GetString());
        var sentence = data.GetProperty("reason").GetProperty("message").GetString()!;
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        await Wait.UntilAsync($"failed/{name}", async () => (await Shell.TryAsync("test", ["-e", Platform.Inbox.PathOf("failed", name), "-o", "-L", Platform.Inbox.PathOf("failed", name)])).Code == 0);
        Assert.Contains(sentence, await File.ReadAllTextAsync(Platform.Inbox.PathOf("failed", name + ".reason.txt")), StringComparison.Ordinal);
        Assert.False(Path.Exists(Platform.Inbox.PathOf(name)));
        return data;
    }
}
