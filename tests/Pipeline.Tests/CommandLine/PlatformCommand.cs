using System.Diagnostics;
using Platform.Pipeline.Tests.Running;

namespace Platform.Pipeline.Tests.CommandLine;

/// <summary>The command <c>platform</c> as a process of its own, against a running platform.</summary>
public sealed class PlatformCommand : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-cli-");
    private readonly Dictionary<string, string> _environment;

    public PlatformCommand(RunningPlatform platform)
    {
        var key = Path.Combine(_folder.FullName, "key");
        File.WriteAllText(key, platform.Client.Key + "\n");
        _environment = new(StringComparer.Ordinal)
        {
            ["PLATFORM_URL"] = platform.Gateway.Address.ToString(),
            ["PLATFORM_KEY_FILE"] = key,
            ["XDG_STATE_HOME"] = Path.Combine(_folder.FullName, "state"),
        };
    }

    public string Folder => _folder.FullName;

    /// <summary>The journal of the import that runs; null where none does.</summary>
    public string? Journal => Directory.Exists(Path.Combine(Folder, "state")) ? Directory.EnumerateFiles(Path.Combine(Folder, "state", "platform")).SingleOrDefault() : null;

    /// <summary>Runs it to its end.</summary>
    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Shell.TryAsync("dotnet", [Program, .. arguments], _environment);

    /// <summary>Runs it on and on.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Writes a file into its folder.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Beside the Parser, as deploy/up lays them.
    private static string Program => Path.Combine(AppContext.BaseDirectory, "platform.dll");
}
