namespace Platform.Contracts;

/// <summary>
/// One observed item, as every message about it names it. The Fetcher's ledger holds the row behind it; the other
/// services know an arrival only by this reference.
/// </summary>
public sealed record Arrival
{
    /// <summary>Key of the arrival: a UUID version 7 (RFC 9562), given when the item is first observed and never reused.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the configured source that observed it, such as <c>inbox</c>.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The item's path within its source, <c>/</c> between folders, at most 1,024 characters. A label for people: bytes that are not UTF-8 and control
    /// characters are written as <c>%XX</c>, so it never reaches a file system again.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Size in bytes when it was read; 0 where it could not be.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the bytes as 64 lower-case hexadecimal digits; null where nothing could be read, as for a symbolic link.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Tags that the source gives its documents, 0 to 32, each 1 to 255 characters in one line.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The language that the source expects (BCP 47), for documents that do not show theirs; null where it expects none.</summary>
    public string? Language { get; init; }

    /// <summary>The arrival that it was found in, such as the archive of a member or the mail of an attachment; null for what came by itself.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Its path inside <see cref="Parent"/>, a label like <see cref="Name"/>; null where it has no parent.</summary>
    public string? InnerPath { get; init; }

    /// <summary>
    /// The place that its document keeps while its content changes, at most 2,048 characters: a URL for feeds and sites (<see cref="WebLocation"/>), <c>mid:</c> with the message's id for
    /// mailboxes (RFC 2392), <c>folder:SOURCE/PATH</c> for mirrors. Other content at the same place is a new revision. Null for drops and uploads, whose
    /// document is its content.
    /// </summary>
    public string? Location { get; init; }

    /// <summary>What is known of the document from beside its bytes, such as a side-car or the entry of a feed; null where nothing is.</summary>
    public GivenFields? Given { get; init; }

    /// <summary>Which try this is: 1, and one more each time an operator asks for another after a rejection or failure. What is told of an earlier try no longer counts.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>For bytes that are a record already and are parsed again: what for. Null for what is on its way to its outcome.</summary>
    public Reparse? Reparse { get; init; }

    /// <summary>When the source first saw the item as complete, UTC.</summary>
    public required DateTimeOffset ObservedAt { get; init; }
}

/// <summary>Why a document is parsed again. Its arrival keeps its outcome; what changes is the record.</summary>
public sealed record Reparse
{
    /// <summary>The operation that asked for it.</summary>
    public required Guid Operation { get; init; }

    /// <summary>The document.</summary>
    public required Guid DocumentId { get; init; }
}

/// <summary>What stands beside a document's bytes. It stands before what the bytes say, with the evidence that it was given.</summary>
public sealed record GivenFields
{
    /// <summary>Its address as whoever put it there states it, an absolute http or https URL, at most 2,048 characters; relative links are read against it.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// Where the platform itself had the bytes from, redirects followed: a URL like <see cref="Url"/>, which it takes the place of. Other than that it gives way to the canonical
    /// URL that a page states. Null for what was not had from the web.
    /// </summary>
    public string? FetchedFrom { get; init; }

    /// <summary>Its title, one line of at most 1,000 characters.</summary>
    public string? Title { get; init; }

    /// <summary>Its authors, 0 to 32, one line each.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Its day or time of publication, ISO 8601, with the precision that is known.</summary>
    public string? PublishedAt { get; init; }

    /// <summary>
    /// The charset that the answer named which brought the bytes (RFC 9110, Content-Type), where that is not UTF-8, which bytes show themselves: a name of at most 40 characters. It is
    /// believed as far as the bytes bear it out. Null where none was named.
    /// </summary>
    public string? DeclaredCharset { get; init; }

    /// <summary>The charset that its bytes are read in, an IANA name, where an operator chose one since the one found was wrong.</summary>
    public string? Charset { get; init; }
}
