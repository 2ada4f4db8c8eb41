using System.Globalization;
using System.Security.Cryptography;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Platform.Storage.Relations;

/// <summary>
/// A text as its words and nothing else: without case, punctuation, spacing, hyphens that only part a line, and marks above letters that the normalization leaves apart. So the text
/// of a page and that of its PDF are the same words. In scripts that write without spaces each sign is a word.
/// </summary>
internal sealed class TextWords
{
    /// <summary>Longest part of a text that is looked at, in characters; as much as the search index takes.</summary>
    public const int MaxLength = 200_000;

    private readonly List<ulong> _words = [];
    private readonly StringBuilder _letters = new();

    private TextWords()
    {
    }

    /// <summary>A hash of each word, in the order of the text.</summary>
    public IReadOnlyList<ulong> Words => _words;

    /// <summary>Equal for texts of the same words in the same order, 64 bits of SHA-256; null for a text without words.</summary>
    public long? Hash { get; private set; }

    /// <summary>The words of a text.</summary>
    public static TextWords Of(string text)
    {
        var words = new TextWords();
        words.Read(Normalized(text.Length > MaxLength ? text[..MaxLength] : text));
        return words;
    }

    private static string Normalized(string text)
    {
        try
        {
            return Ascii.IsValid(text) ? text : text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text; // half a character, such as the cut leaves
        }
    }

    private void Read(string text)
    {
        var word = Fnv.Start;
        var begun = false;
        foreach (var sign in text)
        {
            switch (sign < 128 ? AsciiKind(sign) : Kind(sign))
            {
                case Sign.Letter:
                    var lower = char.ToLowerInvariant(sign);
                    word = Fnv.Add(word, lower);
                    _letters.Append(lower);
                    begun = true;
                    break;
                case Sign.Word:
                    End();
                    word = Fnv.Add(word, sign);
                    _letters.Append(sign);
                    begun = true;
                    End();
                    break;
                case Sign.Gap:
                    End();
                    break;
            }
        }

        End();
        Hash = _words.Count == 0 ? null : Sha();

        void End()
        {
            if (begun)
            {
                _words.Add(word);
                _letters.Append(' ');
                word = Fnv.Start;
                begun = false;
            }
        }
    }

    private long Sha()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var chunk in _letters.GetChunks())
        {
            sha.AppendData(MemoryMarshal.AsBytes(chunk.Span));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        sha.GetHashAndReset(hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    private static Sign AsciiKind(char sign) => char.IsAsciiLetterOrDigit(sign) ? Sign.Letter : Sign.Gap;

    private static Sign Kind(char sign) => char.GetUnicodeCategory(sign) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => Sign.Nothing,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.Surrogate => IsUnspaced(sign) ? Sign.Word : Sign.Letter,
        _ => Sign.Gap,
    };

    /// <summary>Thai, Lao, Burmese, Khmer, kana and Han, as the search index has them.</summary>
    private static bool IsUnspaced(char sign) => sign is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF');

    private enum Sign
    {
        Nothing,
        Gap,
        Letter,
        Word,
    }

    /// <summary>FNV-1a of 64 bits, a character at a time.</summary>
    private static class Fnv
    {
        public const ulong Start = 14695981039346656037;

        public static ulong Add(ulong hash, char sign) => (hash ^ sign) * 1099511628211;
    }
}
