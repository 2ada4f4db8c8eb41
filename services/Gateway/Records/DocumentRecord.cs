using Platform.Contracts;

namespace Platform.Gateway.Records;

/// <summary>The record as the API shows it, at its location or null where it is its content; the fields are those of <see cref="ParsedDocument"/> and of its arrival.</summary>
public sealed record DocumentRecord(
    Guid Id, Guid ArrivalId, string? Location, int Revision, string Source, IReadOnlyList<string> SourceTags, string Name, long Size, string ContentHash, DateTimeOffset StoredAt, string MediaType, string? Charset,
    string? Title, string? Subtitle, IReadOnlyList<string> Authors, string? PublishedAt, string? ModifiedAt, string? Language, string? Publisher, string? CanonicalUrl,
    string? Description, IReadOnlyList<string> Tags, string Text, int WordCount, IReadOnlyList<Block> Blocks, IReadOnlyList<Evidence> Evidence, IReadOnlyList<Removed> Removed,
    IReadOnlyList<Quotation> Quotations, IReadOnlyList<Mention> Mentions, IReadOnlyList<Link> Links, bool Partial, IReadOnlyList<string> Warnings, string ParserVersion, string RawUrl)
{
    /// <summary>The API's view of a document as it is now.</summary>
    public static DocumentRecord Of(StoredDocument stored) => Of(stored, $"/v1/documents/{stored?.DocumentId}/raw");

    /// <summary>The API's view of one revision of a document.</summary>
    public static DocumentRecord OfRevision(StoredDocument stored) => Of(stored, $"/v1/documents/{stored?.DocumentId}/revisions/{stored?.Revision}/raw");

    private static DocumentRecord Of(StoredDocument stored, string rawUrl)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var parsed = stored.Parsed;
        return new DocumentRecord(
            stored.DocumentId, stored.ArrivalId, stored.Location, stored.Revision, stored.Source, stored.SourceTags, stored.Name, stored.Size, stored.ContentHash, stored.StoredAt, parsed.MediaType, parsed.Charset,
            parsed.Title, parsed.Subtitle, parsed.Authors, parsed.PublishedAt, parsed.ModifiedAt, parsed.Language, parsed.Publisher, parsed.CanonicalUrl,
            parsed.Description, parsed.Tags, parsed.Text, parsed.WordCount, parsed.Blocks, parsed.Evidence, parsed.Removed,
            parsed.Quotations, parsed.Mentions, parsed.Links, parsed.Partial, parsed.Warnings, parsed.ParserVersion, rawUrl);
    }
}
