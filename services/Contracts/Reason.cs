namespace Platform.Contracts;

/// <summary>Why an arrival did not become a record, in words a person can act on.</summary>
public sealed record Reason
{
    /// <summary>Stable <c>snake_case</c> code to group and filter by; the known ones are in <see cref="ReasonCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence that names the cause and what to do. No stack trace, no path of this machine, at most 500 characters.</summary>
    public required string Message { get; init; }

    /// <summary>The stage that gave it: <c>fetcher</c>, <c>parser</c> or <c>storage</c>.</summary>
    public required string Stage { get; init; }
}

/// <summary>The reason codes in use. A code is public: it appears in events, the API and file names' notes, and keeps its meaning.</summary>
public static class ReasonCodes
{
    /// <summary>The file has no bytes and stayed so.</summary>
    public const string Empty = "empty";

    /// <summary>The file is larger than the source's limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The file's permissions do not let the Fetcher read it, and did not change within the grace time.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A symbolic link: links are not followed.</summary>
    public const string SymbolicLink = "symbolic_link";

    /// <summary>A socket, pipe or device.</summary>
    public const string SpecialFile = "special_file";

    /// <summary>An empty folder named like a document.</summary>
    public const string Folder = "folder";

    /// <summary>The file was observed and then taken away before it could be claimed.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Not a refusal: the arrival waits, since its file may not be moved out of the folder that it was dropped into.</summary>
    public const string Immovable = "immovable";

    /// <summary>Not a refusal: the arrival waits, since its file is being written.</summary>
    public const string BeingWritten = "being_written";

    /// <summary>Not a refusal: the arrival waits, since its file cannot be read or its bytes cannot be kept now, as on a disk that is full.</summary>
    public const string NotRead = "not_read";

    /// <summary>The side-car beside the document cannot be read, or holds what it cannot hold.</summary>
    public const string BadSideCar = "bad_side_car";

    /// <summary>A side-car whose document did not come, or was taken before it.</summary>
    public const string OrphanSideCar = "orphan_side_car";

    /// <summary>An address where nothing is.</summary>
    public const string NotFound = "not_found";

    /// <summary>An address that its site does not give to us, by its robots.txt or by its answer.</summary>
    public const string Disallowed = "disallowed";

    /// <summary>An address that leads nowhere: in a circle, into a network that is not public, or to no document.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Not a refusal: the arrival is an archive or a mailbox, was unpacked, and what it holds are arrivals of their own.</summary>
    public const string Unpacked = "unpacked";

    /// <summary>The path of an archive's member is absolute or leads out of the archive.</summary>
    public const string UnsafePath = "unsafe_path";

    /// <summary>The bytes are of no format that the Parser reads.</summary>
    public const string UnknownFormat = "unknown_format";

    /// <summary>The bytes are no text in any charset, although nothing else could be made of them.</summary>
    public const string NotText = "not_text";

    /// <summary>The document holds no text, such as a page of nothing but markup or white space.</summary>
    public const string NoText = "no_text";

    /// <summary>The document is encrypted or asks for a password.</summary>
    public const string Encrypted = "encrypted";

    /// <summary>The document says what it is, but ends too early or cannot be read as that.</summary>
    public const string Damaged = "damaged";

    /// <summary>A format's own limit was passed, such as nesting depth; the document may be made to exhaust its reader.</summary>
    public const string LimitExceeded = "limit_exceeded";

    /// <summary>The process that read it crashed, also when the document was tried again alone.</summary>
    public const string ParserCrashed = "parser_crashed";

    /// <summary>Reading it took longer than a document may, also when it was tried again alone.</summary>
    public const string OverTime = "over_time";

    /// <summary>Reading it took more memory than a document may, also when it was tried again alone.</summary>
    public const string OverMemory = "over_memory";

    /// <summary>What was read from it is larger than a record may be.</summary>
    public const string OverOutput = "over_output";

    /// <summary>Our own fault: the Parser failed on it in a way no rule foresaw.</summary>
    public const string ParserFault = "parser_fault";

    /// <summary>Our own fault: the worker that held it ended without an answer, several times, or was held up by the documents before it.</summary>
    public const string WorkerLost = "worker_lost";

    /// <summary>Our own fault: the database refused the record for good, although it is there.</summary>
    public const string StorageFault = "storage_fault";

    /// <summary>Not a refusal: an operator deleted the document.</summary>
    public const string Deleted = "deleted";

    /// <summary>Not a refusal: the document was deleted since its source has it no more.</summary>
    public const string RemovedAtSource = "removed_at_source";

    /// <summary>Not a refusal: the document was deleted since it was older than its source keeps documents.</summary>
    public const string Expired = "expired";

    /// <summary>The stored bytes for a content hash are gone or damaged.</summary>
    public const string ContentMissing = "content_missing";
}
