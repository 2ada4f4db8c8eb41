using System.CommandLine;
using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary><c>subscriptions</c>: webhooks, from creating to deleting.</summary>
internal static class SubscriptionsCommand
{
    private static readonly string[] FilterNames = ["types", "sources", "languages", "tags", "mentions"];

    public static Command Create()
    {
        var command = new DocumentedCommand("subscriptions", "Addresses that events are posted to. Exit code 1 where one is disabled.", """
            Examples:
              platform subscriptions
              platform subscriptions create archive https://example.org/hook --types document.stored.v1
              platform subscriptions replay ID --from 2026-03-14T09:30:00Z
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var answer = await server.GetAsync("/v1/subscriptions", cancellation);
            var all = answer.List("subscriptions").ToList();
            Show(parsed, answer, all);
            return all.Exists(one => one.Text("state") == "disabled") ? ExitCodes.NotAllWell : ExitCodes.Success;
        });
        command.Add(NewOne());
        command.Add(Word("pause", "Hold it; nothing is lost."));
        command.Add(Word("resume", "Go on where it stopped, also after it was disabled."));
        command.Add(Replay());
        command.Add(Delete());
        return command;
    }

    private static Command NewOne()
    {
        var name = new Argument<string>("NAME") { Description = "What you call it." };
        var url = new Argument<string>("ADDRESS") { Description = "Where events are posted: an https address." };
        var from = new Option<string?>("--from") { Description = "latest (the default), earliest, a cursor, or a time such as 2026-03-14T09:30:00Z.", HelpName = "PLACE" };
        var filters = FilterNames.Select(filter => new Option<string[]>("--" + filter) { Description = $"Only events with these {filter}, commas between.", HelpName = "LIST" }).ToList();
        var command = new Command("create", "Have events posted to an address. Prints the key that signs them, once.") { name, url, from };
        filters.ForEach(command.Add);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var wanted = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = parsed.GetValue(name)!, ["url"] = parsed.GetValue(url)! };
            wanted["filter"] = filters.Where(filter => parsed.GetValue(filter) is { Length: > 0 }).ToDictionary(filter => filter.Name[2..], filter => Split(parsed.GetValue(filter)!), StringComparer.Ordinal);
            if (parsed.GetValue(from) is { } place)
            {
                wanted["from"] = place;
            }

            var made = await server.PostAsync("/v1/subscriptions", wanted, cancellation);
            Show(parsed, made, [made]);
            if (!parsed.GetValue(Print.Json))
            {
                Print.Say($"The key that signs its events, shown this once: {made.Text("secret")}");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Word(string word, string description)
    {
        var id = Id();
        var command = new Command(word, description) { id };
        command.SetAction((parsed, cancellation) => PostAsync(parsed, parsed.GetValue(id), word, body: null, cancellation));
        return command;
    }

    private static Command Replay()
    {
        var id = Id();
        var from = new Option<string>("--from") { Description = "Where to begin: earliest, latest, a cursor, or a time such as 2026-03-14T09:30:00Z.", HelpName = "PLACE", Required = true };
        var until = new Option<string?>("--until") { Description = "Where to end, in the same forms; what was not delivered yet follows.", HelpName = "PLACE" };
        var command = new Command("replay", "Deliver events again, with their ids.") { id, from, until };
        command.SetAction((parsed, cancellation) =>
        {
            var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["from"] = parsed.GetValue(from)! };
            if (parsed.GetValue(until) is { } end)
            {
                body["until"] = end;
            }

            return PostAsync(parsed, parsed.GetValue(id), "replay", body, cancellation);
        });
        return command;
    }

    private static Command Delete()
    {
        var id = Id();
        var command = new Command("delete", "Delete it and the list of its attempts.") { id };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            await server.DeleteAsync($"/v1/subscriptions/{parsed.GetValue(id)}", cancellation);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Argument<Guid> Id() => new("ID") { Description = "Id of a subscription." };

    private static async Task<int> PostAsync(ParseResult parsed, Guid id, string word, object? body, CancellationToken cancellation)
    {
        using var server = Connection.Open(parsed);
        var answer = await server.PostAsync($"/v1/subscriptions/{id}/{word}", body, cancellation);
        Show(parsed, answer, [answer]);
        return ExitCodes.Success;
    }

    private static string[] Split(string[] lists) => [.. lists.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static void Show(ParseResult parsed, JsonElement answer, List<JsonElement> subscriptions)
    {
        if (parsed.GetValue(Print.Json))
        {
            Print.Answer(answer);
        }
        else if (subscriptions.Count == 0)
        {
            Print.Say("There are no subscriptions; make one with: platform subscriptions create NAME ADDRESS");
        }
        else
        {
            Print.Rows(
                ["name", "state", "address", "filter", "#failed attempts", "next attempt", "id"],
                subscriptions.Select(one => new[]
                {
                    one.Text("name"), one.Text("state_reason") is { } why ? $"{one.Text("state")}: {why}" : one.Is("replaying") ? $"{one.Text("state")}, replaying" : one.Text("state"), one.Text("url"),
                    string.Join("; ", FilterNames.Where(filter => one.List("filter." + filter).Any()).Select(filter => $"{filter}: {one.Joined("filter." + filter)}")),
                    Print.Count(one.Number("failed_attempts")), one.Time("next_attempt_at"), one.Text("id"),
                }));
        }
    }
}
