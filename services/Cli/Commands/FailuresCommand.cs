using System.CommandLine;
using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary><c>failures</c>: what was rejected and what failed, in groups or one by one.</summary>
internal static class FailuresCommand
{
    private const int PageSize = 500;

    public static Command Create()
    {
        var filter = new RefusalOptions();
        var list = new Option<bool>("--list") { Description = "One by one, newest first, instead of in groups; so also with any of the filters." };
        var limit = new Option<int>("--limit") { Description = "Most arrivals to list.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var command = new DocumentedCommand("failures", "What was rejected and what failed, by reason and stage. Exit code 1 where there is any that was not dismissed.", """
            Examples:
              platform failures
              platform failures --reason empty --json
              platform failures --list --source inbox --limit 1000
            """)
        {
            list, limit,
        };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var wanted = filter.Values(parsed);
            return parsed.GetValue(list) || wanted.Count > 0
                ? await ListAsync(server, wanted, parsed.GetValue(limit), parsed.GetValue(Print.Json), cancellation)
                : await GroupsAsync(server, parsed.GetValue(Print.Json), cancellation);
        });
        return command;
    }

    private static async Task<int> GroupsAsync(Server server, bool json, CancellationToken cancellation)
    {
        var answer = await server.GetAsync("/v1/failures", cancellation);
        var groups = answer.List("groups").ToList();
        if (json)
        {
            Print.Answer(answer);
        }
        else if (groups.Count == 0)
        {
            Print.Say("Nothing was rejected and nothing failed.");
        }
        else
        {
            Print.Rows(
                ["state", "reason", "stage", "#count", "#dismissed", "first seen", "last seen", "the newest says", "for example"],
                groups.Select(group => new[]
                {
                    group.Text("state"), group.Text("reason"), group.Text("stage"), Print.Count(group.Number("count")), Print.Count(group.Number("dismissed")), group.Time("first_seen"), group.Time("last_seen"),
                    group.Text("message"), group.Text("sample_name"),
                }));
        }

        return groups.TrueForAll(group => group.Number("count") == group.Number("dismissed")) ? ExitCodes.Success : ExitCodes.NotAllWell;
    }

    private static async Task<int> ListAsync(Server server, Dictionary<string, string> wanted, int limit, bool json, CancellationToken cancellation)
    {
        var query = string.Concat(wanted.Select(part => $"&{part.Key}={Uri.EscapeDataString(part.Value)}"));
        var (printed, next) = (0, "");
        do
        {
            var page = await server.GetAsync($"/v1/failures/arrivals?limit={Math.Clamp(limit - printed, 1, PageSize)}{query}{next}", cancellation);
            var arrivals = page.List("arrivals").ToList();
            printed += arrivals.Count;
            Show(arrivals, json);
            next = page.Text("next") is { } cursor ? "&before=" + cursor : null;
        }
        while (next is not null && printed < limit);
        return printed == 0 ? ExitCodes.Success : ExitCodes.NotAllWell;
    }

    private static void Show(List<JsonElement> arrivals, bool json)
    {
        if (json)
        {
            arrivals.ForEach(Print.Line);
        }
        else if (arrivals.Count > 0)
        {
            Print.Rows(
                ["settled", "state", "name", "source", "reason", "sentence", "arrival"],
                arrivals.Select(one => new[]
                {
                    one.Time("settled_at"), one.Text("state"), one.Text("name"), one.Text("source"), one.Text("reason.code"), one.Text("reason.message"), one.Text("id"),
                }));
        }
    }
}

/// <summary>The options that choose among what was rejected and what failed.</summary>
internal sealed class RefusalOptions
{
    private readonly List<Option<string?>> _options = [.. new (string Name, string What)[]
    {
        ("state", "rejected or failed"), ("reason", "a reason's code"), ("stage", "fetcher, parser or storage"), ("source", "name of a source"), ("batch", "id of a batch"),
        ("arrival", "id of one arrival"), ("format", "what the name ends with, such as pdf"), ("observed-from", "observed at this time or later"), ("observed-until", "observed before this time"),
    }.Select(option => new Option<string?>("--" + option.Name) { Description = $"Only those of this one: {option.What}.", HelpName = "VALUE" })];

    private readonly Option<bool> _dismissed = new("--dismissed") { Description = "Dismissed ones too." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _options.ForEach(command.Add);
        command.Add(_dismissed);
    }

    /// <summary>What was given, in the API's spelling.</summary>
    public Dictionary<string, string> Values(ParseResult parsed)
    {
        var values = _options.Where(option => parsed.GetValue(option) is not null)
            .ToDictionary(option => option.Name[2..].Replace('-', '_'), option => parsed.GetValue(option)!, StringComparer.Ordinal);
        if (parsed.GetValue(_dismissed))
        {
            values["dismissed"] = "true";
        }

        return values;
    }
}
