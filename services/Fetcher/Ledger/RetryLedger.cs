using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>The statements that change arrivals together with the items of an operation: each turns both or neither.</summary>
internal sealed class RetryLedger(IDbContextFactory<AcquisitionContext> contexts, LedgerSettings settings)
{
    /// <summary>
    /// Begins the next attempt of refused arrivals: <c>waiting</c> for their file where it is claimed again, else <c>in_flight</c> with the bytes that are kept. Their batches
    /// are settled no more. An arrival that is not refused any more stays as it is.
    /// </summary>
    /// <returns>The rows that were turned.</returns>
    public async Task<List<ArrivalRow>> TurnAsync(Guid operation, IReadOnlyList<(Guid Id, string State)> again, string? lane, CancellationToken cancellation)
    {
        var (ids, states) = (again.Select(item => item.Id).ToArray(), again.Select(item => item.State).ToArray());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH before AS (
                SELECT id, attempt, state, reason_stage, reason_code, reason, settled_at FROM acquisition.arrivals WHERE id = ANY ({ids}) AND state IN ('rejected', 'failed')),
            turned AS (
                UPDATE acquisition.arrivals SET state = row.state, attempt = attempt + 1, publishes = 1, faults = 0, due_at = now() + {settings.RedriveAfter},
                    reason_code = NULL, reason = NULL, reason_stage = NULL, document_id = NULL, settled_at = NULL, dismissed_id = NULL, unpacked_at = NULL, lane = coalesce({lane}, lane)
                FROM unnest({ids}, {states}) AS row (id, state) WHERE arrivals.id = row.id AND arrivals.state IN ('rejected', 'failed')
                RETURNING arrivals.id, arrivals.attempt, arrivals.batch_id),
            reopened AS (UPDATE acquisition.batches SET settled_at = NULL WHERE id IN (SELECT batch_id FROM turned) AND settled_at IS NOT NULL),
            noted AS (
                INSERT INTO acquisition.attempts (arrival_id, attempt, fault, outcome, stage, reason_code, reason, at)
                SELECT before.id, before.attempt, 0, before.state, before.reason_stage, before.reason_code, before.reason, before.settled_at FROM before JOIN turned USING (id))
            UPDATE acquisition.operation_items SET state = 'under_way', attempt = turned.attempt FROM turned
            WHERE operation_id = {operation} AND arrival_id = turned.id AND operation_items.state = 'pending'
            """,
            cancellation);
        return await context.Arrivals.AsNoTracking().Where(row => ids.Contains(row.Id) && context.OperationItems.Any(item =>
                item.OperationId == operation && item.ArrivalId == row.Id && item.State == OperationItemRow.UnderWay && item.Attempt == row.Attempt))
            .OrderBy(row => row.Id).ToListAsync(cancellation);
    }

    /// <summary>Gives the items of an operation the results of their attempts, as far as they ended.</summary>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.operation_items SET state = a.state, reason_code = a.reason_code, reason = a.reason, ended_at = a.settled_at
            FROM acquisition.arrivals a
            WHERE operation_items.state = 'under_way' AND a.id = operation_items.arrival_id AND a.attempt = operation_items.attempt
                AND a.state NOT IN ('waiting', 'in_flight')
            """,
            cancellation);
    }

    /// <summary>Skips items, each with its reason.</summary>
    public async Task SkipAsync(Guid operation, IReadOnlyList<(Guid Id, string Why)> items, CancellationToken cancellation)
    {
        var (ids, sentences) = (items.Select(item => item.Id).ToArray(), items.Select(item => item.Why).ToArray());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.operation_items SET state = 'skipped', reason = row.why, ended_at = now() FROM unnest({ids}, {sentences}) AS row (id, why)
            WHERE operation_id = {operation} AND arrival_id = row.id AND state = 'pending'
            """,
            cancellation);
    }

    /// <summary>Dismisses the next arrivals of an operation.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> DismissAsync(Guid operation, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Database.ExecuteSqlAsync(
            $"""
            WITH next AS (SELECT arrival_id FROM acquisition.operation_items WHERE operation_id = {operation} AND state = 'pending' ORDER BY arrival_id LIMIT 5000),
            dismissed AS (
                UPDATE acquisition.arrivals SET dismissed_id = {operation} WHERE id IN (SELECT arrival_id FROM next) AND state IN ('rejected', 'failed') RETURNING id)
            UPDATE acquisition.operation_items SET ended_at = now(), state = CASE WHEN dismissed.id IS NULL THEN 'skipped' ELSE 'dismissed' END,
                reason = CASE WHEN dismissed.id IS NULL THEN 'It is not rejected or failed any more.' END
            FROM next LEFT JOIN dismissed ON dismissed.id = next.arrival_id WHERE operation_id = {operation} AND operation_items.arrival_id = next.arrival_id
            """,
            cancellation) > 0;
    }
}
