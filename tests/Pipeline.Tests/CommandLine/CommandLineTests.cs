using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.CommandLine;

/// <summary>What the command <c>platform</c> prints, and how it ends.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class CommandLineTests(SharedPlatform shared) : IDisposable
{
    private readonly PlatformCommand _command = new(shared.Platform);

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task The_status_is_a_table_for_people_and_the_APIs_answer_for_programs()
    {
        var table = await _command.RunAsync("status");
        var json = await _command.RunAsync("status", "--json");

        Assert.Equal(0, table.Code);
        Assert.Contains("observed", table.Output, StringComparison.Ordinal);
        Assert.Contains("parser", table.Output, StringComparison.Ordinal);
        Assert.Equal(0, json.Code);
        Assert.True(Json(json.Output).GetProperty("books").GetProperty("observed").GetInt64() >= 0);
    }

    [Fact]
    public async Task A_parsed_file_needs_no_server()
    {
        _command.Write("note.txt", Corpus.Text(1));

        var parsed = await _command.RunAsync("parse", "--jsonl", Path.Combine(_command.Folder, "note.txt"), "--url", "https://example.org/note");

        Assert.True(parsed.Code == 0, parsed.Error);
        Assert.Equal("Bulletin 1", Json(parsed.Output).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_document_can_be_found_and_its_batch_and_receipt_read()
    {
        _command.Write("docs/found.txt", Corpus.Text(8151));
        var imported = await _command.RunAsync("import", Path.Combine(_command.Folder, "docs"), "--json");
        Assert.True(imported.Code == 0, imported.Error);
        var batch = Json(imported.Output).GetProperty("batches")[0].GetString()!;

        var found = await _command.RunAsync("search", "--limit", "1000", "--json");
        var shown = await _command.RunAsync("batches", "show", batch, "--json");
        var receipt = await _command.RunAsync("batches", "receipt", batch);

        Assert.Contains(found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Json(line).GetProperty("name").GetString() == "found.txt");
        Assert.Equal(1, Json(shown.Output).GetProperty("books").GetProperty("stored").GetInt64());
        Assert.Contains("found.txt,", receipt.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_are_parsed_again_once_they_were_counted()
    {
        _command.Write("again/one.txt", Corpus.Text(8161));
        var imported = await _command.RunAsync("import", Path.Combine(_command.Folder, "again"), "--json");
        Assert.True(imported.Code == 0, imported.Error);
        var batch = Json(imported.Output).GetProperty("batches")[0].GetString()!;

        var counted = await _command.RunAsync("reparse", "--batch", batch);
        var json = await _command.RunAsync("reparse", "--batch", batch, "--format", "txt", "--json");
        var parsed = await _command.RunAsync("reparse", "--batch", batch, "--yes", "--note", "by the command line", "--json");

        Assert.Equal((0, 0, 0), (counted.Code, json.Code, parsed.Code));
        Assert.Contains("1 would be parsed again. Nothing was begun", counted.Output, StringComparison.Ordinal);
        Assert.Equal(1, Json(json.Output).GetProperty("count").GetInt64());
        Assert.Equal(("done", 1, "by the command line"), (Json(parsed.Output).GetProperty("state").GetString(), Json(parsed.Output).GetProperty("items").GetProperty("unchanged").GetInt32(), Json(parsed.Output).GetProperty("note").GetString()));
    }

    [Fact]
    public async Task A_source_is_paused_and_resumed()
    {
        var paused = await _command.RunAsync("sources", "pause", "inbox", "--json");
        var resumed = await _command.RunAsync("sources", "resume", "inbox", "--json");
        var unknown = await _command.RunAsync("sources", "pause", "nowhere");

        Assert.Equal("paused", Json(paused.Output).GetProperty("state").GetString());
        Assert.Equal("running", Json(resumed.Output).GetProperty("state").GetString());
        Assert.Equal(1, unknown.Code);
        Assert.Contains("no such source", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_lives_from_creating_to_deleting()
    {
        var made = await _command.RunAsync("subscriptions", "create", "archive", "https://example.org/hook", "--types", "document.stored.v1", "--from", "latest", "--json");
        Assert.True(made.Code == 0, made.Error);
        var id = Json(made.Output).GetProperty("id").GetString()!;

        var paused = await _command.RunAsync("subscriptions", "pause", id, "--json");
        var replayed = await _command.RunAsync("subscriptions", "replay", id, "--from", "latest", "--json");
        var listed = await _command.RunAsync("subscriptions");
        var deleted = await _command.RunAsync("subscriptions", "delete", id);
        var gone = await _command.RunAsync("subscriptions", "pause", id);

        Assert.StartsWith("whsec_", Json(made.Output).GetProperty("secret").GetString(), StringComparison.Ordinal);
        Assert.Equal("document.stored.v1", Json(made.Output).GetProperty("filter").GetProperty("types")[0].GetString());
        Assert.Equal("paused", Json(paused.Output).GetProperty("state").GetString());
        Assert.Equal(0, replayed.Code);
        Assert.Contains(id, listed.Output, StringComparison.Ordinal);
        Assert.Equal((0, 1), (deleted.Code, gone.Code));
    }

    [Theory]
    [InlineData(64, "platform status --help", "status", "--no-such-option")]
    [InlineData(64, "must be", "import", "/tmp", "--parallel", "99")]
    [InlineData(66, "no folder", "import", "/nowhere/at/all")]
    [InlineData(69, "does not answer", "status", "--url", "http://127.0.0.1:1")]
    [InlineData(64, "no address", "status", "--url", "somewhere")]
    [InlineData(78, "--key-file", "status", "--key-file", "/nowhere/key")]
    [InlineData(77, "does not accept the key", "status", "--key-file", "WRONG")]
    [InlineData(64, "--all", "retry")]
    [InlineData(64, "--all", "reparse")]
    [InlineData(64, "IANA", "reparse", "--id", "0197a000-0000-7000-8000-000000000000", "--charset", "klingon")]
    public async Task What_cannot_be_done_is_one_sentence_and_an_exit_code(int code, string says, params string[] arguments)
    {
        var wrong = Path.Combine(_command.Folder, "wrong");
        await File.WriteAllTextAsync(wrong, "pk_of_nobody", TestContext.Current.CancellationToken);

        var ended = await _command.RunAsync([.. arguments.Select(argument => argument == "WRONG" ? wrong : argument)]);

        Assert.Equal(code, ended.Code);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
        Assert.Empty(ended.Output);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("import")]
    [InlineData("tail")]
    [InlineData("search")]
    [InlineData("failures")]
    [InlineData("retry")]
    [InlineData("reparse")]
    [InlineData("sources")]
    [InlineData("batches")]
    [InlineData("subscriptions")]
    [InlineData("parse")]
    public async Task Each_commands_help_ends_with_examples(string command)
    {
        var help = await _command.RunAsync(command, "--help");

        Assert.Equal(0, help.Code);
        Assert.Contains($"platform {command}", help.Output[help.Output.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
