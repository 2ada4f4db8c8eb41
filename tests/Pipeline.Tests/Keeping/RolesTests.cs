using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Fetcher.Ledger;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Keeping;

/// <summary>What <c>deploy/postgres/roles.sh</c> lets each service do, by trying.</summary>
public sealed class RolesTests(Servers servers)
{
    private static readonly Dictionary<string, string> Schemas = new(StringComparer.Ordinal) { ["fetcher"] = "acquisition", ["storage"] = "library", ["gateway"] = "delivery" };

    [Fact]
    public async Task Each_service_writes_its_own_schema_and_no_other()
    {
        var admin = await MigratedAsync();
        foreach (var (service, own) in Schemas)
        {
            foreach (var schema in Schemas.Values)
            {
                var tables = await Database.ColumnAsync(admin, $"SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = '{schema}'");
                Assert.NotEmpty(tables);
                foreach (var table in tables)
                {
                    foreach (var statement in new[] { $"DELETE FROM {schema}.{table} WHERE false", $"TRUNCATE {schema}.{table} CASCADE", $"ALTER TABLE {schema}.{table} ADD COLUMN tried int" })
                    {
                        Assert.Equal(schema == own, await MayAsync(service, admin, statement));
                    }
                }

                Assert.Equal(schema == own, await MayAsync(service, admin, $"CREATE TABLE {schema}.tried (id int)"));
            }

            Assert.False(await MayAsync(service, admin, "CREATE TABLE public.tried (id int)"));
            Assert.False(await MayAsync(service, admin, "CREATE ROLE tried"));
        }
    }

    [Fact]
    public async Task The_Gateway_reads_the_other_schemas_and_the_others_read_none()
    {
        var admin = await MigratedAsync();

        Assert.True(await MayAsync("gateway", admin, "SELECT count(*) FROM acquisition.arrivals"));
        Assert.True(await MayAsync("gateway", admin, "SELECT count(*) FROM library.records"));
        Assert.False(await MayAsync("fetcher", admin, "SELECT count(*) FROM library.records"));
        Assert.False(await MayAsync("fetcher", admin, "SELECT count(*) FROM delivery.api_keys"));
        Assert.False(await MayAsync("storage", admin, "SELECT count(*) FROM acquisition.arrivals"));
        Assert.False(await MayAsync("storage", admin, "SELECT count(*) FROM delivery.api_keys"));
    }

    /// <summary>A database with the tables of all three.</summary>
    private async Task<string> MigratedAsync()
    {
        var admin = await servers.CreateDatabaseAsync(migrated: true);
        await using var source = NpgsqlDataSource.Create(Database.As("fetcher", admin));
        var options = new DbContextOptionsBuilder<AcquisitionContext>();
        AcquisitionContext.Configure(options, source);
        await using var context = new AcquisitionContext(options.Options);
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return admin;
    }

    /// <summary>Tries a statement and takes it back.</summary>
    private static async Task<bool> MayAsync(string service, string admin, string statement)
    {
        await using var connection = new NpgsqlConnection(Database.As(service, admin));
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }
}
