using System.Diagnostics.CodeAnalysis;

namespace Platform.Fetcher.Ledger;

/// <summary>A row of <c>acquisition.places</c>: what a feed, site or mailbox knows of one place, so that nothing is had twice and a restart goes on where it stood.</summary>
internal sealed class PlaceRow
{
    /// <summary>The document that lists entries.</summary>
    public const string Feed = "feed";

    /// <summary>One entry of a feed.</summary>
    public const string Entry = "entry";

    /// <summary>A document that lists pages, or other such documents.</summary>
    public const string Sitemap = "sitemap";

    /// <summary>A page of a site.</summary>
    public const string Page = "page";

    /// <summary>A folder of a mailbox.</summary>
    public const string Folder = "folder";

    /// <summary>One message of a mailbox.</summary>
    public const string Message = "message";

    public required string Source { get; init; }

    /// <summary>What its arrivals have as <see cref="ArrivalRow.Location"/>; the address for what lists others.</summary>
    public required string Location { get; init; }

    /// <summary>One of the above.</summary>
    public required string Kind { get; init; }

    /// <summary>The address that is asked for; null where there is none.</summary>
    public string? Url { get; set; }

    /// <summary>The sitemap that lists it; null for what the settings name.</summary>
    public string? ListedIn { get; set; }

    /// <summary>What an entry is known again by, whichever of it stays the same.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "It is a column.")]
    public string[] Keys { get; set; } = [];

    /// <summary>SHA-256 of what an entry said when it was last read.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>Content hash of the entry itself, which is in the store; null where the entry has no text.</summary>
    public string? OwnHash { get; set; }

    public long OwnSize { get; set; }

    /// <summary>A <see cref="Contracts.GivenFields"/> as JSON.</summary>
    public string? Given { get; set; }

    public string? ETag { get; set; }

    /// <summary>As the server wrote it.</summary>
    public string? LastModified { get; set; }

    /// <summary>What a sitemap says of its last change; for a folder of a mailbox <c>UIDVALIDITY:UID</c> of the last message that was read.</summary>
    public string? Stated { get; set; }

    /// <summary>Content hash of its last arrival; null where it had none.</summary>
    public string? ContentHash { get; set; }

    /// <summary>The batch that its next arrival belongs to, where that is known before.</summary>
    public Guid? BatchId { get; set; }

    /// <summary>When it is asked for next; null where it is not.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Until when its host wants quiet, whoever asks for a look.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>The interval that its changes have shown.</summary>
    public TimeSpan? Every { get; set; }

    /// <summary>Attempts in a row that had no success.</summary>
    public int Tries { get; set; }

    /// <summary>One sentence that says why the last attempt had none.</summary>
    public string? Problem { get; set; }

    /// <summary>When the list that it stands in was last read with it in.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Counts its writes: of two Fetchers that ask for one place at once, the second writes nothing.</summary>
    public int Version { get; set; }
}
