using System.CommandLine;
using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary><c>reparse</c>: parses documents again by the rules of today. What it is about is counted first.</summary>
internal static class ReparseCommand
{
    private static readonly (string Name, string What)[] Lists =
    [
        ("language", "ISO 639-1 code"), ("source", "name of a source"), ("tag", "a tag"), ("media-type", "media type"), ("mention", "code of a country or an organization"),
        ("missing", "a field without a value, such as published_at"), ("parser-version", "version of the rules that made the record"), ("id", "id of a document"),
    ];

    private static readonly (string Name, string What)[] Texts =
    [
        ("q", "words, as in a search"), ("from", "published on this day or later"), ("to", "published on this day or earlier"), ("parser-before", "made by older rules than this version"),
        ("format", "what the name ends with, such as pdf"), ("batch", "id of a batch"), ("reason", "the code of a rejection or failure: these are tried again, not documents"),
    ];

    public static Command Create()
    {
        var lists = Lists.Select(list => new Option<string[]>("--" + list.Name) { Description = $"Only those of this one: {list.What}. Again for more.", HelpName = "VALUE", AllowMultipleArgumentsPerToken = false }).ToList();
        var texts = Texts.Select(text => new Option<string?>("--" + text.Name) { Description = $"Only those of this one: {text.What}.", HelpName = "VALUE" }).ToList();
        var all = new Option<bool>("--all") { Description = "All documents, where no filter is given." };
        var yes = new Option<bool>("--yes") { Description = "Begin; without it, only say how many it would be about." };
        var charset = new Option<string?>("--charset") { Description = "Read the bytes of the documents that --id names in this charset from now on; found: in the one that is found.", HelpName = "NAME" };
        var note = new Option<string?>("--note") { Description = "What is remembered of it.", HelpName = "TEXT" };
        var noWait = new Option<bool>("--no-wait") { Description = "Return once it has begun." };
        var command = new DocumentedCommand("reparse", "Parses documents again by the rules of today, or tries again what was refused for a reason. Exit code 1 where something is refused or failed.", """
            Examples:
              platform reparse --parser-before 0.2.0                 how many it would be about
              platform reparse --missing published_at --yes          begin, and wait for all
              platform reparse --reason not_text --yes
              platform reparse --id ID --charset windows-1251 --yes
            """)
        {
            all, yes, charset, note, noWait,
        };
        lists.ForEach(command.Add);
        texts.ForEach(command.Add);
        command.SetAction(async (parsed, cancellation) =>
        {
            var filter = lists.Where(option => parsed.GetValue(option) is { Length: > 0 }).ToDictionary(Name, option => (object)parsed.GetValue(option)!, StringComparer.Ordinal);
            texts.Where(option => parsed.GetValue(option) is not null).ToList().ForEach(option => filter.Add(Name(option), parsed.GetValue(option)!));
            if (filter.Count == 0 && !parsed.GetValue(all))
            {
                throw new CommandException(ExitCodes.Usage, "Say which: give a filter such as --parser-before VERSION, or --all.");
            }

            using var server = Connection.Open(parsed);
            var order = new Dictionary<string, object?> { ["filter"] = filter, ["charset"] = parsed.GetValue(charset), ["note"] = parsed.GetValue(note) };
            return parsed.GetValue(yes)
                ? await OperationRun.BeginAsync(server, "/v1/reparse", order, !parsed.GetValue(noWait), parsed.GetValue(Print.Json), cancellation)
                : await PreviewAsync(server, order, parsed.GetValue(Print.Json), cancellation);
        });
        return command;
    }

    private static string Name(Option option) => option.Name[2..].Replace('-', '_');

    private static async Task<int> PreviewAsync(Server server, Dictionary<string, object?> order, bool json, CancellationToken cancellation)
    {
        order["preview"] = true;
        var preview = await server.PostAsync("/v1/reparse", order, cancellation);
        if (json)
        {
            Print.Answer(preview);
            return ExitCodes.Success;
        }

        foreach (var one in preview.List("documents"))
        {
            Print.Say($"  {one.Text("title") ?? one.Text("name")} ({one.Text("source")}, {one.Text("media_type")})");
        }

        foreach (var one in preview.List("arrivals"))
        {
            Print.Say($"  {one.Text("name")}: {one.Text("reason.message")}");
        }

        Print.Say($"{Print.Count(preview.Number("count"))} would be parsed again. Nothing was begun; add --yes to begin.");
        return ExitCodes.Success;
    }
}
