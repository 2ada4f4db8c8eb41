using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Platform.Fetcher.Containers;

/// <summary>A mailbox (mbox, RFC 4155): messages, each behind a line that begins with <c>From </c>, where the line before it is empty.</summary>
internal sealed class MailboxReader(Stream mailbox)
{
    private const int LongestSeparator = 300;

    private readonly BufferedStream _bytes = new(mailbox, 1 << 16);
    private readonly byte[] _line = new byte[1 << 16];
    private int _length;
    private bool _begins = true;
    private bool _continues;

    /// <summary>Whether a file that begins like a mailbox holds two messages at least.</summary>
    public static bool HoldsSeveral(SafeFileHandle file)
    {
        var buffer = new byte[1 << 16];
        long at = 0;
        for (int read; (read = Sniffing.Fill(file, buffer, at)) > LongestSeparator; at += read - LongestSeparator)
        {
            var rest = buffer.AsSpan(0, read);
            while (rest.IndexOf("\nFrom "u8) is >= 0 and var found)
            {
                rest = rest[(found + 1)..];
                if (rest.IndexOf((byte)'\n') is > 0 and < LongestSeparator and var end && IsSeparator(rest[..end]))
                {
                    return true;
                }
            }

            if (read < buffer.Length)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>The messages, to be read one after the other.</summary>
    public IEnumerable<Stream> Messages()
    {
        NextLine();
        while (_length > 0)
        {
            yield return new Message(this);
            while (!AtSeparator() && _length > 0)
            {
                NextLine(); // what of a message was not read
            }
        }
    }

    private bool AtSeparator() => !_continues && _line.AsSpan(0, _length).StartsWith("From "u8) && IsSeparator(_line.AsSpan(0, _length));

    /// <summary>A sender and a time: «From the sea» in a letter is neither.</summary>
    private static bool IsSeparator(ReadOnlySpan<byte> line) => line.Length < LongestSeparator
        && Encoding.Latin1.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 4 } words
        && words.Skip(2).Any(word => word.Count(letter => letter == ':') is 1 or 2 && char.IsAsciiDigit(word[0]));

    /// <summary>Reads a line with its end into the buffer, or a piece of one that is longer.</summary>
    private void NextLine()
    {
        _continues = !_begins;
        _length = 0;
        int next;
        while (_length < _line.Length && (next = _bytes.ReadByte()) >= 0)
        {
            _line[_length++] = (byte)next;
            if (next == '\n')
            {
                break;
            }
        }

        _begins = _length > 0 && _line[_length - 1] == '\n';
    }

    /// <summary>One message without the line before it; <c>>From </c> in it stands for <c>From </c>.</summary>
    private sealed class Message : ReadOnlyStream
    {
        private readonly MailboxReader _reader;
        private ReadOnlyMemory<byte> _rest;
        private bool _over;

        public Message(MailboxReader reader)
        {
            _reader = reader;
            _reader.NextLine();
            Begin();
        }

        public override int Read(Span<byte> buffer)
        {
            if (_rest.IsEmpty && !_over)
            {
                _reader.NextLine();
                Begin();
            }

            var read = Math.Min(buffer.Length, _rest.Length);
            _rest.Span[..read].CopyTo(buffer);
            _rest = _rest[read..];
            return read;
        }

        private void Begin()
        {
            _over = _reader._length == 0 || _reader.AtSeparator();
            var line = _reader._line.AsMemory(0, _over ? 0 : _reader._length);
            _rest = !_reader._continues && line.Span.StartsWith(">From "u8) ? line[1..] : line;
        }
    }
}
