using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Tnef;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// The parts of a mail: of alternatives the richest that holds text, of everything else what is displayed, in its order. What is attached is named, and not read unless the mail holds nothing else.
/// </summary>
internal sealed class MailBody(Draft draft, string? charset)
{
    /// <summary>Parts looked at; a mail of people has fewer than a hundred.</summary>
    private const int MostParts = 1000;

    private const int MostNamed = 20;
    private const int Deepest = 40;
    private readonly BlockWriter _writer = new(draft);
    private readonly List<string> _attached = [];
    private readonly List<MimeEntity> _instead = [];
    private int _parts;
    private bool _encrypted;

    /// <summary>Reads the body.</summary>
    /// <exception cref="UnreadableException">It is encrypted.</exception>
    public void Read(MimeEntity? body, string place)
    {
        if (body is not null)
        {
            Take(body, place, 0);
            foreach (var other in draft.Blocks.Count == 0 ? _instead.ToList() : [])
            {
                Instead(other, place);
            }
        }

        if (_encrypted)
        {
            if (draft.Blocks.Count == 0)
            {
                throw new UnreadableException(ReasonCodes.Encrypted, "The mail is encrypted; decrypt it in the mail program that has its key, save it without encryption and drop that.");
            }

            draft.Partial = true;
            draft.Warnings.Add("A part of the mail is encrypted and is not read.");
        }

        if (Sentence(_attached.Take(MostNamed).ToList(), _attached.Count) is { } sentence)
        {
            draft.Warnings.Add(sentence);
        }
    }

    /// <summary>What is attached, in a sentence; null for nothing.</summary>
    /// <param name="names">The first of them.</param>
    /// <param name="count">Of all.</param>
    internal static string? Sentence(List<string> names, int count) => count == 0 ? null
        : $"The mail has {count} attachment{(count == 1 ? " that is" : "s that are")} no part of this record: {string.Join("; ", names)}{(count > names.Count ? $"; and {count - names.Count} more" : "")}.";

    private bool Take(MimeEntity part, string place, int depth)
    {
        if (depth > Deepest || ++_parts > MostParts)
        {
            draft.Warnings.AddRange(draft.Partial ? [] : [$"Only the first {MostParts} parts of the mail, at most {Deepest} deep, are read."]);
            draft.Partial = true;
            return false;
        }

        switch (part)
        {
            case Multipart whole when part.ContentType.IsMimeType("multipart", "encrypted"):
                _encrypted = true;
                return false;
            case Multipart whole when part.ContentType.IsMimeType("multipart", "signed"):
                return whole.Count > 0 && Take(whole[0], place + " 1", depth + 1);
            case Multipart whole when part.ContentType.IsMimeType("multipart", "alternative"):
                return Alternatives(whole, place, depth);
            case MultipartRelated { Root: { } root }:
                return Take(root, place + " root", depth + 1);
            case Multipart whole:
                var taken = false;
                for (var at = 0; at < whole.Count && _parts <= MostParts; at++)
                {
                    taken |= whole[at] is MessagePart inner && part.ContentType.IsMimeType("multipart", "digest")
                        ? Message(inner, $"{place} {at + 1}", depth + 1)
                        : Take(whole[at], $"{place} {at + 1}", depth + 1);
                }

                return taken;
            case TextPart text when !text.IsAttachment && IsRead(text):
                return Text(text, place);
            case MimePart secure when MailSeals.IsSecure(part):
                return Secure(secure, place, depth);
            default:
                Attached(part);
                return false;
        }
    }

