using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>Enters uploads: the batch and all its arrivals in one statement, or, where its key came before, nothing.</summary>
internal sealed class UploadLedger(IDbContextFactory<AcquisitionContext> contexts, LedgerSettings settings)
{
    /// <summary>Writes a batch that is complete with rows that are in flight, since their bytes are in the content store.</summary>
    /// <returns>False where a batch with its key is there: nothing was written.</returns>
    public async Task<bool> EnterAsync(BatchRow batch, IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Database.ExecuteSqlAsync(
            $"""
            WITH batch AS (
                INSERT INTO acquisition.batches (id, source, kind, name, path, queued, opened_at, closed_at, idempotency_key)
                VALUES ({batch.Id}, {batch.Source}, {batch.Kind}, {batch.Name}, {batch.Path}, 0, {batch.OpenedAt}, {batch.ClosedAt}, {batch.IdempotencyKey})
                ON CONFLICT (idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING id)
            INSERT INTO acquisition.arrivals (id, source, batch_id, lane, name, path, size, modified_ns, content_hash, container, fetched_at, reason_code, reason, reason_stage, state, publishes, faults,
                due_at, observed_at)
            SELECT row.id, {batch.Source}, batch.id, {rows[0].Lane}, row.name, row.path, row.size, 0, row.content_hash, row.container, {batch.OpenedAt}, row.reason_code, row.reason, row.reason_stage, 'in_flight', 1, 0,
                now() + {settings.RedriveAfter}, {batch.OpenedAt}
            FROM batch, unnest({Column(rows, row => row.Id)}, {Column(rows, row => row.Name)}, {Column(rows, row => row.Path)}, {Column(rows, row => row.Size)},
                {Column(rows, row => row.ContentHash)}, {Column(rows, row => row.Container)}, {Column(rows, row => row.ReasonCode)}, {Column(rows, row => row.Reason)}, {Column(rows, row => row.ReasonStage)})
                AS row (id, name, path, size, content_hash, container, reason_code, reason, reason_stage)
            """,
            cancellation) > 0;
    }

    /// <summary>The arrivals that were entered under a key.</summary>
    public async Task<List<ArrivalRow>> EnteredAsync(string key, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Arrivals.AsNoTracking().Where(row => context.Batches.Any(batch => batch.IdempotencyKey == key && batch.Id == row.BatchId))
            .OrderBy(row => row.Id).ToListAsync(cancellation);
    }

    private static TColumn[] Column<TColumn>(IReadOnlyList<ArrivalRow> rows, Func<ArrivalRow, TColumn> column) => [.. rows.Select(column)];
}
