using System.Buffers.Binary;
using System.Text;
using Platform.Contracts;
using Platform.RawContent;

namespace Platform.Fetcher.Containers;

/// <summary>The attachments of a message that Outlook saved ([MS-OXMSG]): all but the pictures that the text shows. A message within becomes a message of its own.</summary>
internal static class OutlookAttachments
{
    // The values of PidTagAttachMethod (MS-OXCMSG 2.2.2.9) that are no bytes.
    private const int Message = 5, Drawing = 6;

    // Of PidTagAttachFlags: the text refers to it.
    private const int ShownInText = 4;

    private const string Properties = "__properties_version1.0", Names = "__nameid_version1.0";

    /// <summary>Bytes before the properties of a message at the top, of one within another, and of an attachment.</summary>
    private const int TopHead = 32, InnerHead = 24, AttachmentHead = 8;

    public static IEnumerable<FoundMember> Of(Stream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var root = CompoundFile.Read(bytes).Root;
        var attachments = root.Storages.Where(storage => storage.Key.StartsWith("__attach_version1.0_", StringComparison.OrdinalIgnoreCase)).OrderBy(storage => storage.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var (at, (_, attachment)) in attachments.Index())
        {
            if (!IsShown(attachment))
            {
                yield return Found(root, attachment, at + 1);
            }
        }
    }

    private static FoundMember Found(CompoundStorage root, CompoundStorage attachment, int number)
    {
        var inner = attachment.Storages.GetValueOrDefault("__substg1.0_3701000D");
        var isMessage = Number(attachment, 0x3705) == Message && inner is not null;
        var (name, isText) = NameOf(attachment);
        name = (name ?? FormattableString.Invariant($"attachment {number}")).Replace('/', '_').Replace('\\', '_').Trim(' ', '.');
        name = name.Length == 0 ? FormattableString.Invariant($"attachment {number}") : name;
        return isMessage ? new FoundMember(name.EndsWith(".msg", StringComparison.OrdinalIgnoreCase) ? name : name + ".msg", isText, Refusal: null, StatedSize: null, () => new MemoryStream(Whole(root, inner!)))
            : attachment.Streams.Contains("__substg1.0_37010102", StringComparer.OrdinalIgnoreCase) ? new FoundMember(name, isText, Refusal: null, StatedSize: null, () => new MemoryStream(attachment.Bytes("__substg1.0_37010102")!))
            : new FoundMember(name, isText, Number(attachment, 0x3705) == Drawing || inner is not null ? Refusals.EmbeddedObject : Refusals.LinkedAttachment, StatedSize: null, () => Stream.Null);
    }

    // A picture to which the text refers.
    private static bool IsShown(CompoundStorage attachment) =>
        (Number(attachment, 0x3714) & ShownInText) != 0 && Text(attachment, 0x370e).Value?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true;

    // Its long name, its short one, or what is shown for it.
    private static (string? Name, bool IsText) NameOf(CompoundStorage attachment)
    {
        foreach (var property in (ReadOnlySpan<int>)[0x3707, 0x3704, 0x3001])
        {
            if (Text(attachment, property) is { Value: not null } name)
            {
                return name;
            }
        }

        return (null, true);
    }

    // As Unicode, or as bytes of an unknown code page, one to a character.
    private static (string? Value, bool IsText) Text(CompoundStorage storage, int property) =>
        storage.Bytes(FormattableString.Invariant($"__substg1.0_{property:X4}001F")) is { Length: > 1 } unicode ? (Encoding.Unicode.GetString(unicode).TrimEnd('\0'), true)
        : storage.Bytes(FormattableString.Invariant($"__substg1.0_{property:X4}001E")) is { Length: > 0 } bytes ? (Encoding.Latin1.GetString(bytes).TrimEnd('\0'), false)
        : (null, true);

    private static int? Number(CompoundStorage attachment, int property)
    {
        var table = attachment.Bytes(Properties) ?? [];
        for (var at = AttachmentHead; at + 16 <= table.Length; at += 16)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan(at)) == ((property << 16) | 3))
            {
                return BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan(at + 8));
            }
        }

        return null;
    }

    // At the top, the head of a message's properties is longer, and the names of properties lie beside them.
    private static byte[] Whole(CompoundStorage root, CompoundStorage inner)
    {
        var whole = new CompoundStorage();
        var properties = inner.Bytes(Properties) ?? [];
        whole.Add(Properties, () => [.. properties.AsSpan(0, Math.Min(InnerHead, properties.Length)), .. new byte[TopHead - InnerHead], .. properties.AsSpan(Math.Min(InnerHead, properties.Length))]);
        foreach (var name in inner.Streams)
        {
            whole.Add(name, () => inner.Bytes(name)!);
        }

        foreach (var (name, storage) in inner.Storages)
        {
            whole.Add(name, storage);
        }

        if (root.Storages.GetValueOrDefault(Names) is { } names)
        {
            whole.Add(Names, names);
        }

        return CompoundWriter.Write(whole);
    }
}
