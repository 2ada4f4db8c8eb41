using System.CommandLine;

namespace Platform.Cli.Commands;

/// <summary><c>retry</c>: tries again what was rejected or failed. What it is about is counted first, and one is tried before the rest.</summary>
internal static class RetryCommand
{
    public static Command Create()
    {
        var filter = new RefusalOptions();
        var yes = new Option<bool>("--yes") { Description = "Begin; without it, only say how many it would be about." };
        var all = new Option<bool>("--all") { Description = "All that is not dismissed, where no filter is given." };
        var noCanary = new Option<bool>("--no-canary") { Description = "Do not try one before the rest." };
        var noWait = new Option<bool>("--no-wait") { Description = "Return once it has begun." };
        var note = new Option<string?>("--note") { Description = "What is remembered of it.", HelpName = "TEXT" };
        var command = new DocumentedCommand("retry", "Tries again what was rejected or failed and meets a filter. Exit code 1 where something is refused again.", """
            Examples:
              platform retry --reason parser_crashed            how many it would be about
              platform retry --reason parser_crashed --yes      try one, then the rest, and wait for all
              platform retry --arrival ID --yes --no-canary
            """)
        {
            yes, all, noCanary, noWait, note,
        };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var wanted = filter.Values(parsed);
            if (wanted.Count == 0 && !parsed.GetValue(all))
            {
                throw new CommandException(ExitCodes.Usage, "Say which: give a filter such as --reason CODE, or --all. platform failures shows what there is.");
            }

            using var server = Connection.Open(parsed);
            var order = new Dictionary<string, object> { ["kind"] = "retry", ["filter"] = Shape(wanted) };
            return parsed.GetValue(yes)
                ? await OperationRun.BeginAsync(
                    server, "/v1/operations", Begun(order, !parsed.GetValue(noCanary), parsed.GetValue(note)), !parsed.GetValue(noWait), parsed.GetValue(Print.Json), cancellation)
                : await PreviewAsync(server, order, parsed.GetValue(Print.Json), cancellation);
        });
        return command;
    }

    private static Dictionary<string, object> Begun(Dictionary<string, object> order, bool canary, string? note)
    {
        order["canary"] = canary;
        if (note is not null)
        {
            order["note"] = note;
        }

        return order;
    }

    private static Dictionary<string, object> Shape(Dictionary<string, string> wanted) =>
        wanted.ToDictionary(part => part.Key, part => part.Key == "dismissed" ? (object)true : part.Value, StringComparer.Ordinal);

    private static async Task<int> PreviewAsync(Server server, Dictionary<string, object> order, bool json, CancellationToken cancellation)
    {
        order["preview"] = true;
        var preview = await server.PostAsync("/v1/operations", order, cancellation);
        if (json)
        {
            Print.Answer(preview);
        }
        else
        {
            foreach (var one in preview.List("sample"))
            {
                Print.Say($"  {one.Text("name")}: {one.Text("reason.message")}");
            }

            Print.Say($"{Print.Count(preview.Number("count"))} would be tried again. Nothing was begun; add --yes to begin.");
        }

        return ExitCodes.Success;
    }
}
