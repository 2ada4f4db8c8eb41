using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>How far a container's tree has grown.</summary>
/// <param name="Depth">In how many containers it lies.</param>
/// <param name="Members">What the outermost of them holds by now, without what this one does.</param>
/// <param name="Bytes">How many bytes that is.</param>
internal sealed record ContainerTree(int Depth, int Members, long Bytes);

/// <summary>The statements on containers and what they hold.</summary>
internal sealed class ContainerLedger(IDbContextFactory<AcquisitionContext> contexts, LedgerSettings settings)
{
    /// <summary>The tree that a container stands in.</summary>
    public async Task<ContainerTree> TreeAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var tree = await context.Database.SqlQuery<ContainerTree>(
            $"""
            WITH RECURSIVE up AS (
                SELECT id, parent_id, 0 AS depth FROM acquisition.arrivals WHERE id = {id}
                UNION ALL SELECT a.id, a.parent_id, up.depth + 1 FROM acquisition.arrivals a JOIN up ON a.id = up.parent_id),
            down AS (
                SELECT id, 0::bigint AS size, 0 AS counts FROM up WHERE parent_id IS NULL
                UNION ALL SELECT a.id, a.size, 1 FROM acquisition.arrivals a JOIN down ON a.parent_id = down.id AND down.id <> {id})
            SELECT (SELECT max(depth) FROM up) AS "Depth", coalesce(sum(counts), 0)::int AS "Members", coalesce(sum(size), 0)::bigint AS "Bytes" FROM down
            """).ToListAsync(cancellation);
        return tree.Single();
    }

    /// <summary>Writes members as rows in flight; those that are there already stay as they are.</summary>
    /// <returns>Those that were not there.</returns>
    public async Task<HashSet<Guid>> EnterAsync(IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var entered = await context.Database.SqlQuery<Guid>(
            $"""
            INSERT INTO acquisition.arrivals (id, source, batch_id, lane, name, path, size, modified_ns, tags, language, parent_id, inner_path, content_hash, container, fetched_at,
                reason_code, reason, reason_stage, state, publishes, faults, due_at, observed_at)
            SELECT id, source, batch_id, lane, name, '', size, 0, string_to_array(tags, chr(31)), language, parent_id, inner_path, content_hash, container, fetched_at,
                reason_code, reason, reason_stage, 'in_flight', 1, 0, now() + {settings.RedriveAfter}, observed_at
            FROM unnest({Column(rows, row => row.Id)}, {Column(rows, row => row.Source)}, {Column(rows, row => row.BatchId)}, {Column(rows, row => row.Lane)}, {Column(rows, row => row.Name)},
                {Column(rows, row => row.Size)}, {Column(rows, row => string.Join('\u001f', row.Tags))}, {Column(rows, row => row.Language)}, {Column(rows, row => row.ParentId)},
                {Column(rows, row => row.InnerPath)}, {Column(rows, row => row.ContentHash)}, {Column(rows, row => row.Container)}, {Column(rows, row => row.FetchedAt)},
                {Column(rows, row => row.ReasonCode)}, {Column(rows, row => row.Reason)}, {Column(rows, row => row.ReasonStage)}, {Column(rows, row => row.ObservedAt)})
                AS row (id, source, batch_id, lane, name, size, tags, language, parent_id, inner_path, content_hash, container, fetched_at, reason_code, reason, reason_stage, observed_at)
            ON CONFLICT (id) DO NOTHING
            RETURNING id AS "Value"
            """).ToListAsync(cancellation);
        return [.. entered];
    }

    /// <summary>Notes that all that a container holds is in the ledger, and how an archive ends by that.</summary>
    public async Task UnpackedAsync(ArrivalRow row, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.arrivals SET unpacked_at = {row.UnpackedAt}, reason_code = {row.ReasonCode}, reason = {row.Reason}, reason_stage = {row.ReasonStage}, publishes = 1,
                due_at = now() + {settings.RedriveAfter}
            WHERE id = {row.Id} AND state = 'in_flight'
            """,
            cancellation);
    }

    private static TColumn[] Column<TColumn>(IReadOnlyList<ArrivalRow> rows, Func<ArrivalRow, TColumn> column) => [.. rows.Select(column)];
}
