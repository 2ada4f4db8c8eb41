using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Fetcher.Sources;
using Platform.Fetcher.Sources.Mirrors;

namespace Platform.Fetcher.Ledger;

/// <summary>The statements on <c>acquisition.mirrored</c>. What is known of a file, its arrival and its batch are one transaction.</summary>
internal sealed class MirrorLedger(IDbContextFactory<AcquisitionContext> contexts, NpgsqlDataSource database, ArrivalLedger arrivals)
{
    /// <summary>Rows of one page: so many are held at a time, however many files there are.</summary>
    private const int PageSize = 10_000;

    /// <summary>What a listing is compared with: the next files of a source behind a path, in the order of their paths; the row of the folder itself, whose path is empty, is none of them.</summary>
    public async Task<List<KnownFile>> PageAsync(string source, byte[] after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            SELECT path, size, modified_ns, changed_ns, inode, side_car_ns, gone_at, reported_at IS NOT NULL FROM acquisition.mirrored
            WHERE source = $1 AND path > $2 ORDER BY path LIMIT $3
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = after, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PageSize });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var page = new List<KnownFile>(PageSize);
        while (await row.ReadAsync(cancellation))
        {
            page.Add(new KnownFile(
                row.GetFieldValue<byte[]>(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6), row.GetBoolean(7)));
        }

        return page;
    }

    /// <summary>Whether a page is the last.</summary>
    public static bool IsLast(List<KnownFile> page) => page.Count < PageSize;

    /// <summary>The inode of the folder under which the files of a source were seen; null where none were.</summary>
    public async Task<long?> RootAsync(string source, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Mirrored.Where(row => row.Source == source && row.Path == Array.Empty<byte>()).Select(row => (long?)row.Inode).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Notes the folder under which the files of a source are seen.</summary>
    public async Task NoteRootAsync(string source, long inode, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO acquisition.mirrored (source, path, size, modified_ns, changed_ns, inode, noted_at, version) VALUES ({source}, '', 0, 0, 0, {inode}, now(), 1)
            ON CONFLICT (source, path) DO UPDATE SET inode = excluded.inode, noted_at = now()
            """,
            cancellation);
    }

    /// <summary>What is known of files now.</summary>
    public async Task<Dictionary<RawPath, MirroredRow>> KnownAsync(string source, IEnumerable<RawPath> paths, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var wanted = paths.Select(path => path.Bytes).ToArray();
        return await context.Mirrored.AsNoTracking().Where(row => row.Source == source && wanted.Contains(row.Path)).ToDictionaryAsync(row => RawPath.Of(row.Path), cancellation);
    }

    /// <summary>Writes how files look that were read, with the arrivals that come of them, and the batch: all or nothing.</summary>
    /// <returns>The arrivals that were entered: not those of files which another Fetcher has entered meanwhile.</returns>
    public async Task<List<ArrivalRow>> EnterAsync(string source, IReadOnlyList<MirrorChange> changes, BatchRow batch, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var written = (await context.Database.SqlQuery<byte[]>(
            $"""
            INSERT INTO acquisition.mirrored AS known (source, path, size, modified_ns, changed_ns, inode, side_car_ns, content_hash, refused, noted_at, version)
            SELECT {source}, path, size, modified_ns, changed_ns, inode, side_car_ns, content_hash, refused, now(), version + 1
            FROM unnest({Column(changes, change => change.Item.Path.Bytes)}, {Column(changes, change => change.State.Size)}, {Column(changes, change => change.State.ModifiedNs)},
                {Column(changes, change => change.State.ChangedNs)}, {Column(changes, change => unchecked((long)change.State.Inode))}, {Column(changes, change => change.Item.SideCarNs)},
                {Column(changes, change => change.Hash)}, {Column(changes, change => change.Refused)}, {Column(changes, change => change.Known?.Version ?? 0)})
                AS row (path, size, modified_ns, changed_ns, inode, side_car_ns, content_hash, refused, version)
            ORDER BY path
            ON CONFLICT (source, path) DO UPDATE SET size = excluded.size, modified_ns = excluded.modified_ns, changed_ns = excluded.changed_ns, inode = excluded.inode,
                side_car_ns = excluded.side_car_ns, content_hash = excluded.content_hash, refused = excluded.refused, noted_at = excluded.noted_at, gone_at = NULL, reported_at = NULL,
                location = CASE WHEN known.reported_at IS NULL THEN known.location END, version = excluded.version
            WHERE known.version = excluded.version - 1
            RETURNING path AS "Value"
            """).ToListAsync(cancellation)).ConvertAll(path => RawPath.Of(path)).ToHashSet();
        var rows = changes.Where(change => change.Arrival is not null && written.Contains(change.Item.Path)).Select(change => change.Arrival!).ToList();
        if (rows.Count > 0)
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO acquisition.batches (id, source, kind, name, path, queued, opened_at) VALUES ({batch.Id}, {batch.Source}, {batch.Kind}, {batch.Name}, {batch.Path}, 0, {batch.OpenedAt})
                ON CONFLICT (id) DO UPDATE SET closed_at = NULL, settled_at = NULL WHERE batches.closed_at IS NOT NULL
                """,
                cancellation);
            await arrivals.EnterAsync(context, rows, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return rows;
    }

    /// <summary>Notes that files are there no more.</summary>
    public async Task NoteGoneAsync(string source, IReadOnlyList<byte[]> paths, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"UPDATE acquisition.mirrored SET gone_at = now(), version = version + 1 WHERE source = {source} AND path = ANY ({paths.ToArray()}) AND gone_at IS NULL", cancellation);
    }

    /// <summary>Notes the places of files whose removal is asked for now. Those that still have an arrival under way are left out: its document is not stored yet.</summary>
    /// <returns>The removals.</returns>
    public async Task<List<LocationRemoved>> RemovalsAsync(string source, IReadOnlyList<byte[]> paths, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (missing, places) = (paths.ToArray(), paths.Select(path => MirrorLocation.Of(source, RawPath.Of(path))).ToArray());
        var rows = await context.Database.SqlQuery<RemovalRow>(
            $"""
            UPDATE acquisition.mirrored SET location = row.place FROM unnest({missing}, {places}) AS row (missing, place)
            WHERE source = {source} AND path = missing AND gone_at IS NOT NULL AND reported_at IS NULL AND NOT EXISTS (
                SELECT FROM acquisition.arrivals a WHERE a.source = {source} AND a.path = missing AND a.state IN ('waiting', 'in_flight'))
            RETURNING row.place AS "Location", gone_at AS "GoneAt"
            """).ToListAsync(cancellation);
        return rows.ConvertAll(row => new LocationRemoved { Source = source, Location = row.Location, ObservedAt = row.GoneAt });
    }

    /// <summary>
    /// Notes the answers to removals. A file that was back before its document was deleted is read anew; so is one of those that hold the same bytes as a document that was deleted, since one
    /// content is one document and theirs were duplicates of it.
    /// </summary>
    public async Task AnsweredAsync(IReadOnlyList<RemovalSettled> removals, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (places, times) = (removals.Select(removal => removal.Location).ToArray(), removals.Select(removal => removal.ObservedAt.ToUniversalTime()).ToArray());
        var (deleted, hashes) = (removals.Select(removal => removal.DocumentId is not null).ToArray(), removals.Select(removal => removal.ContentHash).ToArray());
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH answer AS (SELECT * FROM unnest({places}, {times}, {deleted}, {hashes}) AS row (place, observed_at, deleted, hash)),
            ended AS (
                UPDATE acquisition.mirrored SET reported_at = now(), version = version + 1 FROM answer WHERE location = place AND gone_at = observed_at AND reported_at IS NULL
                RETURNING hash),
            back AS (
                UPDATE acquisition.mirrored SET content_hash = NULL, changed_ns = 0, location = NULL, version = version + 1 FROM answer
                WHERE location = place AND deleted AND gone_at IS NULL)
            UPDATE acquisition.mirrored AS twin SET content_hash = NULL, changed_ns = 0, version = version + 1
            FROM (SELECT DISTINCT ON (source, content_hash) source, path FROM acquisition.mirrored
                WHERE content_hash IN (SELECT hash FROM ended) AND gone_at IS NULL AND location IS NULL ORDER BY source, content_hash, path) AS first
            WHERE twin.source = first.source AND twin.path = first.path
            """,
            cancellation);
    }

    private static TColumn[] Column<TColumn>(IReadOnlyList<MirrorChange> rows, Func<MirrorChange, TColumn> column) => [.. rows.Select(column)];
}

/// <summary>A place that is empty, as the database answers.</summary>
internal sealed record RemovalRow(string Location, DateTimeOffset GoneAt);

/// <summary>A row as a listing is compared with it.</summary>
/// <param name="Path">Raw bytes of the path.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="ModifiedNs">Last change of the bytes.</param>
/// <param name="ChangedNs">Last change of anything.</param>
/// <param name="Inode">The inode's number.</param>
/// <param name="SideCarNs">Last change of its side-car.</param>
/// <param name="GoneAt">Since when it is there no more; null where it was there when it was last looked for.</param>
/// <param name="IsReported">Whether its removal is reported and answered.</param>
internal sealed record KnownFile(byte[] Path, long Size, long ModifiedNs, long ChangedNs, long Inode, long? SideCarNs, DateTimeOffset? GoneAt, bool IsReported)
{
    /// <summary>Whether a file that looks so is there as it was.</summary>
    public bool Matches(ItemState state, long? sideCarNs) =>
        GoneAt is null && Size == state.Size && ModifiedNs == state.ModifiedNs && ChangedNs == state.ChangedNs && Inode == unchecked((long)state.Inode) && SideCarNs == sideCarNs;
}
