using Microsoft.EntityFrameworkCore;

namespace Platform.Fetcher.Ledger;

/// <summary>The statements on <c>acquisition.sources</c>.</summary>
internal sealed class SourceLedger(IDbContextFactory<AcquisitionContext> contexts)
{
    /// <summary>Writes how a source stands; whether it is paused is left as it is.</summary>
    /// <returns>Whether it is paused.</returns>
    public async Task<bool> NoteAsync(SourceRow row, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var paused = await context.Database.SqlQuery<bool>(
            $"""
            INSERT INTO acquisition.sources (name, kind, mode, paused, problem, tags, language, ready, scanned_at, scan_ms, files, gone, noted_at)
            VALUES ({row.Name}, {row.Kind}, {row.Mode}, false, {row.Problem}, {row.Tags}, {row.Language}, {row.Ready}, {row.ScannedAt}, {row.ScanMs}, {row.Files}, {row.Gone}, now())
            ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, mode = excluded.mode, problem = excluded.problem, tags = excluded.tags, language = excluded.language,
                ready = excluded.ready, scanned_at = coalesce(excluded.scanned_at, sources.scanned_at), scan_ms = coalesce(excluded.scan_ms, sources.scan_ms),
                files = coalesce(excluded.files, sources.files), gone = coalesce(excluded.gone, sources.gone), noted_at = now()
            RETURNING paused AS "Value"
            """).ToListAsync(cancellation);
        return paused.Single();
    }

    /// <summary>Pauses or resumes a source.</summary>
    public async Task SetPausedAsync(string name, bool paused, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Sources.Where(row => row.Name == name).ExecuteUpdateAsync(row => row.SetProperty(source => source.Paused, paused), cancellation);
    }

    /// <summary>Forgets sources that are configured no more. Their arrivals stay.</summary>
    /// <returns>How many arrivals are still under way for each source that is none any more.</returns>
    public async Task<List<(string Source, int Count)>> KeepOnlyAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var kept = names.ToArray();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Sources.Where(row => !kept.Contains(row.Name)).ExecuteDeleteAsync(cancellation);
        var open = await context.Arrivals.Where(row => (row.State == ArrivalRow.Waiting || row.State == ArrivalRow.InFlight) && !kept.Contains(row.Source))
            .GroupBy(row => row.Source).Select(group => new { Source = group.Key, Count = group.Count() }).ToListAsync(cancellation);
        return open.ConvertAll(source => (source.Source, source.Count));
    }
}
