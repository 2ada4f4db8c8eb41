using MimeKit;
using MimeKit.Tnef;
using Platform.Contracts;

namespace Platform.Fetcher.Containers;

/// <summary>The attachments of a mail: every part that is not the text of it, nor a picture that the text shows, nor a seal.</summary>
internal static class MailAttachments
{
    private const int Deepest = 60;

    private const TnefComplianceStatus Damage = TnefComplianceStatus.InvalidTnefSignature | TnefComplianceStatus.StreamTruncated | TnefComplianceStatus.AttributeOverflow | TnefComplianceStatus.InvalidAttributeLength
        | TnefComplianceStatus.NestingTooDeep;

    private static readonly ParserOptions Options = new() { MaxMimeDepth = Deepest };

    public static IEnumerable<FoundMember> Of(Stream file)
    {
        var message = Load(file);
        var number = 0;
        foreach (var part in message.Body is { } body ? Parts(body, 0) : [])
        {
            number++;
            yield return part switch
            {
                MessagePart { Message: { } inner } => new FoundMember(NameOf(part, number, ".eml"), IsText: true, Refusal: null, StatedSize: null, () => Written(stream => inner.WriteTo(stream))),
                MimePart { Content: { } content } => new FoundMember(NameOf(part, number, ""), IsText: true, Refusal: null, StatedSize: null, content.Open),
                _ => new FoundMember(NameOf(part, number, ""), IsText: true, Refusals.Empty, StatedSize: null, () => Stream.Null),
            };
        }
    }

    private static MimeMessage Load(Stream file)
    {
        // A mailbox of one message has a line before it.
        Span<byte> begin = stackalloc byte[5];
        var isMailbox = file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual("From "u8);
        file.Position = 0;
        return new MimeParser(Options, file, isMailbox ? MimeFormat.Mbox : MimeFormat.Entity, persistent: true).ParseMessage();
    }

    private static IEnumerable<MimeEntity> Parts(MimeEntity part, int depth) => part switch
    {
        _ when depth > Deepest => [],
        Multipart when part.ContentType.IsMimeType("multipart", "encrypted") => [],
        Multipart { Count: > 0 } signed when part.ContentType.IsMimeType("multipart", "signed") => Parts(signed[0], depth + 1),
        MultipartRelated { Root: { } root } related => Parts(root, depth + 1).Concat(related.Where(inner => inner != root && inner.IsAttachment)),
        Multipart several => several.SelectMany(inner => Parts(inner, depth + 1)),
        TextPart { IsAttachment: false } text when text.FileName is null || text.IsPlain || text.IsHtml => [],
        MimePart seal when seal.ContentType.IsMimeType("application", "pkcs7-signature") || seal.ContentType.IsMimeType("application", "pkcs7-mime")
            || seal.ContentType.IsMimeType("application", "pgp-signature") || seal.ContentType.IsMimeType("application", "x-pkcs7-signature") => [],
        TnefPart { Content: { } content } wrapped => Unwrapped(wrapped, content),
        MimePart { Content: { } content, FileName: { } name } when name.Equals("winmail.dat", StringComparison.OrdinalIgnoreCase) => Unwrapped(new TnefPart { Content = content, FileName = name }, content),
        MimePart { IsAttachment: false, ContentId.Length: > 0 } shown when shown.ContentType.IsMimeType("image", "*") => [],
        _ => [part],
    };

    // What Outlook wraps up in winmail.dat (MS-OXTNEF). Where that is cut off or damaged, the wrapping is an attachment too.
    private static IEnumerable<MimeEntity> Unwrapped(TnefPart part, IMimeContent content)
    {
        try
        {
            using var reader = new TnefReader(content.Open(), 0, TnefComplianceMode.Loose);
            while (reader.ReadNextAttribute())
            {
            }

            return (reader.ComplianceStatus & Damage) == TnefComplianceStatus.Compliant ? part.ExtractAttachments().ToList() : part.ExtractAttachments().Append(part).ToList();
        }
        catch (Exception broken) when (broken is TnefException or FormatException or ArgumentException or NotSupportedException or InvalidOperationException or IOException)
        {
            return [part];
        }
    }

    private static string NameOf(MimeEntity part, int number, string ending)
    {
        var name = part.ContentDisposition?.FileName ?? part.ContentType.Name ?? ((part as MessagePart)?.Message?.Subject is { Length: > 0 } subject ? subject + ending : null);
        name = (name ?? FormattableString.Invariant($"attachment {number}{ending}")).Replace('/', '_').Replace('\\', '_').Trim(' ', '.');
        return name.Length == 0 ? FormattableString.Invariant($"attachment {number}{ending}") : name;
    }

    private static MemoryStream Written(Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        stream.Position = 0;
        return stream;
    }
}
