using System.Text;
using MimeKit;
using MimeKit.Tnef;
using Platform.Contracts;
using Platform.Parser.Metadata;
using Platform.Parser.Text;
using Platform.RawContent;

namespace Platform.Parser.Formats;

/// <summary>
/// A message, post, task, appointment or contact of Outlook (MSG). Accepts a compound file with a message's table of properties. Of the bodies the HTML is read, else the RTF, else the plain text;
/// attachments are named.
/// </summary>
public static class Msg
{
    private const string Table = "__properties_version1.0";
    private const int MostNamed = 20;

    // What a contact is made of, from the person to the address.
    private static readonly int[] Contact = [0x3001, 0x3a17, 0x3a18, 0x3a16, 0x3a08, 0x3a09, 0x3a1c, 0x3a24, 0x3a29, 0x3a26, 0x3a27, 0x3a28, 0x3a2a, 0x3a51];

    /// <summary>Whether it is a compound file that holds a message.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return CompoundFile.IsOne(content.Span) && content.Span.IndexOf(Encoding.Unicode.GetBytes(Table)) >= 0 && HoldsMessage(content);
    }

    // A document of Word may hold a mail, and a mail one of Word: what stands at the top counts.
    private static bool HoldsMessage(Content content)
    {
        try
        {
            return CompoundFile.Read(content.Bytes).Root.Bytes(Table) is not null;
        }
        catch (InvalidDataException)
        {
            return !OldOffice.Accepts(content);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UnreadableException">It is encrypted or damaged.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var draft = new Draft("application/vnd.ms-outlook") { HasCharset = false, StatesTitle = true };
        var message = new MapiProperties(Root(content), 32, content.Charset);
        Properties(message, draft);
        Body(message, draft, content.Charset);
        if (draft.Blocks.Count == 0)
        {
            Instead(message, draft, content.Charset);
        }

        Attachments(message, draft);
        QuotedTrail.Mark(draft.Blocks, draft.Value(Fields.Title));
        return draft;
    }

    private static CompoundStorage Root(Content content)
    {
        try
        {
            return CompoundFile.Read(content.Bytes).Root;
        }
        catch (InvalidDataException damaged)
        {
            throw new UnreadableException(ReasonCodes.Damaged, "The compound file is damaged; open it in the program that made it, save it again and drop that.", damaged);
        }
    }

    private static void Properties(MapiProperties message, Draft draft)
    {
        // The mark of a prefix's length may stand in front of the subject.
        Stated.Propose(draft, Fields.Title, message.Text(0x0037), "property 0037 subject", 0.98, "mail_property");
        Stated.Propose(draft, Fields.Title, message.Text(0x3001), "property 3001 display name", 0.6, "mail_property");
        foreach (var (property, name) in ((int, string)[])[(0x0042, "represented sender"), (0x0c1a, "sender")])
        {
            if (message.Text(property) is { } sender && !sender.Contains('@', StringComparison.Ordinal) && !sender.StartsWith("/o=", StringComparison.OrdinalIgnoreCase))
            {
                Stated.Propose(draft, Fields.Authors, MailHeaders.Name(sender), $"property {property:X4} {name}", property == 0x42 ? 0.95 : 0.9, property == 0x42 ? "mail_property" : "mail_sender");
            }
        }

        if (message.Text(0x007d) is { } headers && Head(headers) is { } head && MailHeaders.Date(MailHeaders.Text(head, "Date")) is { } date)
        {
            draft.Found(new Finding(Fields.PublishedAt, date, "property 007D header Date", "mail_header", 0.98, MailHeaders.Text(head, "Date")));
        }

        Stated.Propose(draft, Fields.PublishedAt, message.Moment(0x0039), "property 0039 time sent", 0.9, "mail_property");
        Stated.Propose(draft, Fields.PublishedAt, message.Moment(0x0e06), "property 0E06 time received", 0.6, "mail_property");
        Stated.ProposeCreation(draft, message.Moment(0x3007), "property 3007 time created");
    }

    private static HeaderList? Head(string headers)
    {
        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(headers + "\n\n"));
            return HeaderList.Load(Eml.Options, stream);
        }
        catch (FormatException)
        {
            return null; // the other times remain
        }
    }

    private static void Body(MapiProperties message, Draft draft, string? chosen)
    {
        var writer = new BlockWriter(draft);
        if (message.Binary(0x1013) is { } html && Charsets.DecodePart(html, message.Charset, chosen) is { } decoded)
        {
            draft.Found(decoded.Finding with { Where = "property 1013 HTML" });
            MailHtml.Take(Cleaning.Clean(decoded.Text), "html", writer);
        }
        else if (message.Text(0x1013) is { } text)
        {
            MailHtml.Take(text, "html", writer);
        }

        if (draft.Blocks.Count == 0 && message.Binary(0x1009) is { } packed && Unpacked(packed) is { } rtf && rtf.AsSpan(0, Math.Min(rtf.Length, 1000)).IndexOf("\\fromtext"u8) < 0)
        {
            Rtf(rtf, draft, writer);
        }

        if (draft.Blocks.Count == 0 && message.Text(0x1000) is { } plain)
        {
            MailText.Take(plain, flowed: false, joined: false, "text", writer);
        }
        else if (draft.Blocks.Count == 0 && message.Binary(0x1009) is { } last && Unpacked(last) is { } wrapped)
        {
            Rtf(wrapped, draft, writer);
        }
    }

    private static void Rtf(byte[] rtf, Draft draft, BlockWriter writer)
    {
        if (RtfHtml.IsWrapped(rtf))
        {
            MailHtml.Take(Cleaning.Clean(RtfHtml.Read(rtf)), "html", writer);
        }
        else
        {
            new RtfText(draft).Read(new RtfTokens(rtf));
        }
    }

    private static byte[]? Unpacked(byte[] packed)
    {
        try
        {
            var unpack = new RtfCompressedToRtf();
            return unpack.Flush(packed, 0, packed.Length, out var from, out var length).AsSpan(from, length).ToArray();
        }
        catch (Exception broken) when (broken is ArgumentException or IndexOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    // Signed mail keeps its body as a file; a contact has none; some messages only carry another.
    private static void Instead(MapiProperties message, Draft draft, string? chosen)
    {
        var secure = message.Text(0x001a)?.Contains("SMIME", StringComparison.OrdinalIgnoreCase) == true;
        foreach (var attached in Attached(message))
        {
            var (name, bytes) = (Name(attached) ?? "", attached.Binary(0x3701));
            if (name.Equals("message.rpmsg", StringComparison.OrdinalIgnoreCase) || (secure && bytes is not null && !Signed(bytes, draft, chosen)))
            {
                throw new UnreadableException(ReasonCodes.Encrypted, "The mail is encrypted; open it in Outlook, save it without encryption and drop that.");
            }

            if (attached.Storage.Storages.TryGetValue("__substg1.0_3701000D", out var inner))
            {
                Body(new MapiProperties(inner, 24, chosen), draft, chosen);
            }
        }

        if (draft.Blocks.Count == 0 && message.Text(0x001a)?.StartsWith("IPM.Contact", StringComparison.OrdinalIgnoreCase) == true)
        {
            var writer = new BlockWriter(draft);
            foreach (var property in Contact)
            {
                writer.Add(new DraftBlock(BlockKinds.ListItem, message.Text(property) ?? "", $"property {property:X4}"));
            }
        }
    }

    private static bool Signed(byte[] bytes, Draft draft, string? chosen)
    {
        var mime = bytes.AsSpan().IndexOf("multipart/signed"u8) >= 0 ? bytes : MailSeals.Signed(bytes);
        if (mime is null)
        {
            return false;
        }

        using var stream = new MemoryStream(mime);
        new MailBody(draft, chosen).Read(MimeEntity.Load(Eml.Options, stream), "signed");
        return true;
    }

    private static void Attachments(MapiProperties message, Draft draft)
    {
        var names = Attached(message).Select(attached => Name(attached) ?? "without a name").ToList();
        if (MailBody.Sentence(names.Take(MostNamed).ToList(), names.Count) is { } sentence)
        {
            draft.Warnings.Add(sentence);
        }
    }

    private static IEnumerable<MapiProperties> Attached(MapiProperties message) => message.Storage.Storages
        .Where(storage => storage.Key.StartsWith("__attach_version1.0_", StringComparison.OrdinalIgnoreCase)).OrderBy(storage => storage.Key, StringComparer.OrdinalIgnoreCase)
        .Select(storage => new MapiProperties(storage.Value, 8, null)).Where(attached => attached.Number(0x7ffe) != 0x7fff);

    private static string? Name(MapiProperties attached) => (attached.Text(0x3707) ?? attached.Text(0x3704) ?? attached.Text(0x3001)) is { } name ? Cleaning.Line(name) : null;
}
