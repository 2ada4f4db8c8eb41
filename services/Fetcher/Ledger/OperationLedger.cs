using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Fetcher.Ledger;

/// <summary>The statements on <c>acquisition.operations</c> and <c>operation_items</c> but those that turn arrivals with them: see <see cref="RetryLedger"/>.</summary>
internal sealed class OperationLedger(IDbContextFactory<AcquisitionContext> contexts)
{
    /// <summary>Most arrivals of one operation.</summary>
    public const int MostItems = 1_000_000;

    /// <summary>Most operations that run at once.</summary>
    public const int MostRunning = 20;

    /// <summary>The filter of an operation that is not about arrivals.</summary>
    private const string Nothing = "{}";

    private const string Chosen = """
        SELECT id, reason_code FROM acquisition.arrivals
        WHERE state IN ('rejected', 'failed') AND (@state IS NULL OR state = @state) AND (@reason IS NULL OR reason_code = @reason) AND (@stage IS NULL OR reason_stage = @stage)
            AND (@source IS NULL OR source = @source) AND (@batch IS NULL OR batch_id = @batch) AND (@arrival IS NULL OR id = @arrival)
            AND (@format IS NULL OR lower(right(name, length(@format) + 1)) = '.' || @format)
            AND (@from IS NULL OR observed_at >= @from) AND (@until IS NULL OR observed_at < @until) AND (@dismissed OR dismissed_id IS NULL)
        """;

    /// <summary>How many arrivals a filter meets, and the first ten of them.</summary>
    public async Task<(int Count, List<Guid> Sample)> CountAsync(RefusalFilter filter, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var counts = await context.Database.SqlQueryRaw<int>($"""SELECT count(*)::int AS "Value" FROM ({Chosen}) chosen""", Parameters(filter)).ToListAsync(cancellation);
        var sample = await context.Database.SqlQueryRaw<Guid>($"""SELECT id AS "Value" FROM ({Chosen}) chosen ORDER BY id LIMIT 10""", Parameters(filter)).ToListAsync(cancellation);
        return (counts.Single(), sample);
    }

