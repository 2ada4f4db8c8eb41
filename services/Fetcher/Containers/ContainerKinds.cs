namespace Platform.Fetcher.Containers;

/// <summary>What holds documents of its own.</summary>
internal static class ContainerKinds
{
    public const string Zip = "zip", SevenZip = "7z", Rar = "rar", Tar = "tar", Gzip = "gzip", Bzip2 = "bzip2", Xz = "xz", Zstandard = "zstd", Mailbox = "mailbox";

    /// <summary>A mail with attachments: a document, and the parent of its attachments. All others are no documents themselves.</summary>
    public const string Mail = "mail";

    /// <summary>What people call it, with its article.</summary>
    public static string InWords(string kind) => kind switch
    {
        Mailbox => "a mailbox",
        Mail => "a mail",
        Tar => "a tar archive",
        _ => $"a {kind} archive",
    };
}
