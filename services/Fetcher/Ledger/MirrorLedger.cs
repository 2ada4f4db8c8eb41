using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
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
            "SELECT path, size, modified_ns, changed_ns, inode, side_car_ns, gone_at IS NOT NULL FROM acquisition.mirrored WHERE source = $1 AND path > $2 ORDER BY path LIMIT $3");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = after, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PageSize });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var page = new List<KnownFile>(PageSize);
        while (await row.ReadAsync(cancellation))
        {
            page.Add(new KnownFile(
                row.GetFieldValue<byte[]>(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.GetBoolean(6)));
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
                version = excluded.version
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

    private static TColumn[] Column<TColumn>(IReadOnlyList<MirrorChange> rows, Func<MirrorChange, TColumn> column) => [.. rows.Select(column)];
}

/// <summary>A row as a listing is compared with it.</summary>
/// <param name="Path">Raw bytes of the path.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="ModifiedNs">Last change of the bytes.</param>
/// <param name="ChangedNs">Last change of anything.</param>
/// <param name="Inode">The inode's number.</param>
/// <param name="SideCarNs">Last change of its side-car.</param>
/// <param name="IsGone">Whether it was not there when it was last looked for.</param>
internal sealed record KnownFile(byte[] Path, long Size, long ModifiedNs, long ChangedNs, long Inode, long? SideCarNs, bool IsGone)
{
    /// <summary>Whether a file that looks so is there as it was.</summary>
    public bool Matches(ItemState state, long? sideCarNs) =>
        !IsGone && Size == state.Size && ModifiedNs == state.ModifiedNs && ChangedNs == state.ChangedNs && Inode == unchecked((long)state.Inode) && SideCarNs == sideCarNs;
}
