using Microsoft.EntityFrameworkCore;
using Platform.Contracts;

namespace Platform.Fetcher.Ledger;

/// <summary>
/// The statements on <c>acquisition.arrivals</c>. Each is one statement and so one transaction, changes many rows at once, and changes nothing
/// when it comes again. Due times are the database's clock, everything else is told.
/// </summary>
internal sealed class ArrivalLedger(IDbContextFactory<AcquisitionContext> contexts, LedgerSettings settings, RightOfWay right)
{
    /// <summary>Most arrivals under way in a lane now.</summary>
    public int Limit(string lane) => right.Limit(lane, settings.InFlightLimit);

    /// <summary>Most arrivals of a lane in one step now, of those that a step takes otherwise.</summary>
    public int Step(string lane, int most) => right.Step(lane, most);

    /// <summary>
    /// How many more arrivals may be under way in a lane. Containers do not count until they are unpacked: they wait for room themselves, for what they hold. Nor does what waits
    /// for somebody else, at its place or for its writer, however much that is.
    /// </summary>
    public async Task<int> RoomAsync(string lane, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var open = await context.Arrivals.CountAsync(
            row => ((row.State == ArrivalRow.Waiting && row.ReasonCode != ReasonCodes.Immovable && row.ReasonCode != ReasonCodes.BeingWritten) || row.State == ArrivalRow.InFlight)
                && row.Faults == 0 && row.Lane == lane && (row.Container == null || row.UnpackedAt != null), cancellation);
        return Math.Max(Limit(lane) - open, 0);
    }

    /// <summary>Those of these contents that arrivals refer to that have not ended.</summary>
    public async Task<List<string>> UnderWayAsync(string[] hashes, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Arrivals.Where(row => (row.State == ArrivalRow.Waiting || row.State == ArrivalRow.InFlight) && row.ContentHash != null && hashes.Contains(row.ContentHash))
            .Select(row => row.ContentHash!).Distinct().ToListAsync(cancellation);
    }

    /// <summary>Writes new rows as <c>waiting</c>, and with them the batches that they begin.</summary>
    public async Task ObserveAsync(IReadOnlyList<ArrivalRow> rows, IReadOnlyList<BatchRow> begun, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH begun AS (
                INSERT INTO acquisition.batches (id, source, kind, name, path, queued, opened_at, closed_at)
                SELECT id, source, kind, name, path, 0, opened_at, closed_at
                FROM unnest({Column(begun, row => row.Id)}, {Column(begun, row => row.Source)}, {Column(begun, row => row.Kind)}, {Column(begun, row => row.Name)},
                    {Column(begun, row => row.Path)}, {Column(begun, row => row.OpenedAt)}, {Column(begun, row => row.ClosedAt)}) AS row (id, source, kind, name, path, opened_at, closed_at)
                ON CONFLICT (id) DO NOTHING)
            INSERT INTO acquisition.arrivals (id, source, batch_id, lane, name, path, size, modified_ns, tags, language, location, given, state, publishes, faults, due_at,
                observed_at)
            SELECT id, source, batch_id, lane, name, path, size, modified_ns, string_to_array(tags, chr(31)), language, location, given::jsonb, 'waiting', 0, 0, now(), observed_at
            FROM unnest({Column(rows, row => row.Id)}, {Column(rows, row => row.Source)}, {Column(rows, row => row.BatchId)}, {Column(rows, row => row.Lane)}, {Column(rows, row => row.Name)}, {Column(rows, row => row.Path)},
                {Column(rows, row => row.Size)}, {Column(rows, row => row.ModifiedNs)}, {Column(rows, row => string.Join('\u001f', row.Tags))}, {Column(rows, row => row.Language)},
                {Column(rows, row => row.Location)}, {Column(rows, row => row.Given)}, {Column(rows, row => row.ObservedAt)})
                AS row (id, source, batch_id, lane, name, path, size, modified_ns, tags, language, location, given, observed_at)
            ON CONFLICT (id) DO NOTHING
            """,
            cancellation);
    }

    /// <summary>Writes rows whose bytes are in the content store, or that are refused, as <c>in_flight</c>: within the transaction of <paramref name="context"/>.</summary>
    public Task EnterAsync(AcquisitionContext context, IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation) => context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO acquisition.arrivals (id, source, batch_id, lane, name, path, size, modified_ns, content_hash, container, tags, language, location, given, fetched_at, reason_code, reason, reason_stage,
            state, publishes, faults, due_at, observed_at)
        SELECT id, source, batch_id, lane, name, path, size, modified_ns, content_hash, container, string_to_array(tags, chr(31)), language, location, given::jsonb, fetched_at, reason_code, reason, reason_stage,
            'in_flight', 1, 0, now() + {settings.RedriveAfter}, observed_at
        FROM unnest({Column(rows, row => row.Id)}, {Column(rows, row => row.Source)}, {Column(rows, row => row.BatchId)}, {Column(rows, row => row.Lane)}, {Column(rows, row => row.Name)}, {Column(rows, row => row.Path)},
            {Column(rows, row => row.Size)}, {Column(rows, row => row.ModifiedNs)}, {Column(rows, row => row.ContentHash)}, {Column(rows, row => row.Container)}, {Column(rows, row => string.Join('\u001f', row.Tags))}, {Column(rows, row => row.Language)}, {Column(rows, row => row.Location)},
            {Column(rows, row => row.Given)}, {Column(rows, row => row.FetchedAt)}, {Column(rows, row => row.ReasonCode)}, {Column(rows, row => row.Reason)}, {Column(rows, row => row.ReasonStage)}, {Column(rows, row => row.ObservedAt)})
            AS row (id, source, batch_id, lane, name, path, size, modified_ns, content_hash, container, tags, language, location, given, fetched_at, reason_code, reason, reason_stage, observed_at)
        """,
        cancellation);

