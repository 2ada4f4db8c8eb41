using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>The statements on <c>acquisition.batches</c> but the one that begins a batch, which goes with its first arrival.</summary>
internal sealed class BatchLedger(IDbContextFactory<AcquisitionContext> contexts)
{
    /// <summary>The batches of a source that are not closed.</summary>
    public async Task<List<BatchRow>> OpenAsync(string source, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Batches.AsNoTracking().Where(row => row.Source == source && row.ClosedAt == null && row.SettledAt == null).ToListAsync(cancellation);
    }

    /// <summary>Notes how many documents queue for batches, and closes those that are over.</summary>
    public async Task NoteAsync(IReadOnlyList<(Guid Id, int Queued, bool Closed)> batches, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (ids, queued, closed) = (batches.Select(batch => batch.Id).ToArray(), batches.Select(batch => batch.Queued).ToArray(), batches.Select(batch => batch.Closed).ToArray());
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.batches SET queued = row.queued, closed_at = CASE WHEN row.closed THEN coalesce(closed_at, now()) ELSE closed_at END
            FROM unnest({ids}, {queued}, {closed}) AS row (id, queued, closed) WHERE batches.id = row.id
            """,
            cancellation);
    }

    /// <summary>Closed batches whose arrivals have all their outcome, the oldest 100.</summary>
    public async Task<List<BatchRow>> FinishedAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Batches.AsNoTracking()
            .Where(batch => batch.SettledAt == null && batch.ClosedAt != null && !context.Arrivals.Any(
                row => row.BatchId == batch.Id && (row.State == ArrivalRow.Waiting || row.State == ArrivalRow.InFlight)))
            .OrderBy(batch => batch.Id).Take(100).ToListAsync(cancellation);
    }

    /// <summary>Marks batches as settled.</summary>
    public async Task SettleAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"UPDATE acquisition.batches SET settled_at = now() WHERE id = ANY ({ids.ToArray()}) AND settled_at IS NULL", cancellation);
    }

    /// <summary>The arrivals of a batch in the order they were observed, one at a time, however many they are.</summary>
    public async IAsyncEnumerable<ArrivalRow> ArrivalsAsync(Guid batch, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await foreach (var row in context.Arrivals.AsNoTracking().Where(row => row.BatchId == batch).OrderBy(row => row.Id).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            yield return row;
        }
    }
}
