using System.Text.Json.Serialization;

namespace Platform.Storage.Records;

/// <summary>A row of <c>library.records</c>: the normalized record of a document as it is now. The fields are those of <see cref="Contracts.ParsedDocument"/>.</summary>
public sealed record RecordRow
{
    public required Guid DocumentId { get; init; }

    /// <summary>
    /// The place that the document keeps while its content changes: the address that it stated for itself when it was stored first, else where it was found, <see cref="Contracts.Arrival.Location"/>;
    /// null where the document is its content.
    /// </summary>
    public string? Location { get; init; }

    /// <summary>Number of the revision that this is, from 1 on.</summary>
    public int Revision { get; init; } = 1;

    public required Guid ArrivalId { get; init; }

    public required string ContentHash { get; init; }

    public required string Source { get; init; }

    public required string Name { get; init; }

    public required long Size { get; init; }

    public required string MediaType { get; init; }

    public string? Charset { get; init; }

    public string? Title { get; init; }

    public string? Subtitle { get; init; }

    public required string[] Authors { get; init; }

    public string? PublishedAt { get; init; }

    public string? ModifiedAt { get; init; }

    public string? Language { get; init; }

    public string? Publisher { get; init; }

    public string? CanonicalUrl { get; init; }

    public string? Description { get; init; }

    public required string[] Tags { get; init; }

    public required string Text { get; init; }

    [JsonConverter(typeof(StoredJson))]
    public required string Blocks { get; init; }

    [JsonConverter(typeof(StoredJson))]
    public required string Evidence { get; init; }

    [JsonConverter(typeof(StoredJson))]
    public required string Removed { get; init; }

    [JsonConverter(typeof(StoredJson))]
    public required string Quotations { get; init; }

    [JsonConverter(typeof(StoredJson))]
    public required string Mentions { get; init; }

    [JsonConverter(typeof(StoredJson))]
    public required string Links { get; init; }

    public required bool Partial { get; init; }

    public required string[] Warnings { get; init; }

    public required int WordCount { get; init; }

    public required string ParserVersion { get; init; }

    /// <summary>The tags that its source gives its documents; its own are <see cref="Tags"/>.</summary>
    public string[] SourceTags { get; init; } = [];

    /// <summary>The language that its source expects; null where it expects none.</summary>
    public string? ExpectedLanguage { get; init; }

    /// <summary>What stood beside its bytes, a <see cref="Contracts.GivenFields"/>; null where nothing did. With it the bytes can be parsed again when the ledger has forgotten the arrival.</summary>
    [JsonConverter(typeof(StoredJson))]
    public string? Given { get; init; }

    public required DateTimeOffset StoredAt { get; init; }
}
