using System.CommandLine;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Platform.Cli.Commands;

/// <summary><c>tail</c>: events as they happen. A stream that breaks is taken up again behind the last event that was printed.</summary>
internal static class TailCommand
{
    private static readonly string[] FilterNames = ["types", "sources", "languages", "tags", "mentions"];
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var resume = new Option<string?>("--resume") { Description = "A file that keeps the place: begun where it says, brought up to date behind each event that was printed.", HelpName = "FILE" };
        var from = new Option<string>("--from") { Description = "Where to begin without --resume or with a new file: latest, earliest or a cursor.", HelpName = "PLACE", DefaultValueFactory = _ => "latest" };
        var limit = new Option<long>("--limit") { Description = "End after so many events; 0 for never.", HelpName = "N" };
        var filters = FilterNames.Select(filter => new Option<string?>("--" + filter) { Description = $"Only events with these {filter}, commas between.", HelpName = "LIST" }).ToList();
        var command = new DocumentedCommand("tail", "Events as they happen, a line each; with --json CloudEvents.", """
            Examples:
              platform tail
              platform tail --from earliest --limit 10 --json
              platform tail --types document.rejected.v1,document.failed.v1
              platform tail --resume cursor.txt --json | ./archive
            """)
        {
            resume, from, limit,
        };
        filters.ForEach(command.Add);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var server = Connection.Open(parsed);
            var query = string.Concat(filters.Where(filter => parsed.GetValue(filter) is not null).Select(filter => $"&{filter.Name[2..]}={Uri.EscapeDataString(parsed.GetValue(filter)!)}"));
            var place = new CursorFile(parsed.GetValue(resume));
            await FollowAsync(server, query, place.Read() ?? (parsed.GetValue(from) is "earliest" ? "" : parsed.GetValue(from)!), place, parsed.GetValue(limit), parsed.GetValue(Print.Json), cancellation);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task FollowAsync(Server server, string query, string from, CursorFile file, long limit, bool json, CancellationToken cancellation)
    {
        var (printed, pause, cursor) = (0L, TimeSpan.Zero, from);
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, server.Uri($"/v1/events/stream?after={Uri.EscapeDataString(cursor)}{query}"));
                using var answer = await server.SendAsync(request, cancellation);
                await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
                pause = TimeSpan.Zero;
                var stream = SseParser.Create(body);
                await foreach (var happened in stream.EnumerateAsync(cancellation))
                {
                    Show(happened.Data, json);
                    cursor = stream.LastEventId;
                    file.Write(cursor);
                    if (++printed == limit)
                    {
                        return;
                    }
                }

                cursor = stream.LastEventId.Length > 0 ? stream.LastEventId : cursor;
            }
            catch (Exception broken) when (broken is HttpRequestException or HttpIOException || broken is CommandException { Code: ExitCodes.Unavailable } && cursor != from)
            {
                // it comes back; what it says meanwhile is not worth a line
            }

            pause = pause == TimeSpan.Zero ? TimeSpan.FromSeconds(1) : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            await Task.Delay(pause, cancellation);
        }
    }

    private static void Show(string data, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(data);
            return;
        }

        using var document = JsonDocument.Parse(data);
        var happened = document.RootElement;
        var what = happened.Text("data.title") is { } title ? $"{happened.Text("data.name")}: {title}" : happened.Text("data.name") ?? happened.Text("subject");
        var why = happened.Text("data.reason.message") is { } reason ? $" ({reason})" : "";
        Print.Say($"{happened.Time("time")}  {happened.Text("type"),-24}  {what}{why}");
    }
}

/// <summary>A file that keeps a place in the feed; each write replaces it whole.</summary>
internal sealed class CursorFile(string? path)
{
    /// <summary>The place; null where none is kept yet.</summary>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public string? Read()
    {
        try
        {
            return path is not null && File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } cursor ? cursor : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.NoInput, $"The place in the feed cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Keeps a place.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public void Write(string cursor)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            File.WriteAllText(path + ".new", cursor + "\n");
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.CannotCreate, $"The place in the feed cannot be kept: {unwritable.Message}", unwritable);
        }
    }
}
