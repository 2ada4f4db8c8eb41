using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Platform.Fetcher.Ledger;

/// <summary>The statements on <c>acquisition.places</c>. What a place has become, its arrivals and their batch are one transaction.</summary>
internal sealed class PlaceLedger(IDbContextFactory<AcquisitionContext> contexts, ArrivalLedger arrivals)
{
    /// <summary>Writes what asking for a place has changed: all or nothing.</summary>
    /// <param name="changed">The place first, then others that are there already.</param>
    /// <param name="found">Places that are new.</param>
    /// <param name="batch">The batch of <paramref name="rows"/>, which may be there already; null where there are none.</param>
    /// <param name="rows">Arrivals whose bytes are in the content store, or that are refused.</param>
    /// <param name="cancellation">Ends the call; nothing is written.</param>
    /// <returns>False where another Fetcher was faster: nothing was written, and it has all of it.</returns>
    public async Task<bool> EnterAsync(
        IReadOnlyList<PlaceRow> changed, IReadOnlyList<PlaceRow> found, BatchRow? batch, IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        foreach (var place in changed)
        {
            context.Entry(place).State = EntityState.Unchanged;
            context.Entry(place).State = EntityState.Modified;
            place.Version++;
        }

        context.Places.AddRange(found);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException faster) when (faster is DbUpdateConcurrencyException || faster.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }

