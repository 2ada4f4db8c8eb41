namespace Platform.Fetcher.Sources;

/// <summary>A folder on a disk whose files are documents: what a watched folder and a mirrored one have in common.</summary>
internal abstract class TreeSettings : SourceSettings
{
    /// <summary>Absolute path of the folder, on one file system. Required.</summary>
    public string Root { get; set; } = "";

    /// <summary>Whether folders in the folder are entered, to a depth of 32. Default true.</summary>
    public bool Recursive { get; set; } = true;

    /// <summary>Globs of what is taken, such as <c>**/*.html</c>, below the root, without regard to case. Default everything.</summary>
    public IList<string> Include { get; } = [];

    /// <summary>Globs of what is left alone, such as <c>drafts/**</c>, also where it is included. Default nothing.</summary>
    public IList<string> Exclude { get; } = [];

    /// <summary>Whether the folders that a document lies in become tags of it. Default false.</summary>
    public bool FolderTags { get; set; }

    /// <summary>
    /// How long a complete document waits for its side-car where none lies beside it: 0 to 1 h. Default 0: a side-car is taken that is there when its document is complete.
    /// </summary>
    public TimeSpan SideCarWait { get; set; }

    /// <summary>How old a file must be, by its modification time or by how long it was seen unchanged: 0 to 1 day. Default 0.</summary>
    public TimeSpan MinAge { get; set; }

    /// <summary>How long a file must look the same to count as complete where no event says that its writer is done: 0.1 s to 1 h. Default 2 s; 10 s for network mounts.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an empty or unreadable file or an empty folder named like a document may stay so before it is rejected: 0.1 s to 1 day. Default 10 s.</summary>
    public TimeSpan GraceTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two full listings: 0.1 s to 1 h. Default 2 s for a watched folder, 1 min for a mirrored one.</summary>
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public override string? Problem() => base.Problem() ?? this switch
    {
        { Root: "" } => $"{Option("Root")} is not set; set it to the folder to {(this is FolderSettings ? "watch" : "mirror")}.",
        _ when !Path.IsPathRooted(Root) || Root.Contains('\0') || Path.GetFullPath(Root) == "/" => $"{Option("Root")} must be an absolute path such as /srv/inbox.",
        _ when Include.Concat(Exclude).FirstOrDefault(glob => !Selection.IsGlob(glob)) is { } bad =>
            $"{Option(Include.Contains(bad) ? "Include" : "Exclude")} holds «{bad}», which is no glob below the root; write one such as **/*.html.",
        _ when MinAge < TimeSpan.Zero || MinAge > TimeSpan.FromDays(1) => $"{Option("MinAge")} must be 00:00:00 to 1.00:00:00.",
        _ when SideCarWait < TimeSpan.Zero || SideCarWait > TimeSpan.FromHours(1) => $"{Option("SideCarWait")} must be 00:00:00 to 01:00:00.",
        _ when Outside(SettleTime, TimeSpan.FromHours(1)) => $"{Option("SettleTime")} must be 00:00:00.1 to 01:00:00.",
        _ when Outside(GraceTime, TimeSpan.FromDays(1)) => $"{Option("GraceTime")} must be 00:00:00.1 to 1.00:00:00.",
        _ when Outside(ScanInterval, TimeSpan.FromHours(1)) => $"{Option("ScanInterval")} must be 00:00:00.1 to 01:00:00.",
        _ => null,
    };

    private static bool Outside(TimeSpan value, TimeSpan most) => value < TimeSpan.FromMilliseconds(100) || value > most;
}
