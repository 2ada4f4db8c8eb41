using System.Text;

namespace Platform.Parser.Text;

/// <summary>A charset that bytes may be in.</summary>
/// <param name="Encoding">Decodes with U+FFFD for what it does not hold.</param>
/// <param name="Score">Logarithm of the probability of the sample's text; the differences between candidates mean something.</param>
/// <param name="PerCharacter">The same for one character beyond ASCII.</param>
/// <param name="Sample">The text it was judged by.</param>
public sealed record CharsetCandidate(Encoding Encoding, float Score, float PerCharacter, string Sample);

/// <summary>Decodes a sample in every charset that texts were written in, and ranks them by how well it reads.</summary>
public static class CharsetCandidates
{
    /// <summary>Enough to be certain, little enough to be fast: bytes in words that hold some beyond ASCII, and bytes in words that do not.</summary>
    private const int MostBeyond = 1500;
    private const int MostAscii = 500;

    /// <summary>With how much less it starts, in the unit of the score: what pages and files were saved in for decades, then the standards' own, then what is older.</summary>
    private static readonly (string Names, float Prior)[] Charsets =
    [
        ("utf-8 windows-1252 windows-1251 windows-1250 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 windows-874 gb18030 big5 shift_jis euc-jp ks_c_5601-1987 koi8-r koi8-u", 0),
        ("iso-8859-2 iso-8859-5 iso-8859-7 iso-8859-15", -0.5f),
        ("iso-8859-3 iso-8859-4 iso-8859-6 iso-8859-8 iso-8859-9 iso-8859-13", -1),
        ("macintosh x-mac-ce x-mac-cyrillic x-mac-ukrainian x-mac-greek x-mac-turkish x-mac-romanian x-mac-croatian x-mac-icelandic x-mac-arabic x-mac-hebrew x-mac-thai", -2),
        ("ibm850 ibm852 cp866 ibm855 ibm437 ibm737 ibm775 ibm857 ibm860 ibm861 ibm862 ibm863 ibm864 ibm865 ibm869 dos-720", -2),
    ];

    private static readonly Lazy<List<(Encoding Encoding, float Prior)>> Known = new(() =>
        [.. Charsets.SelectMany(group => group.Names.Split(' ').Select(name => (Named(name), group.Prior)))]);

    private static readonly List<(Encoding Encoding, float Prior)> Wide = [(Encoding.Unicode, -3), (Encoding.BigEndianUnicode, -3)];

    /// <summary>The charset of that name; what it does not hold becomes U+FFFD, in those of one byte too.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Encoding Named(string name) => Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\ufffd"));

    /// <summary>All that read the bytes, best first.</summary>
    public static List<CharsetCandidate> Of(ReadOnlySpan<byte> content)
    {
        var (beyond, ascii) = Sample(content);
        var words = Legibility.OfAscii(ascii);
        var candidates = Known.Value.ConvertAll(charset => Judge(charset.Encoding, charset.Prior, beyond, words));
        if (content.Length % 2 == 0)
        {
            candidates.AddRange(OfUtf16(content));
        }

        return [.. candidates.OrderByDescending(candidate => candidate.Score)];
    }

    /// <summary>The two orders of UTF-16, best first.</summary>
    public static List<CharsetCandidate> OfUtf16(ReadOnlySpan<byte> content)
    {
        var sample = content[..(Math.Min(content.Length, MostBeyond) & ~1)].ToArray();
        var none = new float[Letters.Shared.Languages.Count];
        return [.. Wide.Select(charset => Judge(charset.Encoding, charset.Prior, sample, none)).OrderByDescending(candidate => candidate.Score)];
    }

    /// <summary>One charset judged as all others are.</summary>
    public static CharsetCandidate Judge(Encoding encoding, ReadOnlySpan<byte> content)
    {
        var (beyond, ascii) = Sample(content);
        return Judge(encoding, 0, beyond, Legibility.OfAscii(ascii));
    }

    private static CharsetCandidate Judge(Encoding encoding, float prior, byte[] sample, float[] ascii)
    {
        var text = Cleaning.Composed(encoding.GetString(sample));
        var (score, perCharacter) = Legibility.Of(text, ascii);
        return new CharsetCandidate(encoding, score + prior, perCharacter, text);
    }

    // Words end at a space or control character, which is part of no character in any charset here.
    private static (byte[] Beyond, string Ascii) Sample(ReadOnlySpan<byte> content)
    {
        var beyond = new List<byte>(MostBeyond);
        var ascii = new StringBuilder(MostAscii);
        var at = 0;
        while (at < content.Length && beyond.Count < MostBeyond)
        {
            var rest = content[at..];
            var length = rest.IndexOfAnyInRange((byte)0, (byte)' ') is var end and >= 0 ? end : rest.Length;
            var word = rest[..length];
            if (word.ContainsAnyExceptInRange((byte)0, (byte)0x7f))
            {
                beyond.AddRange(word[..Math.Min(length, MostBeyond)]);
                beyond.Add((byte)' ');
            }
            else if (ascii.Length < MostAscii && word.IndexOfAny("<>=/{}"u8) < 0)
            {
                ascii.Append(Encoding.ASCII.GetString(word)).Append(' ');
            }

            at += length + 1;
        }

        return ([.. beyond], ascii.ToString());
    }
}
