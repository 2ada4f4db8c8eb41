using System.CommandLine;
using System.Diagnostics;

namespace Platform.Cli.Commands;

/// <summary><c>parse</c>: records without a server. The Parser itself prints them; its program lies beside this one.</summary>
internal static class ParseCommand
{
    public static Command Create()
    {
        var rest = new Argument<string[]>("FILE") { Description = "Files, folders or - for standard input, and options of the Parser: --jsonl, --text, --why, --url URL.", Arity = ArgumentArity.ZeroOrMore };
        var command = new DocumentedCommand("parse", "The normalized records of files, without a server.", """
            Examples:
              platform parse page.html
              platform parse --why statement.txt       each field with its evidence
              platform parse --jsonl articles/         a line a file
              curl -s https://example.org/ | platform parse --text -
            """)
        {
            rest,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellation) => RunAsync(Arguments(parsed), cancellation));
        return command;
    }

    // As they were given: the Parser reads them, --json and --url with its own meaning among them.
    private static List<string> Arguments(ParseResult parsed)
    {
        var given = Environment.GetCommandLineArgs().Skip(1).ToList();
        given.RemoveAt(given.IndexOf(parsed.CommandResult.IdentifierToken.Value));
        return given.Count > 0 ? given : ["--help"];
    }

    private static async Task<int> RunAsync(List<string> arguments, CancellationToken cancellation)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Platform.Parser.dll");
        if (!File.Exists(program))
        {
            throw new CommandException(ExitCodes.Configuration, $"The Parser is not where it belongs, {program}; run deploy/platform from a checkout, which builds both.");
        }

        var dotnet = Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet";
        using var process = Process.Start(new ProcessStartInfo(dotnet, [program, "parse", .. arguments]))!;
        await process.WaitForExitAsync(cancellation); // Ctrl-C reaches it too: it is in our process group
        return process.ExitCode;
    }
}
