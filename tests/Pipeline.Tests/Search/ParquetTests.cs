using System.Text.Json;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Platform.Pipeline.Tests.CommandLine;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Search;

/// <summary>The export as Parquet holds what the export as JSON Lines holds.</summary>
public sealed class ParquetTests(Library library) : IClassFixture<Library>
{
    [Theory]
    [InlineData("")]
    [InlineData("&q=harbour")]
    [InlineData("&language=be&language=kk")]
    [InlineData("&source=nobody")]
    public async Task What_was_found_is_exported_as_Parquet_with_the_fields_of_the_records(string query)
    {
        var lines = (await library.Platform.Client.Http.GetStringAsync("/v1/documents/export?format=jsonl" + query, TestContext.Current.CancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        using var answer = await library.Platform.Client.Http.GetAsync("/v1/documents/export?format=parquet" + query, TestContext.Current.CancellationToken);
        Assert.Equal("application/vnd.apache.parquet", answer.Content.Headers.ContentType!.MediaType);

        await HoldsAsync(lines, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_command_line_writes_it_into_a_file()
    {
        using var command = new PlatformCommand(library.Platform);
        var file = Path.Combine(command.Folder, "found.parquet");
        var lines = await command.RunAsync("search", "harbour", "--export", "jsonl");
        var written = await command.RunAsync("search", "harbour", "--export", "parquet", "--output", file);
        var nowhere = await command.RunAsync("search", "harbour", "--export", "csv", "--output", Path.Combine(command.Folder, "no", "such.csv"));

        Assert.Equal((0, 0, 73), (lines.Code, written.Code, nowhere.Code));
        await HoldsAsync(lines.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList(), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    private static async Task HoldsAsync(List<JsonElement> lines, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        var rows = Enumerable.Range(0, lines.Count).Select(_ => new Dictionary<string, object?>(StringComparer.Ordinal)).ToList();
        var begin = 0;
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            using var group = reader.OpenRowGroupReader(number);
            foreach (var field in reader.Schema.DataFields)
            {
                var name = field.Path.ToString().Split('/')[0];
                switch (name)
                {
                    case "size": await NumbersAsync<long>(group, field, name, rows, begin); break;
                    case "revision" or "word_count": await NumbersAsync<int>(group, field, name, rows, begin); break;
                    case "partial": await NumbersAsync<bool>(group, field, name, rows, begin); break;
                    case "stored_at": await NumbersAsync<DateTime>(group, field, name, rows, begin); break;
                    default: await TextsAsync(group, field, name, rows, begin); break;
                }
            }

            begin += (int)group.RowCount;
        }

        Assert.Equal(lines.Count, begin);
        foreach (var (line, row) in lines.Zip(rows))
        {
            foreach (var name in new[] { "id", "arrival_id", "location", "source", "name", "content_hash", "media_type", "charset", "title", "subtitle", "published_at", "modified_at", "language", "publisher", "canonical_url", "description", "text", "parser_version" })
            {
                Assert.Equal(line.GetProperty(name).GetString(), row[name]);
            }

            foreach (var name in new[] { "source_tags", "authors", "tags", "warnings" })
            {
                Assert.Equal(line.GetProperty(name).EnumerateArray().Select(value => value.GetString()), (List<string>)row[name]!);
            }

            Assert.Equal(line.GetProperty("links").EnumerateArray().Select(link => link.Text("url")), (List<string>)row["links"]!);
            Assert.Equal(line.GetProperty("mentions").EnumerateArray().Where(mention => mention.Text("kind") == "country").Select(mention => mention.Text("code")).Distinct(StringComparer.Ordinal), (List<string>)row["countries"]!);
            Assert.Equal((line.GetProperty("size").GetInt64(), line.GetProperty("word_count").GetInt32(), line.GetProperty("revision").GetInt32(), line.GetProperty("partial").GetBoolean()), ((long)row["size"]!, (int)row["word_count"]!, (int)row["revision"]!, (bool)row["partial"]!));
            Assert.Equal(line.GetProperty("stored_at").GetDateTimeOffset().UtcTicks, ((DateTime)row["stored_at"]!).Ticks);
        }
    }

    private static async Task NumbersAsync<T>(ParquetRowGroupReader group, DataField field, string name, List<Dictionary<string, object?>> rows, int begin)
        where T : struct
    {
        var values = new T[group.RowCount];
        await group.ReadAsync<T>(field, values.AsMemory(), null, TestContext.Current.CancellationToken);
        for (var at = 0; at < values.Length; at++)
        {
            rows[begin + at][name] = values[at];
        }
    }

    private static async Task TextsAsync(ParquetRowGroupReader group, DataField field, string name, List<Dictionary<string, object?>> rows, int begin)
    {
        using var raw = (RawColumnData<ReadOnlyMemory<char>>)await group.ReadRawColumnDataBaseAsync(field, TestContext.Current.CancellationToken);
        var (value, row) = (0, begin - 1);
        var isList = field.MaxRepetitionLevel > 0;
        var count = isList || field.MaxDefinitionLevel > 0 ? raw.DefinitionLevels.Length : raw.Values.Length;
        for (var at = 0; at < count; at++)
        {
            var text = field.MaxDefinitionLevel == 0 || raw.DefinitionLevels[at] == field.MaxDefinitionLevel ? raw.Values[value++].ToString() : null;
            row += !isList || raw.RepetitionLevels[at] == 0 ? 1 : 0;
            if (!isList)
            {
                rows[row][name] = text;
                continue;
            }

            if (!rows[row].ContainsKey(name))
            {
                rows[row][name] = new List<string>();
            }

            if (text is not null)
            {
                ((List<string>)rows[row][name]!).Add(text);
            }
        }
    }
}
