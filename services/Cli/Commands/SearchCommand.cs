using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary><c>search</c>: documents, newest first, or those that meet a question.</summary>
internal static class SearchCommand
{
    private const int PageSize = 100;

    private static readonly string[] Filters = ["language", "source", "tag", "from", "to", "mention", "missing", "media-type"];

    public static Command Create()
    {
        var export = new Option<string?>("--export") { Description = "Write everything found, newest first: jsonl, csv or parquet.", HelpName = "FORMAT" };
        export.AcceptOnlyFromAmong("jsonl", "csv", "parquet");
        var output = new Option<FileInfo?>("--output") { Description = "Where --export writes; standard output where it is not given.", HelpName = "FILE" };
        var words = new Argument<string[]>("WORD") { Description = "What to look for, as in a web search: words, \"a phrase\", -without, this or that. None: the newest documents.", Arity = ArgumentArity.ZeroOrMore };
        var options = Filters.Select(name => new Option<string?>("--" + name) { Description = $"Only documents with this {name.Replace('-', ' ')}.", HelpName = "VALUE" }).ToList();
        var limit = new Option<int>("--limit") { Description = "Most documents to print.", HelpName = "N", DefaultValueFactory = _ => 20 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit must be 1 or more.");
            }
        });
        var command = new DocumentedCommand("search", "Documents that meet a question, best first, or the newest. Exit code 1 where there is none. With --json a document a line.", """
            Examples:
              platform search harbour dredging --language en
              platform search --from 2026-03-01 --source inbox --limit 5
              platform search --missing published_at --export parquet --output undated.parquet
            """)
        {
            words, limit, export, output,
        };
        options.ForEach(command.Add);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var query = new StringBuilder();
            Add(query, "q", string.Join(' ', parsed.GetValue(words)!.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word)));
            for (var index = 0; index < Filters.Length; index++)
            {
                Add(query, Filters[index].Replace('-', '_'), parsed.GetValue(options[index]));
            }

            if (parsed.GetValue(export) is { } format)
            {
                return await ExportAsync(server, $"/v1/documents/export?format={format}{query}", parsed.GetValue(output), cancellation);
            }

            return await PrintAsync(server, query.ToString(), parsed.GetValue(limit), parsed.GetValue(Print.Json), cancellation);
        });
        return command;
    }

    private static async Task<int> ExportAsync(Server server, string path, FileInfo? output, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Uri(path));
        using var answer = await server.SendAsync(request, cancellation);
        try
        {
            await using var file = output is null ? Console.OpenStandardOutput() : output.Create();
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            await body.CopyToAsync(file, cancellation);
        }
        catch (Exception unwritable) when (unwritable is UnauthorizedAccessException or DirectoryNotFoundException or FileNotFoundException)
        {
            throw new CommandException(ExitCodes.CannotCreate, $"{output} cannot be written: {unwritable.Message}", unwritable);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw new CommandException(ExitCodes.Unavailable, $"The export ended before its end: {cut.Message}", cut);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> PrintAsync(Server server, string query, int limit, bool json, CancellationToken cancellation)
    {
        var rows = new List<string?[]>();
        var printed = 0;
        string? next = null;
        do
        {
            var place = next is null ? "" : "&before=" + Uri.EscapeDataString(next);
            var page = await server.GetAsync($"/v1/documents?limit={Math.Min(PageSize, limit - printed)}{query}{place}", cancellation);
            foreach (var document in page.List("documents"))
            {
                printed++;
                if (json)
                {
                    Print.Line(document);
                }
                else
                {
                    rows.Add(Row(document));
                }
            }

            if (rows.Count >= PageSize)
            {
                Show(rows);
            }

            next = page.Text("next");
        }
        while (next is not null && printed < limit);
        Show(rows);
        return printed > 0 ? ExitCodes.Success : ExitCodes.NotAllWell;
    }

    private static string?[] Row(JsonElement document) =>
        [document.Text("published_at") ?? "", document.Text("language"), document.Text("title") ?? document.Text("name"), document.Text("source"), document.Text("id")];

    private static void Show(List<string?[]> rows)
    {
        if (rows.Count > 0)
        {
            Print.Rows(["published", "language", "title", "source", "id"], rows);
            rows.Clear();
        }
    }

    private static void Add(StringBuilder query, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