    /// <summary>Writes an operation with the arrivals that its filter meets now, or nothing where it meets none; written once however often it is asked for.</summary>
    /// <returns>How many arrivals it is about.</returns>
    public async Task<int> BeginAsync(BeginOperation begin, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlRawAsync(
            $"""
            WITH chosen AS MATERIALIZED ({Chosen} ORDER BY id LIMIT {MostItems}),
            operation AS (
                INSERT INTO acquisition.operations (id, kind, state, filter, canary, note, requested_by, total)
                SELECT @id, @kind, 'running', @filter, @canary, @note, @by, count(*) FROM chosen HAVING count(*) > 0 ON CONFLICT (id) DO NOTHING RETURNING id)
            INSERT INTO acquisition.operation_items (operation_id, arrival_id, state, before_code) SELECT operation.id, chosen.id, 'pending', chosen.reason_code FROM operation, chosen
            """,
            [
                .. Parameters(begin.Filter), Parameter("id", begin.Id, NpgsqlDbType.Uuid), Parameter("kind", begin.Kind, NpgsqlDbType.Text),
                Parameter("filter", JsonSerializer.Serialize(begin.Filter, JsonSerializerOptions.Web), NpgsqlDbType.Jsonb), Parameter("canary", begin.Canary, NpgsqlDbType.Boolean),
                Parameter("note", begin.Note, NpgsqlDbType.Text), Parameter("by", begin.By, NpgsqlDbType.Text),
            ],
            cancellation);
        return await context.Operations.Where(row => row.Id == begin.Id).Select(row => row.Total).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Writes an operation on documents that its asker chose, all or nothing; written once however often it is asked for.</summary>
    /// <param name="begin">What is asked.</param>
    /// <param name="list">The list, in the form of <see cref="ChosenDocuments.Token"/>.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>How many documents it is about.</returns>
    public async Task<int> BeginAsync(BeginOperation begin, Stream list, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var begun = await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO acquisition.operations (id, kind, state, filter, documents, charset, canary, note, requested_by, total)
            VALUES ({begin.Id}, {begin.Kind}, 'running', {Nothing}::jsonb, {begin.Documents!.Filter}::jsonb, {begin.Charset}, false, {begin.Note}, {begin.By},
                {begin.Documents.Count}) ON CONFLICT (id) DO NOTHING
            """,
            cancellation);
        if (begun > 0)
        {
            await CopyAsync((NpgsqlConnection)context.Database.GetDbConnection(), begin.Id, list, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return begin.Documents.Count;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, Guid operation, Stream list, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY acquisition.operation_items (operation_id, arrival_id, document_id, state, asked, faults) FROM STDIN (FORMAT BINARY)", cancellation);
        var item = new byte[32];
        while (await list.ReadAtLeastAsync(item, item.Length, throwOnEndOfStream: false, cancellation) == item.Length)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(operation, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(new Guid(item.AsSpan(16), bigEndian: true), NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(new Guid(item.AsSpan(0, 16), bigEndian: true), NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(OperationItemRow.Pending, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(0, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(0, NpgsqlDbType.Integer, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    /// <summary>The operations that run, oldest first.</summary>
    public async Task<List<OperationRow>> RunningAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Operations.AsNoTracking().Where(row => row.State == OperationRow.Running).OrderBy(row => row.Id).Take(MostRunning + 1).ToListAsync(cancellation);
    }

    /// <summary>How many items of an operation are in each state.</summary>
    public async Task<Dictionary<string, int>> StatesAsync(Guid operation, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.OperationItems.Where(item => item.OperationId == operation).GroupBy(item => item.State)
            .Select(group => new { State = group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.State, group => group.Count, cancellation);
    }

    /// <summary>The next arrivals of an operation that nothing was done with.</summary>
    public async Task<List<Guid>> PendingAsync(Guid operation, int most, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.OperationItems.Where(item => item.OperationId == operation && item.State == OperationItemRow.Pending)
            .OrderBy(item => item.ArrivalId).Select(item => item.ArrivalId).Take(most).ToListAsync(cancellation);
    }

    /// <summary>Ends a running operation; what is pending is skipped with <paramref name="problem"/>, what is under way gets its result later.</summary>
    /// <returns>Whether it ran.</returns>
    public async Task<bool> EndAsync(Guid operation, string state, string? problem, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Database.ExecuteSqlAsync(
            $"""
            WITH skipped AS (
                UPDATE acquisition.operation_items SET state = 'skipped', reason = {problem}, ended_at = now() WHERE operation_id = {operation} AND state = 'pending')
            UPDATE acquisition.operations SET state = {state}, problem = {problem}, ended_at = now() WHERE id = {operation} AND state = 'running'
            """,
            cancellation) > 0;
    }

    private static object[] Parameters(RefusalFilter filter) =>
    [
        Parameter("state", filter.State, NpgsqlDbType.Text), Parameter("reason", filter.Reason, NpgsqlDbType.Text), Parameter("stage", filter.Stage, NpgsqlDbType.Text),
        Parameter("source", filter.Source, NpgsqlDbType.Text), Parameter("batch", filter.Batch, NpgsqlDbType.Uuid), Parameter("arrival", filter.Arrival, NpgsqlDbType.Uuid),
        Parameter("format", filter.Format, NpgsqlDbType.Text), Parameter("from", filter.ObservedFrom?.ToUniversalTime(), NpgsqlDbType.TimestampTz),
        Parameter("until", filter.ObservedUntil?.ToUniversalTime(), NpgsqlDbType.TimestampTz), Parameter("dismissed", filter.Dismissed, NpgsqlDbType.Boolean),
    ];

    private static NpgsqlParameter Parameter(string name, object? value, NpgsqlDbType type) => new(name, type) { Value = value ?? DBNull.Value };
}
