using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Documents;

/// <summary>The text stands once in the library, and the record shows it whole and in blocks.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class BlockTests(SharedPlatform shared)
{
    /// <summary>Puts the texts into the blocks, as older records have them; for texts without blocks of several lines.</summary>
    public const string OlderForm = """
        UPDATE library.records SET blocks = (SELECT jsonb_agg(block - 'length' || jsonb_build_object('text', line) ORDER BY number)
            FROM jsonb_array_elements(blocks) WITH ORDINALITY AS kept (block, number) JOIN regexp_split_to_table(text, E'\n') WITH ORDINALITY AS lines (line, number) USING (number))
        """;

    [Fact]
    public async Task The_text_stands_once_in_the_library_and_is_shown_whole_and_in_blocks_as_it_is_of_an_older_record()
    {
        await shared.Platform.Inbox.DropAsync("blocks.html", $"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Blocks 🧱 of a page</title></head><body><article><h1>Blocks 🧱 of a page</h1>
            <p>{Faults.Corpus.Text(1).Split("\n\n")[2]}</p><ul><li>First item 🦔 of the list</li><li>Second item of the list</li></ul><p>{Faults.Corpus.Text(2).Split("\n\n")[3]}</p></article></body></html>
            """);
        var record = await shared.Platform.Client.RecordOfAsync("blocks.html");
        var id = record.Text("id");

        var blocks = record.GetProperty("blocks").EnumerateArray().ToList();
        Assert.Equal(record.Text("text"), string.Join('\n', blocks.Select(block => block.Text("text"))));
        Assert.Contains(blocks, block => block.Text("kind") == "list_item" && block.Text("text") == "First item 🦔 of the list");
        Assert.Equal("0", await OneAsync($"SELECT count(*) FROM library.records, jsonb_array_elements(blocks) AS block WHERE document_id = '{id}' AND block ? 'text'"));

        await Database.ExecuteAsync(shared.Platform.Admin, $"{OlderForm} WHERE document_id = '{id}'");
        Assert.Equal(blocks.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), await OneAsync($"SELECT count(*) FROM library.records, jsonb_array_elements(blocks) AS block WHERE document_id = '{id}' AND block ? 'text'"));
        Assert.True(JsonElement.DeepEquals(record, await shared.Platform.Client.GetAsync("/v1/documents/" + id)));
    }

    private async Task<string> OneAsync(string sql) => Assert.Single(await Database.ColumnAsync(shared.Platform.Admin, sql));
}
