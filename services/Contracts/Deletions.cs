namespace Platform.Contracts;

// A deletion takes a document out of the library with all its revisions, leaves a tombstone, and is an event. Its bytes go once nothing refers to them.

/// <summary>
/// Fetcher → Storage: places at which a source finds nothing any more, such as files that were taken away from a mirror. The document at each is deleted, but for one
/// whose current revision was observed later. Sent only once every arrival of the location has settled, and again until <see cref="RemovalsSettled"/> has answered.
/// </summary>
public sealed record LocationsRemoved
{
    /// <summary>The places, 1 to 256.</summary>
    public required IReadOnlyList<LocationRemoved> Removals { get; init; }
}

/// <summary>A place that is empty now.</summary>
public sealed record LocationRemoved
{
    /// <summary>Name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>The place: <see cref="Arrival.Location"/>.</summary>
    public required string Location { get; init; }

    /// <summary>When the source found it empty, UTC.</summary>
    public required DateTimeOffset ObservedAt { get; init; }
}

/// <summary>Storage → Fetcher: deletions that are committed, or that have nothing to delete. A removal that comes again is answered again.</summary>
public sealed record RemovalsSettled
{
    /// <summary>The answers, 1 to 256.</summary>
    public required IReadOnlyList<RemovalSettled> Removals { get; init; }
}

/// <summary>What became of a removal.</summary>
public sealed record RemovalSettled
{
    /// <summary>The place.</summary>
    public required string Location { get; init; }

    /// <summary>The removal's <see cref="LocationRemoved.ObservedAt"/>.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The document that this removal deleted, now or when it came before; null where there was none at the place, or a newer one is there.</summary>
    public Guid? DocumentId { get; init; }

    /// <summary>
    /// SHA-256 of what the deleted document held last; null where none was deleted. One content is one document: where the same bytes still lie at other places of the source,
    /// whose arrivals ended as duplicates, one of them has to be entered anew.
    /// </summary>
    public string? ContentHash { get; init; }
}

/// <summary>Gateway → Storage: an operator deletes a document.</summary>
public sealed record DeleteDocument
{
    /// <summary>The document.</summary>
    public required Guid DocumentId { get; init; }

    /// <summary>Who asks.</summary>
    public required string By { get; init; }

    /// <summary>Why, one line of at most 500 characters; null where nothing was said.</summary>
    public string? Reason { get; init; }
}

/// <summary>Storage → Gateway: the document is deleted, now or before.</summary>
public sealed record DocumentDeleted
{
    /// <summary>When it was deleted, UTC; null where there is no such document and was none.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Whether this request did it; false where it was deleted before.</summary>
    public bool Now { get; init; }
}

/// <summary>Fetcher → Storage: a source does not keep documents for ever. Sent again and again while the source has such a rule.</summary>
public sealed record ExpireDocuments
{
    /// <summary>Name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>Documents whose current revision was stored before this time are deleted, UTC.</summary>
    public required DateTimeOffset StoredBefore { get; init; }
}

/// <summary>Storage → Fetcher: which of these contents do arrivals under way still need? Asked while their removal is locked out for writers.</summary>
public sealed record AskContentUse
{
    /// <summary>SHA-256 of each content, 1 to 256.</summary>
    public required IReadOnlyList<string> Hashes { get; init; }
}

/// <summary>Fetcher → Storage: those that arrivals under way refer to.</summary>
public sealed record ContentUse
{
    /// <summary>SHA-256 of each content, 0 to 256.</summary>
    public required IReadOnlyList<string> Hashes { get; init; }
}
