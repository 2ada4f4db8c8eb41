using System.Diagnostics;
using System.Text.Json;
using Npgsql;

namespace Platform.Benchmarks;

/// <summary>The private PostgreSQL and RabbitMQ that all runs of one bench share.</summary>
public sealed class Servers(string folder) : IAsyncDisposable
{
    public static string Repository { get; } = FindRepository();

    /// <summary>Where their data lie.</summary>
    public string Folder { get; } = folder;

    public string PostgresAdmin { get; private set; } = "";

    public string RabbitMq { get; private set; } = "";

    public async Task StartAsync()
    {
        var line = await RunAsync(Path.Combine(Repository, "deploy/native/servers"), ["start", Folder]);
        var answer = JsonDocument.Parse(line.Trim().Split('\n')[^1]).RootElement;
        (PostgresAdmin, RabbitMq) = (answer.GetProperty("postgres_admin").GetString()!, answer.GetProperty("rabbitmq").GetString()!);
    }

    public string Database(string name) => new NpgsqlConnectionStringBuilder(PostgresAdmin) { Database = name }.ConnectionString;

    /// <summary>Makes a database where there is none of that name.</summary>
    public async Task CreateDatabaseAsync(string name)
    {
        await using var source = NpgsqlDataSource.Create(Database("postgres"));
        await using var command = source.CreateCommand($"SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{name}')");
        if (!(bool)(await command.ExecuteScalarAsync())!)
        {
            await ExecuteAsync(Database("postgres"), $"CREATE DATABASE {name}");
        }
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync(Path.Combine(Repository, "deploy/native/servers"), ["stop", Folder]);
    }

    /// <summary>Runs a command to its end; what it says on standard error goes to ours.</summary>
    public static async Task<string> RunAsync(string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command} ended with {process.ExitCode}.");
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Platform.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
