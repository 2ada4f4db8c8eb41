using System.CommandLine;
using System.CommandLine.Invocation;

namespace Platform.Cli;

/// <summary>Runs a command line and turns what goes wrong into one sentence and an exit code.</summary>
internal static class Invocation
{
    private static readonly InvocationConfiguration Configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(5) };

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        DocumentedCommand.ShowIn(root);
        var parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            await Console.Error.WriteLineAsync($"platform: {string.Join(' ', parsed.Errors.Select(error => error.Message))} See platform {Name(parsed)}--help.");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(Configuration);
        }
        catch (CommandException refused)
        {
            await Console.Error.WriteLineAsync("platform: " + Print.Clean(refused.Message));
            return refused.Code;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (IOException closed) when (closed.Message.Contains("Broken pipe", StringComparison.Ordinal))
        {
            return ExitCodes.Success; // whoever reads our output has enough, as in: platform tail | head
        }
    }

    private static string Name(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result.Parent is System.CommandLine.Parsing.CommandResult above; result = above)
        {
            names.Insert(0, result.Command.Name + " ");
        }

        return string.Concat(names);
    }
}
