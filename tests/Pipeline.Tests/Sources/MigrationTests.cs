using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Platform.Fetcher.Ledger;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Sources;

public sealed class MigrationTests(Servers servers)
{
    [Fact]
    public async Task A_ledger_with_arrivals_from_before_there_were_batches_is_brought_up_to_date()
    {
        var admin = await servers.CreateDatabaseAsync(migrated: false);
        await using var source = NpgsqlDataSource.Create(Database.As("fetcher", admin));
        var options = new DbContextOptionsBuilder<AcquisitionContext>();
        AcquisitionContext.Configure(options, source);
        await using var context = new AcquisitionContext(options.Options);
        await context.GetService<IMigrator>().MigrateAsync("Arrivals", TestContext.Current.CancellationToken);
        await Database.ExecuteAsync(admin, """
            INSERT INTO acquisition.arrivals (id, source, name, path, size, modified_ns, state, publishes, faults, due_at, observed_at, settled_at)
            SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'inbox' ELSE 'other' END, n || '.txt', convert_to(n || '.txt', 'UTF8'), n, 0,
                CASE WHEN n = 7 THEN 'in_flight' ELSE 'stored' END, 1, 0, now(), timestamptz '2026-01-01 12:00Z' + n * interval '1 hour', now()
            FROM generate_series(1, 40) n
            """);

        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal(40, await Database.ScalarAsync<long>(admin, "SELECT count(*) FROM acquisition.arrivals a JOIN acquisition.batches b ON b.id = a.batch_id AND b.source = a.source"));
        Assert.Equal(6, await Database.ScalarAsync<long>(admin, "SELECT count(*) FROM acquisition.batches WHERE closed_at IS NOT NULL AND settled_at IS NULL"));
        var finished = await new BatchLedger(new Contexts(options.Options)).FinishedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(5, finished.Count);
    }

    private sealed class Contexts(DbContextOptions<AcquisitionContext> options) : IDbContextFactory<AcquisitionContext>
    {
        public AcquisitionContext CreateDbContext() => new(options);
    }
}