    private bool Alternatives(Multipart whole, string place, int depth)
    {
        // The order is from the plainest to the richest, and some programs keep it the other way round.
        foreach (var (part, number) in whole.Select((part, at) => (Part: part, Number: at + 1)).Take(MostParts).OrderByDescending(other => Richness(other.Part, 0)).ThenByDescending(other => other.Number))
        {
            if (Richness(part, 0) > 0 && Take(part, $"{place} {number}", depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static int Richness(MimeEntity part, int depth) => part switch
    {
        TextPart text when text.IsHtml => 3,
        TextPart text => IsRead(text) ? 1 : 0,
        Multipart whole when depth < Deepest => whole.Take(20).Select(inner => Richness(inner, depth + 1)).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static bool IsRead(TextPart text) =>
        text.IsHtml || text.ContentType.MediaSubtype.ToLowerInvariant() is not ("calendar" or "vcard" or "x-vcard" or "directory" or "csv" or "css" or "rfc822-headers" or "x-amp-html" or "x-moz-deleted");

    private bool Text(TextPart part, string place)
    {
        var bytes = Bytes(part);
        if (Charsets.DecodePart(bytes, part.ContentType.Charset, charset) is not { } decoded)
        {
            draft.Warnings.AddRange(bytes.Length > 0 ? [$"The part {place} is called text and is none in any charset."] : []);
            return false;
        }

        draft.Found(decoded.Finding with { Where = $"{place} bytes" });
        var (before, text) = (draft.Blocks.Count, Cleaning.Clean(decoded.Text));
        if (part.IsHtml || (part.ContentType.MediaSubtype != "plain" && Html.Accepts(new Content(Encoding.UTF8.GetBytes(text), ""))))
        {
            MailHtml.Take(text, place, _writer);
        }
        else if (text.TrimStart().StartsWith("-----BEGIN PGP MESSAGE-----", StringComparison.Ordinal))
        {
            _encrypted = true;
        }
        else
        {
            MailText.Take(MailSeals.Without(text, place, draft), part.IsFlowed, part.ContentType.Parameters["delsp"] is { } joined && joined.Equals("yes", StringComparison.OrdinalIgnoreCase), place, _writer);
        }

        return draft.Blocks.Count > before;
    }

    // Signed within itself is readable by all; else it is sealed.
    private bool Secure(MimePart part, string place, int depth)
    {
        if (MailSeals.Signed(Bytes(part)) is { } inner)
        {
            using var stream = new MemoryStream(inner);
            return Take(MimeEntity.Load(Eml.Options, stream), place + " signed", depth + 1);
        }

        _encrypted = true;
        return false;
    }

    private void Attached(MimeEntity part)
    {
        if (part is MessagePart or TnefPart or TextPart)
        {
            _instead.Add(part);
        }

        if (part is MimePart { ContentDisposition: null or { Disposition: ContentDisposition.Inline }, FileName: null } && part.ContentType.MediaType.ToLowerInvariant() is "image" or "multipart")
        {
            return; // shown within the text
        }

        var name = part is MessagePart { Message: { } message } ? MailHeaders.Text(message.Headers, "Subject") ?? "a mail" : (part as MimePart)?.FileName ?? part.ContentType.Name ?? "without a name";
        var size = part is MimePart { Content.Stream: { } content } ? string.Create(CultureInfo.InvariantCulture, $", {Math.Max(1, content.Length / 1000)} kB as sent") : "";
        _attached.Add($"{Cleaning.Line(Cleaning.Clean(name.Length > 150 ? name[..150] : name))} ({part.ContentType.MimeType.ToLowerInvariant()}{size})");
    }

    // A mail that only carries another one, or its text as a file.
    private void Instead(MimeEntity part, string place)
    {
        switch (part)
        {
            case MessagePart inner: Message(inner, place + " message", 1); break;
            case TextPart text when IsRead(text): Text(text, place + " attachment"); break;
            case TnefPart { Content: not null } tnef when Unpacked(tnef) is { } body: Take(body, place + " tnef", 1); break;
        }
    }

    private bool Message(MessagePart part, string place, int depth)
    {
        if (part.Message is not { Body: { } body } message)
        {
            return false;
        }

        var before = draft.Blocks.Count;
        if (MailHeaders.Text(message.Headers, "Subject") is { } subject)
        {
            _writer.Add(new DraftBlock(BlockKinds.Heading, subject, place + " header Subject", 2));
        }

        if (Take(body, place, depth))
        {
            return true;
        }

        draft.Blocks.RemoveRange(before, draft.Blocks.Count - before); // a heading over nothing
        return false;
    }

    private static MimeEntity? Unpacked(TnefPart part)
    {
        try
        {
            return part.ConvertToMessage().Body;
        }
        catch (Exception broken) when (broken is TnefException or FormatException or ArgumentException or NotSupportedException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private static byte[] Bytes(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content?.DecodeTo(bytes);
        return bytes.ToArray();
    }
}