        if (batch is not null)
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO acquisition.batches (id, source, kind, name, path, queued, opened_at) VALUES ({batch.Id}, {batch.Source}, {batch.Kind}, {batch.Name}, {batch.Path}, {batch.Queued}, {batch.OpenedAt})
                ON CONFLICT (id) DO NOTHING
                """,
                cancellation);
        }

        if (rows.Count > 0)
        {
            await arrivals.EnterAsync(context, rows, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Makes the places that the settings name, where they are not there, due at once.</summary>
    public async Task BeginAsync(IReadOnlyList<PlaceRow> places, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO acquisition.places (source, location, kind, url, keys, own_size, due_at, tries, seen_at, version)
            SELECT source, location, kind, url, ARRAY[]::text[], 0, seen_at, 0, seen_at, 0
            FROM unnest({Column(places, place => place.Source)}, {Column(places, place => place.Location)}, {Column(places, place => place.Kind)}, {Column(places, place => place.Url)}, {Column(places, place => place.SeenAt)})
                AS row (source, location, kind, url, seen_at)
            ON CONFLICT (source, location) DO UPDATE SET due_at = coalesce(places.due_at, excluded.due_at)
            """,
            cancellation);
        if (places.Count > 0)
        {
            // What the settings named before and name no more is asked for no more.
            var (source, named) = (places[0].Source, Column(places, place => place.Location));
            await context.Places.Where(place => place.Source == source && place.ListedIn == null && place.Kind != PlaceRow.Entry && place.Kind != PlaceRow.Message && !named.Contains(place.Location))
                .ExecuteUpdateAsync(row => row.SetProperty(place => place.DueAt, (DateTimeOffset?)null).SetProperty(place => place.Problem, (string?)null), cancellation);
        }
    }

    /// <summary>The places of a source that are due, those that list others first.</summary>
    public async Task<List<PlaceRow>> DueAsync(string source, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Places.AsNoTracking().Where(place => place.Source == source && place.DueAt <= now && (place.NotBefore == null || place.NotBefore <= now))
            .OrderBy(place => place.Kind == PlaceRow.Entry || place.Kind == PlaceRow.Page).ThenBy(place => place.DueAt).Take(most).ToListAsync(cancellation);
    }

    /// <summary>The places of a source with these locations, and the entries that share one of these keys.</summary>
    public async Task<List<PlaceRow>> KnownAsync(string source, IReadOnlyList<string> locations, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (places, shared) = (locations.ToArray(), keys.ToArray());
        return await context.Places.AsNoTracking().Where(place => place.Source == source && (places.Contains(place.Location) || place.Keys.Any(key => shared.Contains(key)))).ToListAsync(cancellation);
    }

    /// <summary>Writes what a sitemap lists: what is new, or has changed since by the sitemap's word, is due; what it lists no more is asked for no more.</summary>
    /// <param name="sitemap">The sitemap, as it is now.</param>
    /// <param name="listed">What it lists.</param>
    /// <param name="cancellation">Ends the call; nothing is written.</param>
    /// <returns>False where another Fetcher was faster: nothing was written.</returns>
    public async Task<bool> ListAsync(PlaceRow sitemap, IReadOnlyList<PlaceRow> listed, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        context.Entry(sitemap).State = EntityState.Modified;
        sitemap.Version++;
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }

        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO acquisition.places (source, location, kind, url, listed_in, stated, keys, own_size, due_at, tries, seen_at, version)
            SELECT {sitemap.Source}, location, kind, url, {sitemap.Location}, stated, ARRAY[]::text[], 0, {sitemap.SeenAt}, 0, {sitemap.SeenAt}, 0
            FROM unnest({Column(listed, place => place.Location)}, {Column(listed, place => place.Kind)}, {Column(listed, place => place.Url)}, {Column(listed, place => place.Stated)}) AS row (location, kind, url, stated)
            ON CONFLICT (source, location) DO UPDATE SET listed_in = CASE WHEN places.listed_in IS NOT NULL THEN excluded.listed_in END, seen_at = excluded.seen_at, version = places.version + 1,
                stated = coalesce(excluded.stated, places.stated), due_at = CASE WHEN excluded.stated IS NOT NULL AND excluded.stated IS DISTINCT FROM places.stated THEN excluded.due_at ELSE coalesce(places.due_at, excluded.due_at) END
            """,
            cancellation);
        // With a new version, so that who is asking for such a page just now does not make it due again.
        await context.Places.Where(place => place.Source == sitemap.Source && place.ListedIn == sitemap.Location && place.SeenAt < sitemap.SeenAt)
            .ExecuteUpdateAsync(
                row => row.SetProperty(place => place.DueAt, (DateTimeOffset?)null).SetProperty(place => place.Problem, (string?)null).SetProperty(place => place.Version, place => place.Version + 1), cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>How many places of a kind a source has.</summary>
    public async Task<int> CountAsync(string source, string kind, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Places.CountAsync(place => place.Source == source && place.Kind == kind, cancellation);
    }

    /// <summary>How many documents of a source are due, when the next place is, and what is wrong with what the settings name.</summary>
    public async Task<(int Ready, DateTimeOffset? Next, string? Problem)> StandAsync(string source, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var places = context.Places.Where(place => place.Source == source);
        return (
            await places.CountAsync(place => place.DueAt <= now && (place.Kind == PlaceRow.Entry || place.Kind == PlaceRow.Page), cancellation),
            await places.MinAsync(place => place.NotBefore != null && place.NotBefore > place.DueAt ? place.NotBefore : place.DueAt, cancellation),
            await places.Where(place => place.Problem != null && place.Kind != PlaceRow.Entry && (place.ListedIn == null || place.Kind == PlaceRow.Sitemap)).OrderBy(place => place.Location)
                .Select(place => place.Problem).FirstOrDefaultAsync(cancellation));
    }

    /// <summary>Makes due now what is looked at again and again. A host that asked for quiet keeps it.</summary>
    public async Task LookNowAsync(string source, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Places.Where(place => place.Source == source && place.DueAt > now && place.Kind != PlaceRow.Entry).ExecuteUpdateAsync(row => row.SetProperty(place => place.DueAt, now), cancellation);
    }

    /// <summary>Notes how many documents the open batches of a source still wait for, and closes those that wait for none.</summary>
    /// <param name="source">The source.</param>
    /// <param name="current">The batch that may still grow; null where there is none.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task NoteBatchesAsync(string source, Guid? current, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE acquisition.batches b SET queued = left_over.n, closed_at = CASE WHEN left_over.n = 0 AND b.id IS DISTINCT FROM {current} THEN now() END
            FROM (SELECT open.id, (SELECT count(*) FROM acquisition.places p WHERE p.source = {source} AND p.batch_id = open.id AND p.due_at IS NOT NULL) AS n
                FROM acquisition.batches open WHERE open.source = {source} AND open.closed_at IS NULL) AS left_over
            WHERE b.id = left_over.id AND (b.queued <> left_over.n OR left_over.n = 0)
            """,
            cancellation);
    }

    /// <summary>Forgets entries that their feed has not shown for long.</summary>
    public async Task ForgetAsync(string source, DateTimeOffset before, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Places.Where(place => place.Source == source && place.Kind == PlaceRow.Entry && place.DueAt == null && place.SeenAt < before).ExecuteDeleteAsync(cancellation);
    }

    private static TColumn[] Column<TColumn>(IReadOnlyList<PlaceRow> rows, Func<PlaceRow, TColumn> column) => [.. rows.Select(column)];
}
