namespace Platform.Parser.Formats;

/// <summary>What the tokenizer found.</summary>
internal enum RtfToken
{
    End,
    Open,
    Close,

    /// <summary>A control word, perhaps with a number.</summary>
    Word,

    /// <summary>A control symbol, such as <c>\~</c>.</summary>
    Symbol,

    /// <summary>A byte of text, written as itself or in hexadecimal.</summary>
    Byte,
}

/// <summary>Cuts RTF into tokens; whatever the bytes are, each step goes on by at least one.</summary>
internal sealed class RtfTokens(ReadOnlyMemory<byte> content)
{
    private const int LongestWord = 32;
    private int _at;

    /// <summary>The control word.</summary>
    public string Word { get; private set; } = "";

    /// <summary>Its number; null for none.</summary>
    public int? Number { get; private set; }

    /// <summary>The byte of text, or the control symbol.</summary>
    public byte Value { get; private set; }

    public RtfToken Next()
    {
        var bytes = content.Span;
        while (_at < bytes.Length)
        {
            Value = bytes[_at++];
            switch (Value)
            {
                case (byte)'{': return RtfToken.Open;
                case (byte)'}': return RtfToken.Close;
                case (byte)'\\': return Control(bytes);
                case (byte)'\r' or (byte)'\n' or 0: break; // lines are broken anywhere
                default: return RtfToken.Byte;
            }
        }

        return RtfToken.End;
    }

    /// <summary>Passes over raw bytes, as behind <c>\bin</c>.</summary>
    public void Skip(int count) => _at = (int)Math.Clamp((long)_at + Math.Max(0, count), 0, content.Length);

    private RtfToken Control(ReadOnlySpan<byte> bytes)
    {
        if (_at >= bytes.Length)
        {
            return RtfToken.End;
        }

        if (char.IsAsciiLetter((char)bytes[_at]))
        {
            return ControlWord(bytes);
        }

        Value = bytes[_at++];
        if (Value == '\'')
        {
            var high = _at < bytes.Length ? Digit(bytes[_at]) : -1;
            var low = _at + 1 < bytes.Length ? Digit(bytes[_at + 1]) : -1;
            if (high < 0 || low < 0)
            {
                return RtfToken.Symbol;
            }

            Value = (byte)((high << 4) | low);
            _at += 2;
            return RtfToken.Byte;
        }

        // An escaped line break is a paragraph.
        if (Value is (byte)'\r' or (byte)'\n')
        {
            (Word, Number) = ("par", null);
            return RtfToken.Word;
        }

        return Value is (byte)'\\' or (byte)'{' or (byte)'}' ? RtfToken.Byte : RtfToken.Symbol;
    }

    private RtfToken ControlWord(ReadOnlySpan<byte> bytes)
    {
        var from = _at;
        while (_at < bytes.Length && char.IsAsciiLetter((char)bytes[_at]) && _at - from < LongestWord)
        {
            _at++;
        }

        Word = System.Text.Encoding.ASCII.GetString(bytes[from.._at]);
        var negative = _at + 1 < bytes.Length && bytes[_at] == '-' && char.IsAsciiDigit((char)bytes[_at + 1]);
        _at += negative ? 1 : 0;
        long? number = null;
        for (; _at < bytes.Length && char.IsAsciiDigit((char)bytes[_at]); _at++)
        {
            number = Math.Min(int.MaxValue, ((number ?? 0) * 10) + bytes[_at] - '0');
        }

        Number = (int?)(negative ? -number : number);
        _at += _at < bytes.Length && bytes[_at] == ' ' ? 1 : 0;
        return RtfToken.Word;
    }

    private static int Digit(byte value) => char.IsAsciiHexDigit((char)value) ? Convert.ToInt32(((char)value).ToString(), 16) : -1;
}
