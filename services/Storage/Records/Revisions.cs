using Microsoft.EntityFrameworkCore;

namespace Platform.Storage.Records;

/// <summary>An arrival that became a revision of a document that was there before.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Revision">Number of the revision, 2 or more.</param>
/// <param name="Current">Number of the document's current revision: another one where this one came late.</param>
public sealed record Revised(Guid DocumentId, int Revision, int Current);

/// <summary>What is known of the document at a location.</summary>
internal sealed class Place
{
    public required string Location { get; init; }

    public required Guid DocumentId { get; init; }

    public required string ContentHash { get; init; }

    public required int Current { get; init; }

    /// <summary>The highest number that a revision of it has.</summary>
    public required int Last { get; init; }

    /// <summary>When the current revision was observed; null where its outcome is not kept any more.</summary>
    public DateTimeOffset? ObservedAt { get; init; }
}

/// <summary>
/// Other content at a known location: a new revision of the document there. Numbers are given in the order of storing; current is what was observed last,
/// so what comes late, such as a retry, becomes a revision of the past.
/// </summary>
internal static class Revisions
{
    /// <summary>The documents at the locations of the records, which nobody else changes until the transaction ends.</summary>
    public static async Task<Dictionary<string, Place>> LockAsync(LibraryContext context, List<RecordRow> records, CancellationToken cancellation)
    {
        var locations = records.Select(record => record.Location).OfType<string>().ToArray();
        if (locations.Length == 0)
        {
            return [];
        }

        // Two statements: what the second reads began after the lock was had, so it sees what the writer before us wrote.
        await context.Database.ExecuteSqlAsync($"SELECT FROM library.records WHERE location = ANY ({locations}) ORDER BY location FOR UPDATE", cancellation);
        return await context.Database.SqlQuery<Place>($"""
            SELECT r.location AS "Location", r.document_id AS "DocumentId", r.content_hash AS "ContentHash", r.revision AS "Current", o.observed_at AS "ObservedAt",
                greatest(r.revision, (SELECT max(v.revision) FROM library.revisions AS v WHERE v.document_id = r.document_id)) AS "Last"
            FROM library.records AS r LEFT JOIN library.outcomes AS o USING (arrival_id) WHERE r.location = ANY ({locations})
            """).ToDictionaryAsync(place => place.Location, StringComparer.Ordinal, cancellation);
    }

    /// <summary>Stores each as a revision of the document at its location, but for those whose bytes another document holds: they are duplicates of that one.</summary>
    /// <param name="context">Within the transaction of <see cref="LockAsync"/>.</param>
    /// <param name="changed">Records at a known location with other content than is known there, each location once, with when they were observed.</param>
    /// <param name="places">The answer of <see cref="LockAsync"/>.</param>
    /// <param name="holders">The document that holds each content; what is stored is added.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>What became of the arrivals that are no duplicates.</returns>
    public static async Task<Dictionary<Guid, Revised>> StoreAsync(
        LibraryContext context, List<(RecordRow Record, DateTimeOffset ObservedAt)> changed, Dictionary<string, Place> places, Dictionary<string, Guid> holders, CancellationToken cancellation)
    {
        var revised = new Dictionary<Guid, Revised>();
        foreach (var (record, observedAt) in changed.Where(one => !holders.ContainsKey(one.Record.ContentHash)))
        {
            var place = places[record.Location!];
            var number = place.Last + 1;
            var revision = record with { DocumentId = place.DocumentId, Revision = number };
            if (place.ObservedAt > observedAt)
            {
                context.Revisions.Add(RevisionRow.Of(revision, replacedAt: null));
                revised.Add(record.ArrivalId, new Revised(place.DocumentId, number, place.Current));
            }
            else if (holders.TryAdd(record.ContentHash, place.DocumentId))
            {
                var old = await context.Records.AsNoTracking().SingleAsync(row => row.DocumentId == place.DocumentId, cancellation);
                context.Revisions.Add(RevisionRow.Of(old, replacedAt: record.StoredAt));
                context.Records.Update(revision);
                revised.Add(record.ArrivalId, new Revised(place.DocumentId, number, number));
            }
        }

        await context.SaveChangesAsync(cancellation);
        return revised;
    }
}
