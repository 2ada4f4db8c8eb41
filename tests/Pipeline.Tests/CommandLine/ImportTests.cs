using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.CommandLine;

/// <summary><c>platform import</c> and <c>platform tail</c>, also when they are killed.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class ImportTests(SharedPlatform shared) : IDisposable
{
    private readonly PlatformCommand _command = new(shared.Platform);

    private string Docs => Path.Combine(_command.Folder, "docs");

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_folder_is_imported_with_a_receipt_for_each_file()
    {
        for (var number = 0; number < 12; number++)
        {
            _command.Write($"docs/{(number % 2 == 0 ? "" : "unter ordner/ж/")}note {number}.txt", Corpus.Text(8220 + number));
        }

        _command.Write("docs/=1+\"quoted\",comma.txt", Corpus.Text(8220));
        _command.Write("docs/empty.txt", "");
        _command.Write("docs/large.txt", new string('x', 2_100_000)); // the shared platform takes 2,000,000
        _command.Write("docs/.hidden", "left out");
        var receipt = Path.Combine(_command.Folder, "receipt.jsonl");

        var ended = await _command.RunAsync("import", Docs, "--files", "5", "--receipt", receipt, "--json");

        Assert.Equal(1, ended.Code); // something was refused
        var summary = Json(ended.Output);
        Assert.Equal((15, 1, 14, 1), (summary.GetProperty("files").GetInt32(), summary.GetProperty("left_out").GetInt32(), summary.GetProperty("entered").GetInt32(), summary.GetProperty("not_sent").GetInt32()));
        Assert.Equal(13, summary.GetProperty("stored").GetInt32() + summary.GetProperty("duplicate").GetInt32());
        var lines = (await File.ReadAllLinesAsync(receipt, TestContext.Current.CancellationToken)).Select(Json).ToDictionary(line => line.GetProperty("path").GetString()!, StringComparer.Ordinal);
        Assert.Equal(15, lines.Count);
        Assert.Equal("rejected", lines["empty.txt"].GetProperty("outcome").GetString());
        Assert.Equal("not_sent", lines["large.txt"].GetProperty("outcome").GetString());
        Assert.Contains("=1+\"quoted\",comma.txt", lines.Keys);
        Assert.Equal(Corpus.Hash(Corpus.Text(8223)), lines["unter ordner/ж/note 3.txt"].GetProperty("hash").GetString());
        Assert.Null(_command.Journal); // complete
    }

    [Fact]
    public async Task An_import_that_is_killed_goes_on_and_enters_nothing_twice()
    {
        for (var number = 0; number < 60; number++)
        {
            _command.Write($"docs/{number:000}.txt", Corpus.Text(8300 + number));
        }

        var before = (await shared.Platform.Client.BooksAsync()).Observed;
        using (var killed = _command.Start("import", Docs, "--files", "3", "--parallel", "1", "--no-wait"))
        {
            await Wait.UntilAsync("the first request to be entered", () => Task.FromResult(killed.HasExited || (_command.Journal is { } journal && new FileInfo(journal).Length > 0)));
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var ended = await _command.RunAsync("import", Docs, "--files", "3", "--json");

        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal(60, Json(ended.Output).GetProperty("stored").GetInt32());
        Assert.Equal(before + 60, (await shared.Platform.Client.BooksAsync()).Observed);
    }

    [Fact]
    public async Task The_tail_goes_on_behind_the_last_event_that_it_printed()
    {
        for (var number = 0; number < 6; number++)
        {
            _command.Write($"docs/{number}.txt", Corpus.Text(8400 + number));
        }

        Assert.Equal(0, (await _command.RunAsync("import", Docs)).Code);
        var all = (await shared.Platform.Client.AllEventsAsync()).Select(happened => happened.GetProperty("id").GetString()).ToList();
        var cursor = Path.Combine(_command.Folder, "cursor");

        var first = await _command.RunAsync("tail", "--from", "earliest", "--limit", "2", "--resume", cursor, "--json");
        var second = await _command.RunAsync("tail", "--from", "earliest", "--limit", "3", "--resume", cursor, "--json");

        Assert.Equal(all.Take(5), (first.Output + second.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Json(line).GetProperty("id").GetString()));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
