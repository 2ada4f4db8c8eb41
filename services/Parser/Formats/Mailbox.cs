using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>
/// A mailbox (mbox, RFC 4155): messages, each behind a line that begins with <c>From </c>. One message is read as a mail. Several become one document: the fields are the first message's, and each
/// message follows under its subject as a heading. Whoever wants records of each drops them one by one.
/// </summary>
internal static class Mailbox
{
    private const int MostMessages = 1000;

    /// <summary>Whether it begins with such a line and a header or an empty line behind.</summary>
    public static bool IsOne(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("From "u8) || content.IndexOf((byte)'\n') is not (> 0 and < 300 and var end) || !IsSeparator(content[..end]))
        {
            return false;
        }

        var rest = content[(end + 1)..];
        return rest.StartsWith("\n"u8) || rest.StartsWith("\r\n"u8) || Eml.IsMessage(rest)
            || (rest.IndexOf((byte)':') is var colon and > 0 and < 60 && !rest[..colon].ContainsAny(" \t\r\n"u8));
    }

    /// <summary>Reads its messages.</summary>
    /// <exception cref="UnreadableException">None of them can be read.</exception>
    public static Draft Read(Content content)
    {
        var messages = Messages(content.Bytes);
        if (messages.Count == 1)
        {
            return Eml.Read(messages[0], content);
        }

        var draft = new Draft("application/mbox") { HasCharset = false, StatesTitle = true };
        var collection = new Collection(draft, "message");
        UnreadableException? refused = null;
        for (var at = 0; at < Math.Min(messages.Count, MostMessages) && !draft.IsFull; at++)
        {
            try
            {
                collection.Add(Eml.Read(messages[at], content), takesFields: collection.Count == 0);
            }
            catch (UnreadableException unreadable)
            {
                refused = unreadable;
                draft.Warnings.Add($"Message {at + 1} is not read: {unreadable.Message}");
            }
        }

        if (collection.Count == 0 && refused is not null)
        {
            throw refused;
        }

        draft.Partial |= messages.Count > MostMessages || refused is not null;
        draft.Warnings.Insert(0, $"This is a mailbox of {messages.Count} messages, read as one document with the fields of the first{(messages.Count > MostMessages ? $", as far as message {MostMessages}" : "")}; drop messages one by one for a record of each.");
        return draft;
    }

    private static List<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> bytes)
    {
        var messages = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < bytes.Length && messages.Count <= 100_000;)
        {
            var rest = bytes.Span[at..];
            var begin = rest.IndexOf((byte)'\n') is var line and >= 0 ? line + 1 : rest.Length;
            var end = Next(rest, begin);
            messages.Add(Unescaped(bytes.Slice(at + begin, end - begin)));
            at += end;
        }

        return messages;
    }

    private static int Next(ReadOnlySpan<byte> rest, int from)
    {
        while (rest[from..].IndexOf("\nFrom "u8) is var at and >= 0)
        {
            var line = rest[(from + at + 1)..];
            var end = line.IndexOf((byte)'\n') is var length and >= 0 ? length : line.Length;
            if (IsSeparator(line[..end]))
            {
                return from + at + 1;
            }

            from += at + 6;
        }

        return rest.Length;
    }

    // A sender and a time: "From the sea" in a letter is neither.
    private static bool IsSeparator(ReadOnlySpan<byte> line) =>
        line.Length < 300 && System.Text.Encoding.Latin1.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 4 } words
        && words.Skip(2).Any(word => word.Count(letter => letter == ':') is 1 or 2 && char.IsAsciiDigit(word[0]));

    // ">From " in a text stands for "From ".
    private static ReadOnlyMemory<byte> Unescaped(ReadOnlyMemory<byte> message)
    {
        if (message.Span.IndexOf("\n>From "u8) < 0)
        {
            return message;
        }

        var whole = new List<byte>(message.Length);
        var span = message.Span;
        for (var at = 0; at < span.Length; at++)
        {
            whole.Add(span[at]);
            at += span[at] == '\n' && span[(at + 1)..].StartsWith(">From "u8) ? 1 : 0;
        }

        return whole.ToArray();
    }
}
