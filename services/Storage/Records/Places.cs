using Microsoft.EntityFrameworkCore;

namespace Platform.Storage.Records;

/// <summary>What is known of the document at a location.</summary>
internal sealed class Place
{
    /// <summary>The document's own location.</summary>
    public required string Location { get; init; }

    public required Guid DocumentId { get; init; }

    public required string ContentHash { get; init; }

    /// <summary>Number of the revision that the record shows.</summary>
    public required int Current { get; set; }

    /// <summary>The highest number that a revision of it has.</summary>
    public required int Last { get; set; }

    /// <summary>When the current revision was observed; null where its outcome is not kept any more.</summary>
    public DateTimeOffset? ObservedAt { get; set; }
}

/// <summary>
/// Where the documents of one message belong. What is known at the place where a document was found goes before what is known at the address that it states for itself: a document
/// stays what it was when it begins to state one.
/// </summary>
internal sealed class Places
{
    private readonly Dictionary<Guid, Ending> _located;
    private Dictionary<string, Place> _known = [];

    private Places(IEnumerable<Ending> endings) => _located = endings.Where(ending => ending.Locations.Count > 0).ToDictionary(ending => ending.Arrival.Id);

    /// <summary>What is known at the locations of the endings; nobody else changes it until the transaction ends.</summary>
    public static async Task<Places> LockAsync(LibraryContext context, IEnumerable<Ending> endings, CancellationToken cancellation)
    {
        var places = new Places(endings);
        var locations = places._located.Values.SelectMany(ending => ending.Locations).Distinct(StringComparer.Ordinal).ToArray();
        if (locations.Length == 0)
        {
            return places;
        }

        // Two statements: what the second reads began after the lock was had, so it sees what the writer before us wrote.
        await context.Database.ExecuteSqlAsync($"""
            SELECT FROM library.records WHERE document_id = ANY (ARRAY(
                SELECT document_id FROM library.records WHERE location = ANY ({locations}) UNION SELECT document_id FROM library.aliases WHERE location = ANY ({locations})))
            ORDER BY location FOR UPDATE
            """, cancellation);
        var ways = await context.Database.SqlQuery<Way>($"""
            SELECT location AS "Location", document_id AS "DocumentId" FROM library.records WHERE location = ANY ({locations})
            UNION ALL SELECT location, document_id FROM library.aliases AS a WHERE location = ANY ({locations}) AND NOT EXISTS (SELECT FROM library.records AS r WHERE r.location = a.location)
            """).ToListAsync(cancellation);
        var ids = ways.Select(way => way.DocumentId).Distinct().ToArray();
        var documents = await context.Database.SqlQuery<Place>($"""
            SELECT r.location AS "Location", r.document_id AS "DocumentId", r.content_hash AS "ContentHash", r.revision AS "Current", o.observed_at AS "ObservedAt",
                greatest(r.revision, (SELECT max(v.revision) FROM library.revisions AS v WHERE v.document_id = r.document_id)) AS "Last"
            FROM library.records AS r LEFT JOIN library.outcomes AS o USING (arrival_id) WHERE r.document_id = ANY ({ids})
            """).ToDictionaryAsync(place => place.DocumentId, cancellation);
        places._known = ways.Where(way => documents.ContainsKey(way.DocumentId)).ToDictionary(way => way.Location, way => documents[way.DocumentId], StringComparer.Ordinal);
        return places;
    }

    /// <summary>What is known where the record belongs; null where nothing is.</summary>
    public Place? Of(RecordRow record) =>
        _located.TryGetValue(record.ArrivalId, out var ending) ? ending.Locations.Select(location => _known.GetValueOrDefault(location)).FirstOrDefault(place => place is not null) : null;

    /// <summary>When the arrival of a record with a location was observed.</summary>
    public DateTimeOffset ObservedAt(RecordRow record) => _located[record.ArrivalId].Arrival.ObservedAt;

    /// <summary>Has every location of the records lead to their documents; one that leads to another already stays there.</summary>
    /// <param name="context">Within the transaction in which they were locked.</param>
    /// <param name="records">Those that are stored now, or whose document is known.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="DbUpdateException">Another writer was faster.</exception>
    public async Task LeadAsync(LibraryContext context, IEnumerable<RecordRow> records, CancellationToken cancellation)
    {
        foreach (var record in records)
        {
            var locations = _located.TryGetValue(record.ArrivalId, out var ending) && ending.Locations.Count > 1 ? ending.Locations : [];
            var (document, own) = Of(record) is { } place ? (place.DocumentId, place.Location) : (record.DocumentId, record.Location);
            context.Aliases.AddRange(locations.Where(location => location != own && !_known.ContainsKey(location)).Select(location => new AliasRow { Location = location, DocumentId = document }));
        }

        await context.SaveChangesAsync(cancellation);
    }

    private sealed record Way(string Location, Guid DocumentId);
}
