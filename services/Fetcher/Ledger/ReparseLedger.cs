using Microsoft.EntityFrameworkCore;
using Platform.Contracts;

namespace Platform.Fetcher.Ledger;

/// <summary>The statements on the items of operations that are about documents. Here they are what arrivals are elsewhere: what is asked for again until it has a result.</summary>
internal sealed class ReparseLedger(IDbContextFactory<AcquisitionContext> contexts, LedgerSettings settings, RightOfWay right)
{
    /// <summary>A document that met more faults of ours than this has failed.</summary>
    private const int MostFaults = 2;

    /// <summary>How many more documents may be under way.</summary>
    public async Task<int> RoomAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var open = await context.OperationItems.CountAsync(item => item.State == OperationItemRow.UnderWay && item.DocumentId != null, cancellation);
        return Math.Max(right.Limit(Lanes.Bulk, settings.InFlightLimit) - open, 0);
    }

    /// <summary>Turns the next documents of an operation to <c>under_way</c>.</summary>
    public async Task<List<Guid>> TurnAsync(Guid operation, int most, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Database.SqlQuery<Guid>(
            $"""
            UPDATE acquisition.operation_items AS item SET state = 'under_way', asked = 1, due_at = now() + {settings.RedriveAfter}
            FROM (SELECT arrival_id FROM acquisition.operation_items WHERE operation_id = {operation} AND state = 'pending' ORDER BY arrival_id LIMIT {most}) AS next
            WHERE item.operation_id = {operation} AND item.arrival_id = next.arrival_id RETURNING item.document_id AS "Value"
            """).ToListAsync(cancellation);
    }

    /// <summary>Takes documents that are due without a result, and sets their next due time: twice as far each time, at most 10 minutes.</summary>
    public async Task<List<DueDocument>> TakeDueAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Database.SqlQuery<DueDocument>(
            $"""
            UPDATE acquisition.operation_items AS item SET asked = asked + 1, due_at = now() + least({settings.RedriveAfter} * power(2, least(asked, 16)), interval '10 minutes')
            FROM acquisition.operations AS o
            WHERE o.id = item.operation_id AND (item.operation_id, item.arrival_id) IN (
                SELECT operation_id, arrival_id FROM acquisition.operation_items WHERE state = 'under_way' AND document_id IS NOT NULL AND due_at <= now() ORDER BY due_at LIMIT 256 FOR UPDATE SKIP LOCKED)
            RETURNING item.operation_id AS "OperationId", item.document_id AS "DocumentId", o.charset AS "Charset", o.total AS "Total"
            """).ToListAsync(cancellation);
    }

    /// <summary>Gives items their results; one that has its result keeps it.</summary>
    public async Task CloseAsync(IReadOnlyList<ReparseResult> results, CancellationToken cancellation)
    {
        var (operations, documents, states) = (Column(result => result.Operation), Column(result => result.DocumentId), Column(result => result.State));
        var (codes, reasons) = (Column(result => result.Reason?.Code), Column(result => result.Reason?.Message));
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.operation_items AS item SET state = result.state, reason_code = result.code, reason = result.reason, due_at = NULL, ended_at = now()
            FROM unnest({operations}, {documents}, {states}, {codes}, {reasons}) AS result (operation_id, document_id, state, code, reason)
            WHERE item.state = 'under_way' AND item.operation_id = result.operation_id AND item.document_id = result.document_id
            """,
            cancellation);

        T[] Column<T>(Func<ReparseResult, T> column) => [.. results.Select(column)];
    }

    /// <summary>Notes faults of ours: each document is asked for again in 10 s, and has failed after the third.</summary>
    public async Task FaultAsync(IReadOnlyList<(Reparse Reparse, Reason Reason)> faults, CancellationToken cancellation)
    {
        if (faults.Count == 0)
        {
            return;
        }

        var (operations, documents) = (faults.Select(fault => fault.Reparse.Operation).ToArray(), faults.Select(fault => fault.Reparse.DocumentId).ToArray());
        var (codes, reasons) = (faults.Select(fault => fault.Reason.Code).ToArray(), faults.Select(fault => fault.Reason.Message).ToArray());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.operation_items AS item SET faults = faults + 1, reason_code = fault.code, reason = fault.reason,
                due_at = CASE WHEN faults < {MostFaults} THEN now() + interval '10 seconds' END, state = CASE WHEN faults < {MostFaults} THEN state ELSE 'failed' END,
                ended_at = CASE WHEN faults < {MostFaults} THEN NULL ELSE now() END
            FROM unnest({operations}, {documents}, {codes}, {reasons}) AS fault (operation_id, document_id, code, reason)
            WHERE item.state = 'under_way' AND item.operation_id = fault.operation_id AND item.document_id = fault.document_id
            """,
            cancellation);
    }
}

/// <summary>A document that is asked for again.</summary>
internal sealed class DueDocument
{
    public required Guid OperationId { get; init; }

    public required Guid DocumentId { get; init; }

    public string? Charset { get; init; }

    /// <summary>How many documents its operation is about.</summary>
    public required int Total { get; init; }
}
