using System.CommandLine;

namespace Platform.Cli;

/// <summary>Where the server is, and with which key: as the command line says, else the environment, else what <c>deploy/up</c> left in its data folder.</summary>
internal static class Connection
{
    /// <summary><c>--url</c>.</summary>
    public static readonly Option<string?> Url = new("--url")
    {
        Description = "Where Platform is, such as http://127.0.0.1:8080. Default: PLATFORM_URL, else what deploy/up started on PLATFORM_DATA (.platform).", HelpName = "URL", Recursive = true,
    };

    /// <summary><c>--key-file</c>.</summary>
    public static readonly Option<string?> KeyFile = new("--key-file")
    {
        Description = "A file with an API key. Default: PLATFORM_KEY_FILE, else admin.key in PLATFORM_DATA (.platform).", HelpName = "FILE", Recursive = true,
    };

    /// <summary>The server that a command line means.</summary>
    /// <exception cref="CommandException">It is not known where it is, or the key cannot be read.</exception>
    public static Server Open(ParseResult parsed)
    {
        var data = Environment.GetEnvironmentVariable("PLATFORM_DATA") is { Length: > 0 } named ? named : ".platform";
        var url = parsed.GetValue(Url) ?? Given("PLATFORM_URL") ?? Port(data);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandException(ExitCodes.Usage, $"«{url}» is no address of a server; give one such as --url http://127.0.0.1:8080.");
        }

        var file = parsed.GetValue(KeyFile) ?? Given("PLATFORM_KEY_FILE") ?? Path.Combine(data, "admin.key");
        return new Server(address, Key(file), file);
    }

    private static string Port(string data)
    {
        var file = Path.Combine(data, "port");
        return File.Exists(file)
            ? "http://127.0.0.1:" + File.ReadAllText(file).Trim()
            : throw new CommandException(ExitCodes.Configuration, $"Nothing was started on {data} yet; run deploy/up, or say where Platform is with --url or PLATFORM_URL.");
    }

    private static string Key(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 and < 1024 } key && !key.Any(char.IsControl)
                ? key
                : throw new CommandException(ExitCodes.Configuration, $"{file} holds no API key; it must be one line such as pk_….");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCodes.Configuration, $"The API key cannot be read: {unreadable.Message} Name its file with --key-file or PLATFORM_KEY_FILE.", unreadable);
        }
    }

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
