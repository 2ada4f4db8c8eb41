namespace Platform.Fetcher.Containers;

/// <summary>Section <c>Containers</c>: how far archives, mailboxes and mails are unpacked. What passes a bound is rejected whole, with the bound's name.</summary>
internal sealed class ContainerSettings
{
    public const string Section = "Containers";

    /// <summary>The ratio counts beyond so many bytes: small files of one letter shrink a thousandfold and harm nobody.</summary>
    public const long AlwaysAllowed = 64 << 20;

    /// <summary>How deep containers may lie in containers, 1 to 20. Default 5.</summary>
    public int Depth { get; set; } = 5;

    /// <summary>Members of what was dropped, with those of the containers in it, 1 to 1,000,000. Default 100,000.</summary>
    public int Members { get; set; } = 100_000;

    /// <summary>Bytes that it may unpack to, with the containers in it, 1 to 1 TiB. Default 4,294,967,296 (4 GiB).</summary>
    public long Bytes { get; set; } = 4L << 30;

    /// <summary>Bytes of one member, 1 to 1,073,741,824. Default 104,857,600 (100 MiB).</summary>
    public long MemberBytes { get; set; } = 104_857_600;

    /// <summary>How many times its own size a container may unpack to, 10 to 10,000. Default 200; it counts beyond 64 MiB.</summary>
    public int Ratio { get; set; } = 200;

    /// <summary>How long unpacking one container may take, 1 s to 1 h. Default 10 min.</summary>
    public TimeSpan Time { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Memory of each of the two processes that unpack, 100,000,000 to 8,000,000,000 bytes. Default 600,000,000.</summary>
    public long MemoryBytes { get; set; } = 600_000_000;

    /// <summary>A sentence that names the bad setting; null where all is well.</summary>
    public static string? Problem(ContainerSettings settings) => settings switch
    {
        { Depth: < 1 or > 20 } => "Containers__Depth must be 1 to 20.",
        { Members: < 1 or > 1_000_000 } => "Containers__Members must be 1 to 1000000.",
        { Bytes: < 1 or > 1L << 40 } => "Containers__Bytes must be 1 to 1099511627776 (1 TiB).",
        { MemberBytes: < 1 or > 1L << 30 } => "Containers__MemberBytes must be 1 to 1073741824 (1 GiB).",
        { Ratio: < 10 or > 10_000 } => "Containers__Ratio must be 10 to 10000.",
        _ when settings.Time < TimeSpan.FromSeconds(1) || settings.Time > TimeSpan.FromHours(1) => "Containers__Time must be 00:00:01 to 01:00:00.",
        { MemoryBytes: < 100_000_000 or > 8_000_000_000 } => "Containers__MemoryBytes must be 100000000 to 8000000000.",
        _ => null,
    };
}
