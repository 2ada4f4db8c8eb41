using System.Diagnostics;
using System.Text.Json;

namespace Platform.Pipeline.Tests.Running;

/// <summary>A private PostgreSQL cluster and RabbitMQ node of this machine's packages, in a folder of their own, started as <c>deploy/up</c> starts them.</summary>
public sealed class NativeServers : IAsyncDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy", "native", "servers");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-servers-");

    public string PostgresAdmin { get; private set; } = "";

    public string RabbitMq { get; private set; } = "";

    public int PostgresPid { get; private set; }

    public int RabbitMqPid { get; private set; }

    public async Task StartAsync(params string[] which)
    {
        // The servers run as an unprivileged user, who must be able to enter the folder.
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        var line = await Shell.RunAsync(Script, ["start", Path.Combine(_folder.FullName, "data"), .. which]);
        var answer = JsonDocument.Parse(line.Trim().Split('\n')[^1]).RootElement;
        PostgresAdmin = answer.GetProperty("postgres_admin").GetString()!;
        RabbitMq = answer.GetProperty("rabbitmq").GetString()!;
        PostgresPid = answer.GetProperty("postgres_pid").GetInt32();
        RabbitMqPid = answer.GetProperty("rabbitmq_pid").GetInt32();
    }

    /// <summary>kill -9, and wait until it is gone.</summary>
    public static async Task KillAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Takes everything the broker holds: queues, exchanges, messages.</summary>
    public async Task WipeRabbitMqAsync()
    {
        await Shell.RunAsync(Script, ["stop", Path.Combine(_folder.FullName, "data"), "rabbitmq"]);
        foreach (var store in Directory.EnumerateDirectories(Path.Combine(_folder.FullName, "data"), "mnesia", SearchOption.AllDirectories).ToList())
        {
            Directory.Delete(store, recursive: true);
        }

        await StartAsync("rabbitmq");
    }

    public async ValueTask DisposeAsync()
    {
        await Shell.TryAsync(Script, ["stop", Path.Combine(_folder.FullName, "data")]);
        _folder.Delete(recursive: true);
    }
}
