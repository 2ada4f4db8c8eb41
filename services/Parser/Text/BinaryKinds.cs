namespace Platform.Parser.Text;

/// <summary>Names well-known binary formats by their first bytes, so that a rejection can say what the file is.</summary>
public static class BinaryKinds
{
    /// <summary>The format with its article, such as <c>an empty ZIP archive</c>; null for anything else.</summary>
    public static string? NameOf(ReadOnlySpan<byte> content)
    {
        foreach (var (magic, name) in Kinds)
        {
            if (content.StartsWith(magic))
            {
                return name;
            }
        }

        return null;
    }

    private static readonly (byte[] Magic, string Name)[] Kinds =
    [
        ("PK\u0003\u0004"u8.ToArray(), "a ZIP archive that is no office document"),
        ("PK\u0005\u0006"u8.ToArray(), "an empty ZIP archive"),
        ([0x1f, 0x8b], "a gzip archive"),
        ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "a compound file (OLE) of an unknown program"),
        ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7z archive"),
        ("Rar!"u8.ToArray(), "a RAR archive"),
        ("SQLite format 3"u8.ToArray(), "an SQLite database"),
        ([0x7f, (byte)'E', (byte)'L', (byte)'F'], "a program"),
        ("OggS"u8.ToArray(), "a sound or film"),
        ("ID3"u8.ToArray(), "a sound"),
    ];
}
