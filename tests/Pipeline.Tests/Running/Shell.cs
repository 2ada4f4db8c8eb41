using System.Diagnostics;

namespace Platform.Pipeline.Tests.Running;

/// <summary>Runs a command to its end and returns what it printed; a failure carries both of its outputs.</summary>
public static class Shell
{
    public static async Task<string> RunAsync(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (code, output, error) = await TryAsync(command, arguments, environment);
        return code == 0
            ? output
            : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {code}:\n{output}\n{error}");
    }

    public static async Task<(int Code, string Output, string Error)> TryAsync(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
