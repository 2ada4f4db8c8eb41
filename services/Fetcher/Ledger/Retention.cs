using Microsoft.EntityFrameworkCore;
using Platform.Hosting;

namespace Platform.Fetcher.Ledger;

/// <summary>
/// Each minute, removes batches that settled longer ago than <see cref="LedgerSettings.Keep"/>, with their arrivals, some thousand rows at a time. What is removed is
/// counted on in the same statement, so the books lose nothing; and the counts are folded. Results of operations go when the operation ended as long ago.
/// </summary>
internal sealed class Retention(
    IDbContextFactory<AcquisitionContext> contexts, LedgerSettings settings, TimeProvider clock, Migration<AcquisitionContext> migration, ILogger<Retention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                var removed = 0;
                await FoldAsync(stoppingToken);
                for (int step; (step = await RemoveAsync(stoppingToken)) > 0; removed += step)
                {
                }

                if (removed > 0)
                {
                    Log.Removed(logger, removed, settings.Keep.TotalDays);
                }
            }
            catch (Exception away) when (Outage.Is(away))
            {
                // The database is away: whoever needs it more says so.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Makes one row of the many that the ledger's changes left for a source and state; in one statement, so that no reader sees it half done.</summary>
    private async Task FoldAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH folded AS (DELETE FROM acquisition.counts RETURNING source, state, count)
            INSERT INTO acquisition.counts (source, state, count) SELECT source, state, sum(count) FROM folded GROUP BY source, state HAVING sum(count) <> 0
            """,
            cancellation);
    }

    /// <summary>Takes one step.</summary>
    /// <returns>How many arrivals it removed.</returns>
    private async Task<int> RemoveAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var removed = await context.Database.SqlQuery<int>(
            $"""
            WITH old AS (
                SELECT a.id FROM (SELECT id FROM acquisition.batches WHERE settled_at < now() - {settings.Keep} ORDER BY settled_at LIMIT 1000) b
                JOIN acquisition.arrivals a ON a.batch_id = b.id WHERE a.state NOT IN ('waiting', 'in_flight') LIMIT 5000 FOR UPDATE OF a SKIP LOCKED),
            gone AS (DELETE FROM acquisition.arrivals WHERE id IN (SELECT id FROM old) RETURNING source, state),
            forgotten AS (DELETE FROM acquisition.attempts WHERE arrival_id IN (SELECT id FROM old)),
            counted AS (
                INSERT INTO acquisition.counts (source, state, count) SELECT source, state, count(*) FROM gone GROUP BY source, state)
            SELECT count(*)::int AS "Value" FROM gone
            """).ToListAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM acquisition.batches WHERE settled_at < now() - {settings.Keep} AND NOT EXISTS (SELECT FROM acquisition.arrivals WHERE batch_id = batches.id)
            """,
            cancellation);
        await context.Database.ExecuteSqlAsync($"DELETE FROM acquisition.mirrored WHERE gone_at < now() - {settings.Keep}", cancellation);
        await context.Database.ExecuteSqlAsync($"DELETE FROM acquisition.operations WHERE ended_at < now() - {settings.Keep}", cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM acquisition.dead_letters WHERE died_at < now() - {settings.Keep} OR id < (SELECT id FROM acquisition.dead_letters ORDER BY id DESC OFFSET {DeadLetterLedger.Most} LIMIT 1)
            """,
            cancellation);
        return removed.Single();
    }
}
