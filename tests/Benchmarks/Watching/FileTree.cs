using System.Diagnostics;
using System.Globalization;

namespace Platform.Benchmarks.Watching;

/// <summary>Trees of small files for the services' user, and what a user of the machine does with them.</summary>
internal static class FileTree
{
    private const int InFolder = 50;

    // Where the bench runs as root the services do not, and they move files only in folders of their own.
    private static readonly string[] AsPlatform =
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=platform", "--regid=platform", "--clear-groups", "--"] : [];

    /// <summary>Writes files of some 300 bytes, no two alike, 50 a folder and 20 folders a folder, every other one of 1999.</summary>
    public static async Task WriteAsync(string root, int count, string series)
    {
        var old = new DateTime(1999, 5, 17, 0, 0, 0, DateTimeKind.Utc);
        Parallel.For(0, (count + InFolder - 1) / InFolder, folder =>
        {
            var path = Directory.CreateDirectory(Path.Combine(root, (folder / 20).ToString(CultureInfo.InvariantCulture), (folder % 20).ToString(CultureInfo.InvariantCulture))).FullName;
            for (var number = folder * InFolder; number < Math.Min(count, (folder + 1) * InFolder); number++)
            {
                var file = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{series}-{number:000000}.txt"));
                File.WriteAllText(file, Text(series, number));
                if (number % 2 == 0)
                {
                    File.SetLastWriteTimeUtc(file, old);
                }
            }
        });
        await GiveAsync(root);
    }

    public static string Text(string series, int number) => string.Create(CultureInfo.InvariantCulture, $"""
        Notice {number} of {series}

        The office of the {series} district gives notice number {number} to all who live beside the road: the bridge is closed from the morning until the evening, and the way over the hill is open to everyone who has a carriage.

        """);

    /// <summary>Gives a tree to the services' user.</summary>
    public static Task GiveAsync(string root) => Environment.IsPrivilegedProcess ? Servers.RunAsync("chown", ["-R", "platform:platform", root]) : Task.CompletedTask;

    /// <summary>Runs a command as the services' user.</summary>
    public static Task<string> AsPlatformAsync(params string[] command)
    {
        string[] all = [.. AsPlatform, .. command];
        return Servers.RunAsync(all[0], all[1..]);
    }

    /// <summary>Starts a program as the services' user with an environment of its own.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        string[] all = [.. AsPlatform, .. command];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
