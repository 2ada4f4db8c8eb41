namespace Platform.Fetcher.Sources;

/// <summary>The watched folder: section <c>Inbox</c>.</summary>
internal sealed class InboxSettings
{
    public const string Section = "Inbox";

    /// <summary>Absolute path of the watched folder, on one local file system. Required. Made if missing, where its parent is there.</summary>
    public string Root { get; set; } = "";

    /// <summary>Name of the source in records and events: 1 to 64 lower-case letters, digits and hyphens. Default <c>inbox</c>.</summary>
    public string Name { get; set; } = "inbox";

    /// <summary>Largest file that is read, in bytes, 1 to 1,073,741,824. Default 104,857,600 (100 MiB). A larger one is rejected unread.</summary>
    public long MaxBytes { get; set; } = 104_857_600;

    /// <summary>How long a file must look the same to count as complete where no event says that its writer is done: 0.1 s to 1 h. Default 2 s; 10 s for network mounts.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an empty or unreadable file or an empty folder named like a document may stay so before it is rejected: 0.1 s to 1 day. Default 10 s.</summary>
    public TimeSpan GraceTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two full listings: 0.1 s to 1 h. Default 2 s.</summary>
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A sentence that names the bad setting; null where all is well.</summary>
    public static string? Problem(InboxSettings inbox) => inbox switch
    {
        { Root: "" } => "Inbox__Root is not set; set it to the folder to watch.",
        _ when !Path.IsPathRooted(inbox.Root) || inbox.Root.Contains('\0') || Path.GetFullPath(inbox.Root) == "/" =>
            "Inbox__Root must be an absolute path such as /srv/inbox.",
        _ when inbox.Name.Length is 0 or > 64 || inbox.Name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-") =>
            "Inbox__Name must be 1 to 64 lower-case letters, digits and hyphens.",
        { MaxBytes: < 1 or > 1L << 30 } => "Inbox__MaxBytes must be 1 to 1073741824 (1 GiB).",
        _ when Outside(inbox.SettleTime, TimeSpan.FromHours(1)) => "Inbox__SettleTime must be 00:00:00.1 to 01:00:00.",
        _ when Outside(inbox.GraceTime, TimeSpan.FromDays(1)) => "Inbox__GraceTime must be 00:00:00.1 to 1.00:00:00.",
        _ when Outside(inbox.ScanInterval, TimeSpan.FromHours(1)) => "Inbox__ScanInterval must be 00:00:00.1 to 01:00:00.",
        _ => null,
    };

    private static bool Outside(TimeSpan value, TimeSpan most) => value < TimeSpan.FromMilliseconds(100) || value > most;
}
