using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Contracts;
using Platform.Parser.Workers;

namespace Platform.Parser;

/// <summary><c>parse PATH…</c>: records without servers, by the same code as the service.</summary>
internal static class ParseVerb
{
    /// <summary>Exit code where a file could not be read or was rejected; its line says why.</summary>
    public const int SomeRejected = 1;

    /// <summary>Exit code for options that do not fit together: 64, <c>EX_USAGE</c> of sysexits.h.</summary>
    public const int BadUsage = 64;

    private const string Examples = """

        Examples:
          parse page.html                          the record as indented JSON
          parse --why statement.txt                each field with its evidence, for a person
          parse --jsonl articles/ > records.jsonl  a line for each file of a folder, in their order
          parse --text --url https://example.org/a page.html.gz
          curl -s https://example.org/ | parse --text -
        """;

    private static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files, folders (read whole, in the order of their names) or - for standard input. Endings in .gz are opened.", Arity = ArgumentArity.OneOrMore };
        var jsonl = new Option<bool>("--jsonl") { Description = "A line for each file: path and record, or path and rejection." };
        var json = new Option<bool>("--json") { Description = "The record as indented JSON (default)." };
        var text = new Option<bool>("--text") { Description = "The clean text alone." };
        var why = new Option<bool>("--why") { Description = "Each field with its value, place, rule and confidence, and what was removed." };
        var url = new Option<string?>("--url") { Description = "The address that the file came from. A file urls.tsv (name, tab, address) beside the files gives one to each." };
        var command = new RootCommand("Prints the normalized records of files, without servers." + Examples) { paths, jsonl, json, text, why, url };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (new[] { jsonl, json, text, why }.Count(parsed.GetValue) > 1)
            {
                await Console.Error.WriteLineAsync("Choose one of --jsonl, --json, --text and --why.");
                return BadUsage;
            }

            Func<string, ParseResult, string> form = parsed.GetValue(jsonl) ? AsLine : parsed.GetValue(text) ? AsText : parsed.GetValue(why) ? Explanation.Of : AsJson;
            return await PrintAsync(Inputs(parsed.GetValue(paths)!, parsed.GetValue(url)), form, cancellation);
        });
        return await command.Parse([.. arguments]).InvokeAsync();
    }

    private static async Task<int> PrintAsync(List<Input> inputs, Func<string, ParseResult, string> form, CancellationToken cancellation)
    {
        var settings = new WorkerSettings { Count = Math.Min(Environment.ProcessorCount, inputs.Count) };
        using var workers = new WorkerPool(settings, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        var code = 0;
        var bar = inputs.Count > 1 && !Console.IsErrorRedirected;
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 64 * 1024);

        // Some are begun ahead, so that every worker has one; they are printed in their order.
        var begun = new Queue<Task<ParseResult>>();
        for (var (next, done) = (0, 0); done < inputs.Count; done++)
        {
            while (next < inputs.Count && begun.Count < 8 * settings.Count)
            {
                begun.Enqueue(ParseAsync(workers, inputs[next++], cancellation));
            }

            var result = await begun.Dequeue().WaitAsync(cancellation);
            code = result.Document is null ? SomeRejected : code;
            await output.WriteLineAsync(form(inputs[done].Path, result).AsMemory(), cancellation);
            if (bar && ((done + 1) % 16 == 0 || done + 1 == inputs.Count))
            {
                await Console.Error.WriteAsync($"\r{new string('#', (done + 1) * 40 / inputs.Count),-40} {done + 1} of {inputs.Count}{(done + 1 == inputs.Count ? "\n" : "")}");
            }
        }

        return code;
    }

    private static async Task<ParseResult> ParseAsync(WorkerPool workers, Input input, CancellationToken cancellation)
    {
        var spooled = input.Path == "-" ? await SpoolAsync(cancellation) : null;
        try
        {
            var answer = await workers.ParseAsync(new ParseRequest
            {
                Path = Path.GetFullPath(spooled ?? input.Path), Name = Path.GetFileName(input.Path), Url = input.Url,
                IsPacked = input.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase),
            });
            return answer.Kind switch
            {
                AnswerKind.Document => ParseResult.Of(answer.ToDocument()),
                AnswerKind.Rejected => ParseResult.Rejected(answer.Reason!.Code, answer.Reason.Message),
                AnswerKind.Missing => ParseResult.Rejected(ReasonCodes.Unreadable, "The file cannot be read: " + answer.Fault),
                _ => ParseResult.Rejected(ReasonCodes.ParserFault, "The parser failed on this document, which is our fault: " + answer.Fault),
            };
        }
        finally
        {
            if (spooled is not null)
            {
                File.Delete(spooled);
            }
        }
    }

    // A worker reads files.
    private static async Task<string> SpoolAsync(CancellationToken cancellation)
    {
        var path = Path.GetTempFileName();
        await using var file = File.Create(path);
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(file, cancellation);
        return path;
    }

    private static List<Input> Inputs(IEnumerable<string> paths, string? url)
    {
        var inputs = new List<Input>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                inputs.Add(new Input(path, url));
                continue;
            }

            var urls = Urls(Path.Combine(path, "urls.tsv"));
            inputs.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != "urls.tsv").Order(StringComparer.Ordinal)
                .Select(file => new Input(file, urls.GetValueOrDefault(Path.GetFileName(file)) ?? url)));
        }

        return inputs;
    }

    private static Dictionary<string, string> Urls(string table) => !File.Exists(table)
        ? []
        : File.ReadLines(table).Select(line => line.Split('\t')).Where(row => row.Length >= 2)
            .GroupBy(row => row[0], StringComparer.Ordinal).ToDictionary(rows => rows.Key, rows => rows.First()[1].Trim(), StringComparer.Ordinal);

    private static string AsJson(string path, ParseResult result) => JsonSerializer.Serialize(Row.Of(path, result), Indented);

    private static string AsLine(string path, ParseResult result) => JsonSerializer.Serialize(Row.Of(path, result), Line);

    private static string AsText(string path, ParseResult result) => result.Document?.Text ?? $"{path}: {result.Rejection!.Message}";

    private sealed record Input(string Path, string? Url);

    /// <summary>A printed record: the fields that scripts ask for first, then the whole document.</summary>
    private sealed record Row(
        string Path, string? Title, IReadOnlyList<string>? Authors, string? PublishedAt, string? Language, string? Text, ParsedDocument? Record, Reason? Rejection)
    {
        public static Row Of(string path, ParseResult result) => new(
            path, result.Document?.Title, result.Document?.Authors, result.Document?.PublishedAt, result.Document?.Language, result.Document?.Text, result.Document, result.Rejection);
    }
}
