using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary><c>status</c>: the books, the stages and the subscribers.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("status", "The books, and what each stage does and has pending. Exit code 1 while a source is not healthy.", """
            Examples:
              platform status
              platform status --json | jq .books
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var status = await server.GetAsync("/v1/status", cancellation);
            var sources = await server.GetAsync("/v1/sources", cancellation);
            if (parsed.GetValue(Print.Json))
            {
                Print.Answer(status);
            }
            else
            {
                Show(status);
            }

            var unwell = sources.List("sources").Where(source => !source.Is("healthy")).ToList();
            foreach (var source in unwell)
            {
                await Console.Error.WriteLineAsync(Print.Clean($"source {source.Text("name")}: {source.Text("problem")}"));
            }

            return unwell.Count == 0 ? ExitCodes.Success : ExitCodes.NotAllWell;
        });
        return command;
    }

    private static void Show(JsonElement status)
    {
        Print.Rows(
            ["#observed", "#waiting", "#in flight", "#stored", "#duplicate", "#rejected", "#failed"],
            [[.. new[] { "observed", "waiting", "in_flight", "stored", "duplicate", "rejected", "failed" }.Select(state => Print.Count(status.Number("books." + state)))]]);
        Print.Rows(
            ["stage", "#a minute", "#pending", "oldest since"],
            new[] { "fetcher", "parser", "storage" }.Select(stage => new[]
            {
                stage, (status.Real($"path.{stage}.per_minute") ?? 0).ToString("N0", CultureInfo.InvariantCulture), Print.Count(status.Number($"path.{stage}.pending")), status.Time($"path.{stage}.oldest") ?? "",
            }));
        if (status.List("path.subscribers").ToList() is { Count: > 0 } subscribers)
        {
            Print.Rows(["subscriber", "#behind", "oldest since"], subscribers.Select(reader => new[] { reader.Text("name"), Print.Count(reader.Number("behind")), reader.Time("oldest") }));
        }
    }
}
