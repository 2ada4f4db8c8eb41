using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Platform.RawContent;

namespace Platform.Fetcher.Containers;

/// <summary>
/// Tells by content what is a container. Reads little of it, in bounded pieces and by code of its own: no archive reader meets the bytes in this process. A zip with the parts of one document
/// (DOCX, ODT, EPUB, XLSX, JAR) is a document.
/// </summary>
internal static class Sniffing
{
    private const int Head = 64 * 1024;

    /// <summary>Longest list of a zip's files that is searched for the parts of a document; they come first or the list is short.</summary>
    private const int MostListed = 4 << 20;

    /// <summary>The file of a zip that says that it is one document.</summary>
    private static readonly string[] DocumentParts = ["[content_types].xml", "mimetype", "meta-inf/manifest.mf", "meta-inf/container.xml", "androidmanifest.xml", "index/document.iwa"];

    /// <summary>One of <see cref="ContainerKinds"/>; null for what holds nothing but itself.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? KindOf(SafeFileHandle file)
    {
        Span<byte> head = stackalloc byte[512];
        head = head[..Fill(file, head, 0)];
        return ArchiveOf(file, head) ?? ((BeginsAsMail(head) && MayHoldAttachments(file)) || IsOutlookMessage(file, head) ? ContainerKinds.Mail : null);
    }

    /// <summary>Whether it is an archive or a mailbox; a mail is a document, whatever it holds.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsArchive(SafeFileHandle file)
    {
        Span<byte> head = stackalloc byte[512];
        head = head[..Fill(file, head, 0)];
        return ArchiveOf(file, head) is not null;
    }

    private static string? ArchiveOf(SafeFileHandle file, ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("PK\u0003\u0004"u8) => IsDocument(file) ? null : ContainerKinds.Zip,
        _ when head.StartsWith("PK\u0005\u0006"u8) => ContainerKinds.Zip,
        _ when head.StartsWith(SevenZip) => ContainerKinds.SevenZip,
        _ when head.StartsWith("Rar!\u001a\u0007\u0000"u8) || head.StartsWith("Rar!\u001a\u0007\u0001\u0000"u8) => ContainerKinds.Rar,
        [0x1f, 0x8b, 8, ..] => ContainerKinds.Gzip,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => ContainerKinds.Bzip2,
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => ContainerKinds.Xz,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => ContainerKinds.Zstandard,
        _ when IsTar(head) => ContainerKinds.Tar,
        _ when head.StartsWith("From "u8) && MailboxReader.HoldsSeveral(file) => ContainerKinds.Mailbox,
        _ => null,
    };

    /// <summary>Whether the first line may be one of a mail's header, so that it is worth reading on: most texts begin otherwise.</summary>
    private static bool BeginsAsMail(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("From "u8))
        {
            return true;
        }

