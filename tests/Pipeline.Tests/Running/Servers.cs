using Npgsql;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;
using Xunit;

[assembly: AssemblyFixture(typeof(Platform.Pipeline.Tests.Running.Servers))]

namespace Platform.Pipeline.Tests.Running;

/// <summary>
/// The PostgreSQL and RabbitMQ that the tests run against, in this order: those named by <c>ConnectionStrings__Postgres</c> (a role that may create
/// roles and databases) and <c>ConnectionStrings__RabbitMq</c> (an empty virtual host); containers, where a Docker engine answers; private instances
/// of this machine's packages.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _owned = [];

    /// <summary>Where they come from: <c>environment</c>, <c>containers</c> or <c>native</c>.</summary>
    public string Origin { get; private set; } = "";

    public string PostgresAdmin { get; private set; } = "";

    public string RabbitMq { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var postgres = Environment.GetEnvironmentVariable("ConnectionStrings__Postgres");
        var rabbit = Environment.GetEnvironmentVariable("ConnectionStrings__RabbitMq");
        if (!string.IsNullOrEmpty(postgres) && !string.IsNullOrEmpty(rabbit))
        {
            (Origin, PostgresAdmin, RabbitMq) = ("environment", postgres, rabbit);
        }
        else if (await DockerAnswersAsync())
        {
            await StartContainersAsync();
        }
        else
        {
            var native = new NativeServers();
            _owned.Add(native);
            await native.StartAsync();
            (Origin, PostgresAdmin, RabbitMq) = ("native", native.PostgresAdmin, native.RabbitMq);
        }

        // Where no server of the kind meant was taken, a green run would not tell.
        await Console.Error.WriteLineAsync($"servers: {Origin} (PostgreSQL at {Address(PostgresAdmin)}, RabbitMQ at {new Uri(RabbitMq).Authority})");
    }

    /// <summary>A fresh database with the platform's roles and schemas; with every service's tables where <paramref name="migrated"/>.</summary>
    /// <returns>The administrator's connection string to it.</returns>
    public Task<string> CreateDatabaseAsync(bool migrated) => Database.CreateAsync(PostgresAdmin, migrated);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var owned in _owned)
        {
            await owned.DisposeAsync();
        }
    }

    private static string Address(string postgres)
    {
        var to = new NpgsqlConnectionStringBuilder(postgres);
        return $"{to.Host}:{to.Port}";
    }

    private static async Task<bool> DockerAnswersAsync()
    {
        try
        {
            return (await Shell.TryAsync("docker", ["info", "--format", "{{.ServerVersion}}"])) is { Code: 0, Output.Length: > 1 };
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no docker client on this machine
        }
    }

    private async Task StartContainersAsync()
    {
        // deploy/test removes by this label what a run that was killed left.
        var run = Environment.GetEnvironmentVariable("PLATFORM_TEST_RUN") ?? "";
        // As many connections as deploy/up allows: every platform under test has pools of its own.
        var postgres = new PostgreSqlBuilder("postgres:18").WithCommand("-c", "max_connections=200").WithLabel("platform.test-run", run).Build();
        var rabbit = new RabbitMqBuilder("rabbitmq:4-management").WithLabel("platform.test-run", run).Build();
        _owned.AddRange([postgres, rabbit]);
        await Task.WhenAll(postgres.StartAsync(), rabbit.StartAsync());
        (Origin, PostgresAdmin, RabbitMq) = ("containers", postgres.GetConnectionString(), rabbit.GetConnectionString());
    }
}
