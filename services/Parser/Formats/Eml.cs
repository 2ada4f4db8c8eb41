using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// Internet mail (RFC 5322, MIME), alone or in a mailbox (mbox). Accepts what begins with the header lines of a mail. The subject is the title, the sender's name the author; quoted replies are
/// kept as quotations, since what was quoted is often the only copy of it; signatures are listed as removed.
/// </summary>
public static partial class Eml
{
    private const int HeadLength = 64 * 1024;
    private const int LeastKnown = 2;

    /// <summary>Mails nest; each level costs its reader a stack frame.</summary>
    internal static readonly ParserOptions Options = new() { MaxMimeDepth = 60 };

    /// <summary>Whether it begins like a mail or a mailbox of them.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Mailbox.IsOne(content.Span) || IsMessage(Message(content.Bytes).Span);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UnreadableException">It is encrypted or no mail after all.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Mailbox.IsOne(content.Span) ? Mailbox.Read(content) : Read(Message(content.Bytes), content);
    }

    /// <summary>Reads one message.</summary>
    internal static Draft Read(ReadOnlyMemory<byte> bytes, Content content)
    {
        var draft = new Draft("message/rfc822") { HasCharset = false, StatesTitle = true };
        var message = Parse(bytes);
        MailHeaders.Propose(message, draft);
        new MailBody(draft, content.Charset).Read(message.Body, "body");
        QuotedTrail.Mark(draft.Blocks, draft.Value(Fields.Title));
        return draft;
    }

    // Apple's EMLX has the message's length in a line above it and a list of properties behind; others leave empty lines or a mark of UTF-8 in front.
    private static ReadOnlyMemory<byte> Message(ReadOnlyMemory<byte> bytes)
    {
        var message = bytes.TrimStart("\uFEFF\r\n"u8);
        var line = message.Span[..Math.Min(message.Length, 20)].IndexOf((byte)'\n');
        return line > 0 && Utf8Parser.TryParse(message.Span[..line], out int length, out var digits) && message.Span[digits..line].Trim(" \r"u8).IsEmpty && length > 0 && length <= message.Length - line - 1
            ? message.Slice(line + 1, length)
            : message;
    }

    /// <summary>The message with its parts.</summary>
    /// <exception cref="UnreadableException">There are no headers.</exception>
    internal static MimeMessage Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            return MimeMessage.Load(Options, stream);
        }
        catch (FormatException broken)
        {
            throw new UnreadableException(ReasonCodes.Damaged, "The mail's header lines cannot be read; save it again in the mail program and drop that.", broken);
        }
    }

    /// <summary>
    /// Whether the first lines are headers: each a name and a colon or the continuation of one, with an empty line behind or nothing, and among them some that a mail must have and a text with labels has not.
    /// </summary>
    internal static bool IsMessage(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("<"u8))
        {
            return false; // no header does, and pages are many
        }

        var text = Encoding.Latin1.GetString(content[..Math.Min(content.Length, HeadLength)]);
        int known = 0, sure = 0, lines = 0;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd('\r');
            if (line.Length == 0)
            {
                break;
            }

            if (line[0] is ' ' or '\t' && lines > 0)
            {
                continue;
            }

            if (Header().Match(line) is not { Success: true } header)
            {
                return false;
            }

            lines++;
            var name = header.Groups["name"].Value.ToLowerInvariant();
            known += name is "from" or "to" or "subject" or "date" or "cc" or "reply-to" or "sender" ? 1 : 0;
            sure += name is "message-id" or "mime-version" or "received" or "return-path" or "delivered-to" or "content-type" or "content-transfer-encoding" or "x-mailer" or "dkim-signature" or "in-reply-to"
                || (name is "from" or "to" or "sender" && line.Contains('@', StringComparison.Ordinal)) || (name == "date" && MailHeaders.Date(line[5..]) is not null && line.Contains(':', StringComparison.Ordinal)) ? 1 : 0;
        }

        return known + sure > LeastKnown && sure > 0;
    }

    [GeneratedRegex("""^(?<name>[!-9;-~]{1,100})[ \t]*:""", RegexOptions.NonBacktracking)]
    private static partial Regex Header();
}