        var name = head[..Math.Max(head.IndexOf((byte)':'), 0)];
        return name.Length is >= 1 and <= 100 && char.IsAsciiLetter((char)name[0]) && !name.ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }

    // The first name behind the root's own: of a message, all are of [MS-OXMSG] and begin so; none of another program's are.
    private static bool IsOutlookMessage(SafeFileHandle file, ReadOnlySpan<byte> head)
    {
        if (head.Length < 512 || !CompoundFile.IsOne(head))
        {
            return false;
        }

        Span<byte> entries = stackalloc byte[256];
        var from = ((long)BinaryPrimitives.ReadUInt32LittleEndian(head[48..]) + 1) << Math.Min((int)head[30], 12);
        return Fill(file, entries, from) == entries.Length && entries[128..].StartsWith("_\0_\0"u8);
    }

    /// <summary>Whether a block is the header of a tar's first member: its checksum is right (POSIX.1, ustar).</summary>
    public static bool IsTar(ReadOnlySpan<byte> head)
    {
        if (head.Length < 512 || head[0] == 0)
        {
            return false;
        }

        var stated = 0;
        foreach (var digit in head[148..156])
        {
            stated = digit is >= (byte)'0' and <= (byte)'7' ? (stated * 8) + digit - '0' : stated;
        }

        var sum = 8 * ' ';
        for (var at = 0; at < 512; at++)
        {
            sum += at is >= 148 and < 156 ? 0 : head[at];
        }

        return sum == stated;
    }

    /// <summary>Reads until the span is full or the file ends.</summary>
    public static int Fill(SafeFileHandle file, Span<byte> into, long from)
    {
        int read, total = 0;
        while (total < into.Length && (read = RandomAccess.Read(file, into[total..], from + total)) > 0)
        {
            total += read;
        }

        return total;
    }

    private static ReadOnlySpan<byte> SevenZip => [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c];

    /// <summary>Whether the list at the end of a zip (APPNOTE.TXT 4.3.12 and 4.3.16) names the parts of a document.</summary>
    private static bool IsDocument(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var end = new byte[Math.Min(length, 22 + 65_535)];
        end = end[..Fill(file, end, length - end.Length)];
        if (end.AsSpan().LastIndexOf("PK\u0005\u0006"u8) is var at && (at < 0 || at + 22 > end.Length))
        {
            return false;
        }

        var (size, from) = (BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 12)), BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 16)));
        if (from >= length)
        {
            return false; // ZIP64, or damaged: no document is that large
        }

        var list = new byte[Math.Min(Math.Min(size, MostListed), length - from)];
        ReadOnlySpan<byte> rest = list.AsSpan(0, Fill(file, list, from));
        while (rest.Length >= 46 && rest.StartsWith("PK\u0001\u0002"u8))
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]), more = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            if (46 + name > rest.Length)
            {
                return false;
            }

            if (DocumentParts.Contains(Encoding.Latin1.GetString(rest.Slice(46, name)).Replace('\\', '/'), StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }

            rest = rest[Math.Min(46 + name + more, rest.Length)..];
        }

        return false;
    }

    /// <summary>
    /// Whether the file begins with a mail's header lines and its parts may be more than its text. Web pages in mail form (MHTML) are <c>multipart/related</c>: what they hold belongs to the page.
    /// </summary>
    private static bool MayHoldAttachments(SafeFileHandle file)
    {
        var bytes = new byte[Head];
        var head = Encoding.Latin1.GetString(bytes, 0, Fill(file, bytes, 0));
        var end = head.AsSpan().IndexOfAny("\n\n", "\n\r\n");
        var (known, parts) = (0, false);
        var type = "";
        foreach (var raw in (end < 0 ? head : head[..end]).Split('\n').SkipWhile(line => line.StartsWith("From ", StringComparison.Ordinal)))
        {
            var line = raw.TrimEnd('\r');
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line is [' ' or '\t', ..])
            {
                type += type.EndsWith(':') ? line : "";
            }
            else if (colon is < 1 or > 100 || line.AsSpan(0, colon).ContainsAnyExceptInRange('!', '~'))
            {
                return false;
            }
            else
            {
                var name = line[..colon].ToLowerInvariant();
                known += name is "from" or "to" or "subject" or "date" or "message-id" or "mime-version" or "received" or "return-path" ? 1 : 0;
                type = name is "content-type" or "content-disposition" ? line : type;
            }

            parts |= type.Contains("multipart/", StringComparison.OrdinalIgnoreCase) && !type.Contains("multipart/related", StringComparison.OrdinalIgnoreCase);
            parts |= type.Contains("attachment", StringComparison.OrdinalIgnoreCase);
        }

        return known >= 2 && parts;
    }

    private static int IndexOfAny(this ReadOnlySpan<char> text, string one, string other) =>
        (text.IndexOf(one), text.IndexOf(other)) switch { (< 0, var at) => at, (var at, < 0) => at, var (first, second) => Math.Min(first, second) };
}
