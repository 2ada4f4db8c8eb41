using Microsoft.EntityFrameworkCore;

namespace Platform.Storage.Records;

/// <summary>An arrival that became a revision of a document that was there before.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Revision">Number of the revision, 2 or more.</param>
/// <param name="Current">Number of the document's current revision: another one where this one came late.</param>
public sealed record Revised(Guid DocumentId, int Revision, int Current);

/// <summary>
/// Other content at a known location: a new revision of the document there. Numbers are given in the order of storing; current is what was observed last,
/// so what comes late, such as a retry, becomes a revision of the past.
/// </summary>
internal static class Revisions
{
    /// <summary>Stores each as a revision of the document at its location, but for those whose bytes another document holds: they are duplicates of that one.</summary>
    /// <param name="context">Within the transaction in which the places were locked.</param>
    /// <param name="changed">Records at a known location with other content than is known there.</param>
    /// <param name="places">Where they belong; what is known there changes with each.</param>
    /// <param name="holders">The document that holds each content; what is stored is added.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>What became of the arrivals that are no duplicates.</returns>
    public static async Task<Dictionary<Guid, Revised>> StoreAsync(
        LibraryContext context, IEnumerable<RecordRow> changed, Places places, Dictionary<string, Guid> holders, CancellationToken cancellation)
    {
        var revised = new Dictionary<Guid, Revised>();
        var touched = new HashSet<Guid>();
        foreach (var record in changed.Where(record => !holders.ContainsKey(record.ContentHash)).OrderBy(places.ObservedAt))
        {
            var place = places.Of(record)!;
            if (!touched.Add(place.DocumentId))
            {
                // Found at two of its locations in one message: the first is in the database before the second looks.
                await context.SaveChangesAsync(cancellation);
                context.ChangeTracker.Clear();
            }

            var number = place.Last + 1;
            var revision = record with { DocumentId = place.DocumentId, Revision = number, Location = place.Location };
            if (place.ObservedAt > places.ObservedAt(record))
            {
                context.Revisions.Add(RevisionRow.Of(revision, replacedAt: null));
                revised.Add(record.ArrivalId, new Revised(place.DocumentId, number, place.Current));
                place.Last = number;
            }
            else if (holders.TryAdd(record.ContentHash, place.DocumentId))
            {
                var old = await context.Records.AsNoTracking().SingleAsync(row => row.DocumentId == place.DocumentId, cancellation);
                context.Revisions.Add(RevisionRow.Of(old, replacedAt: record.StoredAt));
                context.Records.Update(revision);
                revised.Add(record.ArrivalId, new Revised(place.DocumentId, number, number));
                (place.Last, place.Current, place.ObservedAt) = (number, number, places.ObservedAt(record));
            }
        }

        await context.SaveChangesAsync(cancellation);
        return revised;
    }
}
