using System.CommandLine;
using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary><c>sources</c>: how they stand, and an operator's word to one of them.</summary>
internal static class SourcesCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("sources", "The configured sources: mode, health, last scan, books. Exit code 1 while one is not healthy.", """
            Examples:
              platform sources
              platform sources pause inbox
              platform sources scan inbox
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var answer = await server.GetAsync("/v1/sources", cancellation);
            var sources = answer.List("sources").ToList();
            Show(parsed, answer, sources);
            return sources.TrueForAll(source => source.Is("healthy")) ? ExitCodes.Success : ExitCodes.NotAllWell;
        });
        command.Add(Word("pause", "Take nothing new from it, also over restarts; what was taken goes on."));
        command.Add(Word("resume", "Take from it again."));
        command.Add(Word("scan", "Look through it now."));
        return command;
    }

    private static Command Word(string word, string description)
    {
        var name = new Argument<string>("SOURCE") { Description = "Its name." };
        var command = new Command(word, description) { name };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var source = await server.PostAsync($"/v1/sources/{Uri.EscapeDataString(parsed.GetValue(name)!)}/{word}", body: null, cancellation);
            Show(parsed, source, [source]);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Show(ParseResult parsed, JsonElement answer, List<JsonElement> sources)
    {
        if (parsed.GetValue(Print.Json))
        {
            Print.Answer(answer);
            return;
        }

        Print.Rows(
            ["source", "kind", "mode", "state", "health", "last scan", "#ready", "#pending", "#stored", "#refused"],
            sources.Select(source => new[]
            {
                source.Text("name"), source.Text("kind"), source.Text("mode"), source.Text("state"), source.Is("healthy") ? "good" : source.Text("problem"), source.Time("scanned_at"),
                Print.Count(source.Number("ready")), Print.Count(source.Number("books.waiting") + source.Number("books.in_flight")), Print.Count(source.Number("books.stored")),
                Print.Count(source.Number("books.rejected") + source.Number("books.failed")),
            }));
    }
}
