using System.Globalization;
using Npgsql;

namespace Platform.Pipeline.Tests.Running;

/// <summary>Databases with the platform's roles, made by the script that <c>deploy/up</c> uses.</summary>
public static class Database
{
    /// <summary>The roles' passwords on the test servers, which end with the tests.</summary>
    private static readonly string Password = "test-" + Guid.NewGuid().ToString("N");

    private static readonly SemaphoreSlim OneAtATime = new(1, 1); // roles belong to the whole cluster

    public static async Task<string> CreateAsync(string admin, bool migrated)
    {
        var name = "platform_" + Guid.NewGuid().ToString("N")[..12];
        await OneAtATime.WaitAsync();
        try
        {
            await ExecuteAsync(admin, $"CREATE DATABASE {name}");
            var database = new NpgsqlConnectionStringBuilder(admin) { Database = name }.ConnectionString;
            await RolesAsync(database);
            if (migrated)
            {
                await Schemas.MigrateAsync(database);
            }

            return database;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>Connection string of one service's role: <c>fetcher</c>, <c>storage</c> or <c>gateway</c>.</summary>
    public static string As(string service, string admin) => new NpgsqlConnectionStringBuilder(admin)
    {
        Username = "platform_" + service,
        Password = Password,
    }.ConnectionString;

    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<List<string>> ColumnAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return values;
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static Task<string> RolesAsync(string admin)
    {
        var to = new NpgsqlConnectionStringBuilder(admin);
        return Shell.RunAsync(Path.Combine(Repository.Root, "deploy", "postgres", "roles.sh"), [], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = to.Host!,
            ["PGPORT"] = to.Port.ToString(CultureInfo.InvariantCulture),
            ["PGUSER"] = to.Username!,
            ["PGPASSWORD"] = to.Password!,
            ["PGDATABASE"] = to.Database!,
            ["PLATFORM_FETCHER_PASSWORD"] = Password,
            ["PLATFORM_STORAGE_PASSWORD"] = Password,
            ["PLATFORM_GATEWAY_PASSWORD"] = Password,
        });
    }
}
