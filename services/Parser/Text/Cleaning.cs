using System.Buffers;
using System.Text;

namespace Platform.Parser.Text;

/// <summary>Brings text to one form: NFC, line feeds, no characters that readers cannot see or fonts put together.</summary>
public static class Cleaning
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', 0x7f - ' ').Select(code => (char)code), '\n', '\t']);

    /// <summary>Cleans a whole text; line structure is kept.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = text.AsSpan().IndexOfAnyExcept(Plain);
        if (first < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length).Append(text, 0, first);
        for (var at = first; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter is >= ' ' and < '\u007f' or '\n' or '\t')
            {
                var run = text.AsSpan(at).IndexOfAnyExcept(Plain) is var end and > 0 ? end : text.Length - at;
                clean.Append(text, at, run);
                at += run - 1;
                continue;
            }

            switch (letter)
            {
                case '\r':
                    if (at + 1 >= text.Length || text[at + 1] != '\n')
                    {
                        clean.Append('\n');
                    }

                    break;
                case '\u2028' or '\u2029' or '\u0085' or '\f' or '\v':
                    clean.Append('\n');
                    break;
                case >= '\ufb00' and <= '\ufb06':
                    clean.Append(Ligatures[letter - '\ufb00']);
                    break;
                case '\u00a0' or '\u2007' or '\u202f':
                    clean.Append(' ');
                    break;
                case var _ when char.IsSurrogate(letter):
                    if (char.IsHighSurrogate(letter) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                    {
                        clean.Append(letter).Append(text[++at]);
                    }
                    else
                    {
                        clean.Append('\ufffd'); // half a pair is no character and cannot be normalized
                    }

                    break;
                case var _ when IsInvisible(letter):
                    break;
                default:
                    clean.Append(letter);
                    break;
            }
        }

        var result = clean.ToString();
        return result.IsNormalized() ? result : result.Normalize();
    }

    /// <summary>One line: white space runs become one space, the ends are trimmed.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsLine(text))
        {
            return text;
        }

        var line = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter))
            {
                line.Append(letter);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        while (line.Length > 0 && line[^1] == ' ')
        {
            line.Length--;
        }

        return line.ToString();
    }

    // Most lines have nothing but single spaces.
    private static bool IsLine(string text)
    {
        var before = ' ';
        foreach (var letter in text)
        {
            if (letter == ' ' ? before == ' ' : letter is < ' ' or >= '\u0085' && char.IsWhiteSpace(letter))
            {
                return false;
            }

            before = letter;
        }

        return before != ' ';
    }

    /// <summary>Runs of letters and digits.</summary>
    public static int CountWords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = 0;
        var inside = false;
        foreach (var letter in text)
        {
            var part = letter < '\u0080' ? char.IsAsciiLetterOrDigit(letter) || (inside && letter == '\'')
                : char.IsLetterOrDigit(letter) || (inside && letter == '’') || char.IsSurrogate(letter);
            words += part && !inside ? 1 : 0;
            inside = part;
        }

        return words;
    }

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    // Soft hyphens, zero-width characters, byte-order marks, directional marks and control characters. The joiners of Persian and Indic
    // scripts (U+200C, U+200D) carry meaning there and stay.
    private static bool IsInvisible(char letter) =>
        letter is '\u00ad' or '\u200b' or '\u2060' or '\ufeff' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufffe' or '\uffff'
        || char.IsControl(letter);
}
