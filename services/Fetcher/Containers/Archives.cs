using System.Text;
using Platform.Contracts;
using Platform.RawContent;
using SharpCompress.Archives;
using SharpCompress.Archives.SevenZip;
using SharpCompress.Archives.Zip;
using SharpCompress.Common;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;
using SharpCompress.Compressors.ZStandard;
using SharpCompress.Readers;

namespace Platform.Fetcher.Containers;

/// <summary>The members of archives, in the order in which they lie there. Runs in a process of its own (<see cref="UnpackVerb"/>).</summary>
internal static class Archives
{
    // Names come as bytes, one to a character, and are decoded together.
    private static readonly ReaderOptions Options = new() { ArchiveEncoding = new ArchiveEncoding { Default = Encoding.Latin1, Forced = Encoding.Latin1 }, LeaveStreamOpen = true };

    private static readonly ReaderOptions TextNames = new() { LeaveStreamOpen = true };

    /// <summary>What a file holds.</summary>
    /// <param name="kind">One of <see cref="ContainerKinds"/>.</param>
    /// <param name="file">Its bytes; can seek.</param>
    /// <param name="name">Its own name, for the member of a file that is only compressed.</param>
    public static IEnumerable<FoundMember> Members(string kind, Stream file, string name) => kind switch
    {
        ContainerKinds.Zip => Zip(file),
        ContainerKinds.SevenZip => SevenZip(file),
        ContainerKinds.Rar => Sequence(file, ArchiveType.Rar, TextNames, isText: true),
        ContainerKinds.Tar => Tar(file),
        ContainerKinds.Gzip => Compressed(() => new GzipReader(file), name, ".gz", ".tgz"),
        ContainerKinds.Bzip2 => Compressed(() => BZip2Stream.Create(file, SharpCompress.Compressors.CompressionMode.Decompress, true, true, true), name, ".bz2", ".tbz2", ".tbz"),
        ContainerKinds.Xz => Compressed(() => new XZStream(file), name, ".xz", ".txz"),
        ContainerKinds.Zstandard => Compressed(() => new DecompressionStream(file, 0, true, true), name, ".zst", ".tzst"),
        ContainerKinds.Mailbox => Mailbox(file),
        _ => Mail(file),
    };

    private static IEnumerable<FoundMember> Zip(Stream file)
    {
        using var archive = ZipArchive.OpenArchive(file, Options);
        foreach (var entry in archive.Entries.Where(entry => !entry.IsDirectory))
        {
            // The upper half of the attributes holds a Unix mode where a Unix packed it.
            var isLink = entry.LinkTarget is not null || (entry.Attrib is { } attributes && ((attributes >> 16) & 0xF000) == 0xA000);
            yield return Found(entry, isLink, isText: false, entry.OpenEntryStream);
        }
    }

    // One pass over all: to open each by itself would unpack all that lies before it once more.
    private static IEnumerable<FoundMember> SevenZip(Stream file)
    {
        using var archive = SevenZipArchive.OpenArchive(file, TextNames);
        if (archive.IsEncrypted)
        {
            throw new RefusedException(Refusals.EncryptedArchive);
        }

        using var reader = archive.ExtractAllEntries();
        foreach (var member in Read(reader, isText: true))
        {
            yield return member;
        }
    }

    private static IEnumerable<FoundMember> Tar(Stream bytes) => Sequence(bytes, ArchiveType.Tar, Options, isText: false);

    private static IEnumerable<FoundMember> Sequence(Stream bytes, ArchiveType type, ReaderOptions options, bool isText)
    {
        using var reader = ReaderFactory.OpenReader(bytes, options);
        if (reader.Type != type)
        {
            throw new RefusedException(Refusals.DamagedArchive);
        }

        foreach (var member in Read(reader, isText))
        {
            yield return member;
        }
    }

    private static IEnumerable<FoundMember> Read(IReader reader, bool isText)
    {
        while (reader.MoveToNextEntry())
        {
            if (!reader.Entry.IsDirectory)
            {
                yield return Found(reader.Entry, reader.Entry.LinkTarget is { Length: > 0 }, isText, reader.OpenEntryStream);
            }
        }
    }

    private static FoundMember Found(IEntry entry, bool isLink, bool isText, Func<Stream> open) => new(
        entry.Key ?? "", isText, entry.IsEncrypted ? Refusals.EncryptedMember : isLink ? Refusals.LinkedMember : null, entry.Size > 0 ? entry.Size : null, open);

    /// <summary>What is compressed is a tar, or one file.</summary>
    private static IEnumerable<FoundMember> Compressed(Func<Stream> open, string name, params string[] endings)
    {
        var plain = open();
        using (plain)
        {
            var head = new byte[512];
            var bytes = new HeadedStream(head.AsMemory(0, plain.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)), plain);
            if (Sniffing.IsTar(head))
            {
                foreach (var member in Tar(bytes))
                {
                    yield return member;
                }
            }
            else
            {
                var last = name[(name.LastIndexOf('/') + 1)..];
                var ending = Array.Find(endings, ending => last.Length > ending.Length && last.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
                yield return new FoundMember(last[..^(ending?.Length ?? 0)], IsText: true, Refusal: null, StatedSize: null, () => bytes);
            }
        }
    }

    private static IEnumerable<FoundMember> Mail(Stream file)
    {
        Span<byte> head = stackalloc byte[8];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        return CompoundFile.IsOne(head) ? OutlookAttachments.Of(file) : MailAttachments.Of(file);
    }

    private static IEnumerable<FoundMember> Mailbox(Stream file) => new MailboxReader(file).Messages().Select((message, number) =>
        new FoundMember(FormattableString.Invariant($"{number + 1:D5}.eml"), IsText: true, Refusal: null, StatedSize: null, () => message));

    /// <summary>A stream of which the beginning was read.</summary>
    private sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> _head = head;

        public override int Read(Span<byte> buffer)
        {
            if (_head.IsEmpty)
            {
                return rest.Read(buffer);
            }

            var read = Math.Min(buffer.Length, _head.Length);
            _head.Span[..read].CopyTo(buffer);
            _head = _head[read..];
            return read;
        }
    }
}

/// <summary>A container or a member cannot be taken, for this reason.</summary>
internal sealed class RefusedException(Reason reason, Exception? inner = null) : Exception(reason.Message, inner)
{
    public Reason Reason { get; } = reason;
}
