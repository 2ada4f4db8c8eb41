using System.Buffers;
using System.Text;

namespace Platform.Parser.Text;

/// <summary>Brings text to one form: NFC, line feeds, no characters that readers cannot see or fonts put together.</summary>
public static class Cleaning
{
    /// <summary>Cleans a whole text; line structure is kept.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAnyExcept(Plain) < 0 ? text : Changed(text);
    }

    /// <summary>The clean text of bytes that are UTF-8, without a copy in between that is as large as the page.</summary>
    internal static string OfUtf8(ReadOnlySpan<byte> bytes)
    {
        var room = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            var text = room.AsSpan(0, Encoding.UTF8.GetChars(bytes, room));
            return text.IndexOfAnyExcept(Plain) < 0 ? new string(text) : Changed(text);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(room);
        }
    }

    /// <summary>The text in NFC and otherwise as it is, for comparing words that were not cleaned, such as those of an attribute: what normalization refuses (half a surrogate pair, U+FFFE) becomes U+FFFD.</summary>
    public static string Composed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02ff') < 0)
        {
            return text;
        }

        if (text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') || text.Contains('\ufffe', StringComparison.Ordinal))
        {
            text = string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0xfffe ? "\ufffd" : rune.ToString()));
        }

        return text.IsNormalized() ? text : text.Normalize();
    }

    private static string Changed(ReadOnlySpan<char> text)
    {
        // In a rented room: whole pages pass here, whose copies would be garbage of the largest kind.
        var room = ArrayPool<char>.Shared.Rent(text.ContainsAnyInRange('\ufb00', '\ufb06') ? 3 * text.Length : text.Length);
        try
        {
            var length = Clean(text, room, out var stable);
            var result = new string(room, 0, length);
            return stable || result.IsNormalized() ? result : result.Normalize();
        }
        finally
        {
            ArrayPool<char>.Shared.Return(room);
        }
    }

    private static int Clean(ReadOnlySpan<char> text, Span<char> clean, out bool stable)
    {
        var length = 0;
        stable = true;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at..].IndexOfAnyExcept(Plain) is var run and not 0)
            {
                run = run < 0 ? text.Length - at : run;
                text.Slice(at, run).CopyTo(clean[length..]);
                length += run;
                at += run - 1;
                continue;
            }

            var letter = text[at];
            stable &= IsStable(letter);
            switch (letter)
            {
                case '\r':
                    if (at + 1 >= text.Length || text[at + 1] != '\n')
                    {
                        clean[length++] = '\n';
                    }

                    break;
                case '\u2028' or '\u2029' or '\u0085' or '\f' or '\v':
                    clean[length++] = '\n';
                    break;
                case >= '\ufb00' and <= '\ufb06':
                    Ligatures[letter - '\ufb00'].CopyTo(clean[length..]);
                    length += Ligatures[letter - '\ufb00'].Length;
                    break;
                case '\u00a0' or '\u2007' or '\u202f':
                    clean[length++] = ' ';
                    break;
                case var _ when char.IsSurrogate(letter):
                    if (char.IsHighSurrogate(letter) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                    {
                        (clean[length], clean[length + 1]) = (letter, text[++at]);
                        length += 2;
                    }
                    else
                    {
                        clean[length++] = '\ufffd'; // half a pair is no character and cannot be normalized
                    }

                    break;
                case var _ when IsInvisible(letter):
                    break;
                default:
                    clean[length++] = letter;
                    break;
            }
        }

        return length;
    }

    /// <summary>One line: white space runs become one space, the ends are trimmed.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = text.Length <= 512 ? stackalloc char[512] : new char[text.Length];
        var length = 0;
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter))
            {
                line[length++] = letter;
            }
            else if (length > 0 && line[length - 1] != ' ')
            {
                line[length++] = ' ';
            }
        }

        length -= length > 0 && line[length - 1] == ' ' ? 1 : 0;
        return line[..length].SequenceEqual(text) ? text : new string(line[..length]);
    }

    /// <summary>Runs of letters and digits.</summary>
    public static int CountWords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = 0;
        var inside = false;
        foreach (var letter in text)
        {
            var part = char.IsLetterOrDigit(letter) || (inside && letter is '\'' or '’') || char.IsSurrogate(letter);
            words += part && !inside ? 1 : 0;
            inside = part;
        }

        return words;
    }

    // What most texts of Latin letters are made of stays as it is.
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '\u007f' - ' ').Select(letter => (char)letter), '\n', '\t']);

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    // Letters that no other joins and that are their own composed form, as the Unicode Character Database says (NFC_Quick_Check and Canonical_Combining_Class); a text of only these need not be looked at
    // again. Signs, kana and what fonts draw icons with stand on most pages; what is taken out does not count.
    private static bool IsStable(char letter) => letter is < '\u0300'
        or (>= '\u0391' and <= '\u0482') or (>= '\u048a' and <= '\u052f')
        or (>= '\u2002' and <= '\u20cf') or (>= '\u2100' and <= '\u2125') or (>= '\u212c' and <= '\u2328') or (>= '\u232b' and <= '\u2adb')
        or (>= '\u3000' and <= '\u3029') or (>= '\u3030' and <= '\u3098') or (>= '\u309b' and <= '\u30ff') or (>= '\u4e00' and <= '\u9fff') or (>= '\uac00' and <= '\ud7a3')
        or (>= '\ue000' and <= '\uf8ff') or (>= '\ufb00' and <= '\ufb06') or '\ufe0f' or '\ufeff' or '\ufffd' or '\ufffe' or '\uffff'
        || IsPictures(letter);

    // The first half of U+1F000 to U+1FBFF, and any second half: what else stands there counts by its first.
    private static bool IsPictures(char letter) => letter is (>= '\ud83c' and <= '\ud83e') or (>= '\udc00' and <= '\udfff');

    // Soft hyphens, zero-width characters, byte-order marks, directional marks and control characters. The joiners of Persian and Indic
    // scripts (U+200C, U+200D) carry meaning there and stay.
    private static bool IsInvisible(char letter) =>
        letter is '\u00ad' or '\u200b' or '\u2060' or '\ufeff' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufffe' or '\uffff'
        || char.IsControl(letter);
}
