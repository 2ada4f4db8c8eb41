using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Platform.Pipeline.Tests.Running;

/// <summary>One service as a process of its own, as it runs in earnest; its output is kept in a file.</summary>
/// <param name="name">The service.</param>
/// <param name="settings">Its environment.</param>
/// <param name="logFolder">Where its output goes.</param>
/// <param name="through">A command that becomes the service in the end, for one that has fewer rights or limits of its own; null where it is started as it is.</param>
public sealed class ServiceProcess(string name, IReadOnlyDictionary<string, string> settings, string logFolder, string? through = null) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public string LogFile { get; } = Path.Combine(logFolder, name.ToLowerInvariant() + ".log");

    public int Pid => _process!.Id;

    public void Start()
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = Path.Combine(Repository.Root, "services", name),
            ArgumentList = { "-c", $"exec {through} dotnet '{Binary(name)}' >> '{LogFile}' 2>&1" },
        };
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        _process = Process.Start(start)!;
    }

    public Task UntilReadyAsync() => Wait.UntilAsync($"{name} to be ready; its log is {LogFile}:\n{Tail()}", async () =>
        _process!.HasExited
            ? throw new InvalidOperationException($"{name} ended with {_process.ExitCode}:\n{Tail()}")
            : (await _http.GetAsync(new Uri(Address, "/health/ready"))).StatusCode == HttpStatusCode.OK);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as <c>deploy/down</c> does, and tells its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var asked = Process.Start("kill", ["-TERM", Pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process!.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        _http.Dispose();
    }

    /// <summary>A service's program: as <c>deploy/test</c> has it compiled ahead of time, or as it was just built.</summary>
    public static string Binary(string name) => Environment.GetEnvironmentVariable("PLATFORM_TEST_SERVICES") is { Length: > 0 } published
        ? Path.Combine(published, $"Platform.{name}.dll")
        : Path.Combine(Repository.Root, "services", name, "bin", Repository.Configuration, "net10.0", $"Platform.{name}.dll");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Tail() => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(20)) : "(no log yet)";
}
