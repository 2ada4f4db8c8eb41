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
        var postgres = new PostgreSqlBuilder("postgres:18").Build();
        var rabbit = new RabbitMqBuilder("rabbitmq:4-management").Build();
        _owned.AddRange([postgres, rabbit]);
        await Task.WhenAll(postgres.StartAsync(), rabbit.StartAsync());
        (Origin, PostgresAdmin, RabbitMq) = ("containers", postgres.GetConnectionString(), rabbit.GetConnectionString());
    }
}
