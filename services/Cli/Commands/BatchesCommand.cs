using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary><c>batches</c>: what came together, how far it is, and receipts.</summary>
internal static class BatchesCommand
{
    public static Command Create()
    {
        var limit = new Option<int>("--limit") { Description = "How many, 1 to 100.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new DocumentedCommand("batches", "What came together, newest first: how far it is, its rate and the time to go.", """
            Examples:
              platform batches
              platform batches show ID
              platform batches receipt ID > receipt.csv
            """) { limit };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var answer = await server.GetAsync($"/v1/batches?limit={parsed.GetValue(limit)}", cancellation);
            Show(parsed, answer, answer.List("batches"));
            return ExitCodes.Success;
        });
        command.Add(One());
        command.Add(Receipt());
        return command;
    }

    private static Command One()
    {
        var id = new Argument<Guid>("ID") { Description = "Id of a batch." };
        var command = new Command("show", "One batch. Exit code 1 where something in it was refused.") { id };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var batch = await server.GetAsync($"/v1/batches/{parsed.GetValue(id)}", cancellation);
            Show(parsed, batch, [batch]);
            return batch.Number("books.rejected") + batch.Number("books.failed") == 0 ? ExitCodes.Success : ExitCodes.NotAllWell;
        });
        return command;
    }

    private static Command Receipt()
    {
        var id = new Argument<Guid>("ID") { Description = "Id of a batch." };
        var command = new Command("receipt", "What became of each of its documents, as CSV, or with --json as JSON.") { id };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            using var request = new HttpRequestMessage(HttpMethod.Get, server.Uri($"/v1/batches/{parsed.GetValue(id)}/receipt?format={(parsed.GetValue(Print.Json) ? "json" : "csv")}"));
            using var answer = await server.SendAsync(request, cancellation);
            await using var output = Console.OpenStandardOutput();
            await answer.Content.CopyToAsync(output, cancellation);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Show(ParseResult parsed, JsonElement answer, IEnumerable<JsonElement> batches)
    {
        if (parsed.GetValue(Print.Json))
        {
            Print.Answer(answer);
            return;
        }

        Print.Rows(
            ["opened", "batch", "state", "#documents", "#pending", "#stored", "#duplicate", "#refused", "#a second", "#to go", "id"],
            batches.Select(batch => new[]
            {
                batch.Time("opened_at"), batch.Text("name") ?? $"({batch.Text("kind")})", batch.Text("state"), Print.Count(batch.Number("books.observed") + batch.Number("queued")),
                Print.Count(batch.Number("queued") + batch.Number("books.waiting") + batch.Number("books.in_flight")), Print.Count(batch.Number("books.stored")), Print.Count(batch.Number("books.duplicate")),
                Print.Count(batch.Number("books.rejected") + batch.Number("books.failed")), (batch.Real("per_second") ?? 0).ToString("N1", CultureInfo.InvariantCulture),
                batch.Real("seconds_to_go") is { } rest ? TimeSpan.FromSeconds(Math.Ceiling(rest)).ToString("c", CultureInfo.InvariantCulture) : "", batch.Text("id"),
            }));
    }
}