    /// <summary>Turns waiting rows to <c>in_flight</c>, with what was read or why it was refused.</summary>
    public async Task SendOffAsync(IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.arrivals SET state = 'in_flight', publishes = 1, due_at = now() + {settings.RedriveAfter},
                size = row.size, modified_ns = row.modified_ns, content_hash = row.content_hash, container = row.container, fetched_at = row.fetched_at,
                tags = string_to_array(row.tags, chr(31)), language = row.language, given = row.given::jsonb, reason_code = row.reason_code, reason = row.reason, reason_stage = row.reason_stage
            FROM unnest({Column(rows, row => row.Id)}, {Column(rows, row => row.Size)}, {Column(rows, row => row.ModifiedNs)}, {Column(rows, row => row.ContentHash)},
                {Column(rows, row => row.Container)}, {Column(rows, row => row.FetchedAt)}, {Column(rows, row => string.Join('\u001f', row.Tags))}, {Column(rows, row => row.Language)}, {Column(rows, row => row.Given)},
                {Column(rows, row => row.ReasonCode)}, {Column(rows, row => row.Reason)}, {Column(rows, row => row.ReasonStage)})
                AS row (id, size, modified_ns, content_hash, container, fetched_at, tags, language, given, reason_code, reason, reason_stage)
            WHERE arrivals.id = row.id AND arrivals.state = 'waiting'
            """,
            cancellation);
    }

    /// <summary>Notes why rows wait.</summary>
    public async Task WaitAsync(IReadOnlyList<(Guid Id, Reason Why)> waits, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.arrivals SET reason_code = row.code, reason = row.message, reason_stage = row.stage
            FROM unnest({Column(waits, wait => wait.Id)}, {Column(waits, wait => wait.Why.Code)}, {Column(waits, wait => wait.Why.Message)}, {Column(waits, wait => wait.Why.Stage)})
                AS row (id, code, message, stage)
            WHERE arrivals.id = row.id AND arrivals.state = 'waiting'
            """,
            cancellation);
    }

    /// <summary>Closes rows with the outcomes of their present attempt; rows that are closed stay as they are.</summary>
    public async Task CloseAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.arrivals SET state = end_of.outcome, document_id = end_of.document_id, settled_at = end_of.settled_at,
                reason_code = end_of.reason_code, reason = end_of.reason, reason_stage = end_of.reason_stage
            FROM unnest({Column(settlements, end => end.ArrivalId)}, {Column(settlements, end => end.Attempt)}, {Column(settlements, end => end.Outcome)}, {Column(settlements, end => end.DocumentId)},
                {Column(settlements, end => end.SettledAt.ToUniversalTime())}, {Column(settlements, end => end.Reason?.Code)},
                {Column(settlements, end => end.Reason?.Message)}, {Column(settlements, end => end.Reason?.Stage)})
                AS end_of (id, attempt, outcome, document_id, settled_at, reason_code, reason, reason_stage)
            WHERE arrivals.id = end_of.id AND arrivals.attempt = end_of.attempt AND arrivals.state IN ('waiting', 'in_flight')
            """,
            cancellation);
    }

    /// <summary>The rows with these ids; ids that are not known are left out.</summary>
    public async Task<List<ArrivalRow>> RowsAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var wanted = ids.ToArray();
        return await context.Arrivals.AsNoTracking().Where(row => wanted.Contains(row.Id)).ToListAsync(cancellation);
    }

    /// <summary>The rows of a source that wait for their file to be read.</summary>
    public async Task<List<ArrivalRow>> WaitingAsync(string source, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Arrivals.AsNoTracking().Where(row => row.State == ArrivalRow.Waiting && row.Source == source).ToListAsync(cancellation);
    }

    /// <summary>Whether anything was ever observed in a folder of a source.</summary>
    public async Task<bool> HasArrivalsInAsync(string source, byte[] folder, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        byte[] prefix = [.. folder, (byte)'/'];
        return await context.Database.SqlQuery<bool>(
            $"""SELECT EXISTS (SELECT FROM acquisition.arrivals WHERE source = {source} AND substring(path FROM 1 FOR {prefix.Length}) = {prefix}) AS "Value" """).SingleAsync(cancellation);
    }

    /// <summary>Takes arrivals that are due without an outcome, and sets their next due time: twice as far each time, at most 10 minutes.</summary>
    public async Task<List<ArrivalRow>> TakeDueAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Arrivals.FromSql(
            $"""
            UPDATE acquisition.arrivals SET publishes = publishes + 1,
                due_at = now() + least({settings.RedriveAfter} * power(2, least(publishes, 16)), interval '10 minutes')
            WHERE id IN (SELECT id FROM acquisition.arrivals WHERE state = 'in_flight' AND due_at <= now() ORDER BY due_at LIMIT 256 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellation);
    }

    /// <summary>Undoes <see cref="TakeDueAsync"/> for rows that could not be published, which are due again in 5 s.</summary>
    public async Task PutOffAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.arrivals SET publishes = greatest(publishes - 1, 0), due_at = now() + interval '5 seconds'
            WHERE id = ANY ({ids.ToArray()}) AND state = 'in_flight'
            """,
            cancellation);
    }

    /// <summary>Notes faults of ours, of documents (an archive is none, and what is due of it comes again without end): each arrival is due again after the delay for its fault, or at once after the last one, to be failed.</summary>
    public async Task FaultAsync(IReadOnlyList<(Arrival Arrival, Reason Reason)> faults, string? worker, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH faulted AS (
            UPDATE acquisition.arrivals SET faults = faults + 1, reason_code = fault.code, reason = fault.message, reason_stage = fault.stage,
                due_at = now() + coalesce(({Schedule.AfterFault.ToArray()})[faults + 1], interval '0')
            FROM unnest({Column(faults, fault => fault.Arrival.Id)}, {Column(faults, fault => fault.Arrival.Attempt)}, {Column(faults, fault => fault.Reason.Code)}, {Column(faults, fault => fault.Reason.Message)},
                {Column(faults, fault => fault.Reason.Stage)}) AS fault (id, attempt, code, message, stage)
            WHERE arrivals.id = fault.id AND arrivals.attempt = fault.attempt AND arrivals.state = 'in_flight' AND arrivals.content_hash IS NOT NULL
                AND (arrivals.container IS NULL OR arrivals.container = 'mail') AND arrivals.faults <= {Schedule.AfterFault.Count}
            RETURNING arrivals.*)
            INSERT INTO acquisition.attempts (arrival_id, attempt, fault, outcome, stage, reason_code, reason, worker, at)
            SELECT id, attempt, faults, 'faulted', reason_stage, reason_code, reason, {worker}, now() FROM faulted
            """,
            cancellation);
    }

    private static TColumn[] Column<TRow, TColumn>(IReadOnlyList<TRow> rows, Func<TRow, TColumn> column) => [.. rows.Select(column)];
}
