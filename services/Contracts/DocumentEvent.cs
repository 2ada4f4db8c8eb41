using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>
/// The public envelope: a CloudEvents 1.0 event in structured JSON, the same through REST, SSE, webhooks and AMQP, at most 64 KiB.
/// </summary>
public sealed record DocumentEvent
{
    /// <summary>Always <c>1.0</c>.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>UUID version 7; the same each time the event is delivered.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>URI reference of the source: <c>/sources/NAME</c>.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>The arrival, as <c>arrivals/ID</c>.</summary>
    [JsonPropertyName("subject")]
    public required string Subject { get; init; }

    /// <summary>When it happened, RFC 3339, UTC.</summary>
    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Always <c>application/json</c>.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    /// <summary>Extension: place in the log, fixed width, so that text order is log order.</summary>
    [JsonPropertyName("sequence")]
    public required string Sequence { get; init; }

    /// <summary>Extension: the document's id, or the arrival's where there is none. Events with the same key keep their order.</summary>
    [JsonPropertyName("partitionkey")]
    public required string PartitionKey { get; init; }

    /// <summary>Extension: W3C trace context of the work that led to it; left out where there was none.</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>Enough to act on without a call back; left out where the envelope would be longer than <see cref="MaxBytes"/> with it.</summary>
    [JsonPropertyName("data")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DocumentEventData? Data { get; init; }

    /// <summary>Extension (CloudEvents "Dataref"): where the data is read, <c>/v1/events/SEQUENCE/data</c>, where it is left out here.</summary>
    [JsonPropertyName("dataref")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DataRef { get; init; }

    /// <summary>Longest envelope in bytes of UTF-8: 65,536, the size that every CloudEvents intermediary must forward.</summary>
    public const int MaxBytes = 65_536;
}

/// <summary>What happened, to which document. Fields that do not apply are null and left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DocumentEventData
{
    /// <summary>The arrival.</summary>
    [JsonPropertyName("arrival_id")]
    public required Guid ArrivalId { get; init; }

    /// <summary>When the source saw the item, UTC.</summary>
    [JsonPropertyName("observed_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Size in bytes.</summary>
    [JsonPropertyName("size")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Size { get; init; }

    /// <summary>The document, for stored and duplicate.</summary>
    [JsonPropertyName("document_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? DocumentId { get; init; }

    /// <summary>Link to the record: <c>/v1/documents/ID</c>.</summary>
    [JsonPropertyName("document_url")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DocumentUrl { get; init; }

    /// <summary>Which revision of the document it became, 2 or more, for revised.</summary>
    [JsonPropertyName("revision")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Revision { get; init; }

    /// <summary>For a revision that came late, the document's current one, which was observed after it and stays what the record shows.</summary>
    [JsonPropertyName("current_revision")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CurrentRevision { get; init; }

    /// <summary>The place where it was found, <see cref="Arrival.Location"/>; left out where its source gives none.</summary>
    [JsonPropertyName("location")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Location { get; init; }

    /// <summary>Link to the original bytes: <c>/v1/documents/ID/raw</c>, where the document has a location those of this revision, <c>/v1/documents/ID/revisions/N/raw</c>.</summary>
    [JsonPropertyName("raw_url")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RawUrl { get; init; }

    /// <summary>Name of the source.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>The item's label within its source.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>SHA-256 of the bytes, where they could be read.</summary>
    [JsonPropertyName("content_hash")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ContentHash { get; init; }

    /// <summary>Title, for stored.</summary>
    [JsonPropertyName("title")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    /// <summary>Publication time as in <see cref="ParsedDocument.PublishedAt"/>, for stored.</summary>
    [JsonPropertyName("published_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PublishedAt { get; init; }

    /// <summary>Time of the last change in the form of <see cref="PublishedAt"/>, for stored.</summary>
    [JsonPropertyName("modified_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ModifiedAt { get; init; }

    /// <summary>Authors in their order, for stored.</summary>
    [JsonPropertyName("authors")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Authors { get; init; }

    /// <summary>Publishing site or body, for stored.</summary>
    [JsonPropertyName("publisher")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Publisher { get; init; }

    /// <summary>The address the document gives as its own, for stored.</summary>
    [JsonPropertyName("canonical_url")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CanonicalUrl { get; init; }

    /// <summary>The document's own summary, for stored.</summary>
    [JsonPropertyName("description")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>ISO 639-1 code, for stored.</summary>
    [JsonPropertyName("language")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Language { get; init; }

    /// <summary>Media type, for stored.</summary>
    [JsonPropertyName("media_type")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaType { get; init; }

    /// <summary>The document's own keywords, for stored.</summary>
    [JsonPropertyName("tags")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>ISO 3166-1 alpha-2 codes of the countries that the text names, each once, in the order of the text, for stored.</summary>
    [JsonPropertyName("countries")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Countries { get; init; }

    /// <summary>Abbreviations of the international organizations that the text names, each once, for stored.</summary>
    [JsonPropertyName("organizations")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Organizations { get; init; }

    /// <summary>The first <see cref="MaxLinks"/> addresses that the text points to, for stored; the record has all.</summary>
    [JsonPropertyName("links")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Links { get; init; }

    /// <summary>Words of the text, for stored.</summary>
    [JsonPropertyName("word_count")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? WordCount { get; init; }

    /// <summary>The tags that its source gives its documents, for stored.</summary>
    [JsonPropertyName("source_tags")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? SourceTags { get; init; }

    /// <summary>The operation that had the document parsed again, for a revision of the same bytes.</summary>
    [JsonPropertyName("operation_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? OperationId { get; init; }

    /// <summary>Which try ended so, where an operator asked for another: 2 or more. The event of the earlier one no longer holds.</summary>
    [JsonPropertyName("attempt")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Attempt { get; init; }

    /// <summary>Who deleted it, for deleted: the name of an operator's key, or <c>source NAME</c>.</summary>
    [JsonPropertyName("deleted_by")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeletedBy { get; init; }

    /// <summary>Why, for rejected, failed and deleted.</summary>
    [JsonPropertyName("reason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DocumentEventReason? Reason { get; init; }

    /// <summary>Most addresses in <see cref="Links"/>: 32.</summary>
    public const int MaxLinks = 32;
}

/// <summary><see cref="Reason"/> in the event's spelling.</summary>
public sealed record DocumentEventReason
{
    /// <summary>Stable code.</summary>
    [JsonPropertyName("code")]
    public required string Code { get; init; }

    /// <summary>One sentence.</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    /// <summary>The stage that gave it.</summary>
    [JsonPropertyName("stage")]
    public required string Stage { get; init; }
}

/// <summary>The types of <see cref="DocumentEvent"/>, which are also the routing keys on the AMQP exchange.</summary>
public static class EventTypes
{
    /// <summary>A new record.</summary>
    public const string Stored = "document.stored.v1";

    /// <summary>Other content at the location of a document, or the same bytes read by newer rules: its new revision.</summary>
    public const string Revised = "document.revised.v1";

    /// <summary>An archive or a mailbox: no record; what it holds comes as documents of their own.</summary>
    public const string Unpacked = "document.unpacked.v1";

    /// <summary>The same bytes as an existing record.</summary>
    public const string Duplicate = "document.duplicate.v1";

    /// <summary>Rejected through the document's own fault.</summary>
    public const string Rejected = "document.rejected.v1";

    /// <summary>Given up through our fault or a dependency's.</summary>
    public const string Failed = "document.failed.v1";

    /// <summary>A document was deleted with all its revisions: by an operator, since its source has it no more, or since it is older than its source keeps documents.</summary>
    public const string Deleted = "document.deleted.v1";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Stored, Revised, Unpacked, Duplicate, Rejected, Failed, Deleted];
}
