using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Text;

/// <summary>A text with the charset it was decoded with and why.</summary>
public sealed record DecodedText(string Text, string Charset, Finding Finding, string? Warning = null)
{
    /// <summary>Other charsets that the bytes also read well in, as another text; best first.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}

/// <summary>
/// From bytes to text: byte-order mark, then UTF-8 where it is valid, UTF-16 by its zeros, what the document declares, and last what reads best.
/// </summary>
public static partial class Charsets
{
    private const int SampleLength = 64 * 1024;

    /// <summary>By how much a charset must read better than the declared one, for each character: declarations are sometimes wrong, but not for a quotation mark.</summary>
    private const float DeclaredIsWrong = 1;

    /// <summary>Random bytes read as nothing: each of their characters is about as improbable as one that the language does not have.</summary>
    private const float LeastPerCharacter = -9;

    private const float LeastUtf16 = -10;
    private const float FitsToo = 25;
    private const float NotCertain = 3;
    private const int MostOthers = 5;

    private static readonly SearchValues<byte> Controls = SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31]);

    static Charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Decodes; null where the bytes are no text.</summary>
    public static DecodedText? Decode(ReadOnlySpan<byte> content) =>
        ByMark(content) ?? (IsUtf16(content) is { } utf16 ? With(utf16, content, "utf16_zero_pattern", 0.95)
            : Escaped(content) is { } escaped ? With(escaped, content, "escape_sequences", 0.95)
            : HasControls(content) ? Utf16(content)
            : Utf8.IsValid(content) ? With(Encoding.UTF8, content, "valid_utf8", 1)
            : Best(content));

    /// <summary>Decodes and cleans; null where the bytes are no text.</summary>
    public static DecodedText? DecodeClean(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("\ufeff"u8) && Utf8.IsValid(content) && IsUtf16(content) is null && Escaped(content) is null && !HasControls(content))
        {
            return new DecodedText(Cleaning.OfUtf8(content), Name(Encoding.UTF8), new Finding(Fields.Charset, Name(Encoding.UTF8), "bytes", "valid_utf8", 1));
        }

        return Decode(content) is { } decoded ? decoded with { Text = Cleaning.Clean(decoded.Text) } : null;
    }

    /// <summary>Decodes in the charset that somebody chose.</summary>
    /// <exception cref="UnreadableException">There is no such charset.</exception>
    public static DecodedText Decode(ReadOnlySpan<byte> content, string charset)
    {
        ArgumentNullException.ThrowIfNull(charset);
        return Named(charset) is { } encoding
            ? With(encoding, content, "chosen", 1) with { Finding = new Finding(Fields.Charset, Name(encoding), "request", "chosen", 1) }
            : throw new UnreadableException(ReasonCodes.UnknownFormat, $"There is no charset named {charset[..Math.Min(charset.Length, 40)]}; choose one of IANA's names, such as windows-1251.");
    }

    /// <summary>Decodes a part whose envelope names its charset, which is believed as far as the bytes bear it out; null where they are no text.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="declared">What the envelope says; null for nothing.</param>
    /// <param name="chosen">What somebody chose since the charset found was wrong; null where it is to be found.</param>
    /// <exception cref="UnreadableException">There is no charset of the chosen name.</exception>
    public static DecodedText? DecodePart(ReadOnlySpan<byte> content, string? declared, string? chosen = null) =>
        chosen is not null ? Decode(content, chosen)
        : declared is not null && Named(declared) is UnicodeEncoding utf16 && ByMark(content) is null ? With(utf16, content, "declared", 0.95)
        : ByMark(content) ?? (Escaped(content) is { } escaped ? With(escaped, content, "escape_sequences", 0.95)
            : Utf8.IsValid(content) ? With(Encoding.UTF8, content, "valid_utf8", 1)
            : HasControls(content) ? Decode(content)
            : Best(content, declared));

    private static DecodedText? ByMark(ReadOnlySpan<byte> content)
    {
        (Encoding Encoding, int Length)? found = content switch
        {
            [0xef, 0xbb, 0xbf, ..] => (Encoding.UTF8, 3),
            [0xff, 0xfe, 0, 0, ..] => (Encoding.UTF32, 4),
            [0, 0, 0xfe, 0xff, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
            [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
            [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
            _ => null,
        };
        if (found is not { } mark)
        {
            return null;
        }

        // Random bytes begin with a mark now and then; a text has hardly any character that does not decode.
        var decoded = With(mark.Encoding, content[mark.Length..], "byte_order_mark", 1);
        return IsText(decoded.Text) ? decoded : null;
    }

    private static Encoding? IsUtf16(ReadOnlySpan<byte> content)
    {
        var sample = content[..Math.Min(content.Length & ~1, 4096)];
        if (sample.Length < 8)
        {
            return null;
        }

        var encoding = IsHighHalf(sample, 1) && !IsHighHalf(sample, 0) ? Encoding.Unicode
            : IsHighHalf(sample, 0) && !IsHighHalf(sample, 1) ? Encoding.BigEndianUnicode
            : null;
        return encoding is not null && IsText(encoding.GetString(sample)) ? encoding : null;
    }

    /// <summary>
    /// Whether every second byte, from <paramref name="first"/> on, is the upper half of UTF-16 code units: zero for spaces and Latin letters, and one other value for
    /// the letters of any other alphabet.
    /// </summary>
    private static bool IsHighHalf(ReadOnlySpan<byte> sample, int first)
    {
        Span<int> counts = stackalloc int[256];
        for (var at = first; at < sample.Length; at += 2)
        {
            counts[sample[at]]++;
        }

        var zeros = counts[0];
        counts[0] = 0;
        var most = 0;
        foreach (var count in counts)
        {
            most = Math.Max(most, count);
        }

        var units = sample.Length / 2;
        return zeros * 20 > units && (zeros + most) * 20 > units * 17;
    }

    private static bool IsText(string text) => text.Count(IsOdd) * 200 <= text.Length;

    // A decoder's mark for what it could not read, noncharacters, and controls that stand in no text.
    private static bool IsOdd(char letter) =>
        letter is '\ufffd' or '\ufffe' or '\uffff' || (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t' or '\f' or '\v' or '\u0085' or '\u001a'));

    /// <summary>Bytes that stand in no text of any 8-bit charset. A stray one may; one in two hundred is a binary.</summary>
    private static bool HasControls(ReadOnlySpan<byte> content)
    {
        var sample = content[..Math.Min(content.Length, SampleLength)];
        var controls = 0;
        for (var rest = sample; rest.IndexOfAny(Controls) is var at and >= 0; rest = rest[(at + 1)..])
        {
            controls += rest[at] == 0 ? 4 : 1;
        }

        return controls * 200 > sample.Length;
    }

    // The mails and files of Japan and Korea from before UTF-8: bytes of ASCII after an escape sequence.
    private static Encoding? Escaped(ReadOnlySpan<byte> content) =>
        !content.Contains((byte)0x1b) ? null
        : content.IndexOf("\u001b$)C"u8) >= 0 ? CharsetCandidates.Named("iso-2022-kr")
        : content.IndexOf("\u001b$B"u8) >= 0 || content.IndexOf("\u001b$@"u8) >= 0 ? CharsetCandidates.Named("iso-2022-jp")
        : null;

    // Without spaces or Latin letters, such as Chinese, UTF-16 has no zeros; its bytes hold controls as no other text's do.
    private static DecodedText? Utf16(ReadOnlySpan<byte> content) =>
        content.Length % 2 == 0 && CharsetCandidates.OfUtf16(content) is [var best, ..] && best.PerCharacter > LeastUtf16
        && With(best.Encoding, content, "reads_best", 0.9) is var decoded && !decoded.Text.Any(IsOdd) && IsVaried(decoded.Text) ? decoded : null;

    // A pattern that repeats is no text, however good its few characters are.
    private static bool IsVaried(string text) => text.Distinct().Count() * 10 > Math.Min(text.Length, 100);

    private static DecodedText? Best(ReadOnlySpan<byte> content, string? stated = null)
    {
        var candidates = CharsetCandidates.Of(content);
        var declared = ((stated is null ? null : Named(stated) is UTF8Encoding ? null : Named(stated)) ?? Declared(content)) is { } encoding ? CharsetCandidates.Judge(encoding, content) : null;
        var best = candidates[0];
        if (declared is not null && declared.PerCharacter > best.PerCharacter - DeclaredIsWrong)
        {
            return With(declared.Encoding, content, "declared", 0.95) with { Others = Others(declared, candidates) };
        }

        if (best.PerCharacter < LeastPerCharacter)
        {
            return null;
        }

        var rival = candidates.Find(candidate => candidate.Sample != best.Sample);
        var margin = rival is null ? FitsToo : best.Score - rival.Score;
        var decoded = With(best.Encoding, content, "reads_best", Math.Clamp(1 / (1 + Math.Exp(-margin / 3)), 0.2, 0.95)) with { Others = Others(best, candidates) };
        return margin >= NotCertain ? decoded
            : decoded with { Warning = $"The charset is not certain: {Name(best.Encoding)} was taken, {Name(rival!.Encoding)} reads nearly as well." };
    }

    // One name for each other text that the bytes may mean.
    private static List<string> Others(CharsetCandidate taken, List<CharsetCandidate> candidates) =>
        [.. candidates.Where(candidate => candidate.Sample != taken.Sample && candidate.Score > taken.Score - FitsToo).DistinctBy(candidate => candidate.Sample)
            .Take(MostOthers).Select(candidate => Name(candidate.Encoding))];

    private static Encoding? Declared(ReadOnlySpan<byte> content)
    {
        var match = Declaration().Match(Encoding.Latin1.GetString(content[..Math.Min(content.Length, 4096)]));
        return match.Success && Named(match.Groups["name"].Value) is { } encoding and not (UnicodeEncoding or UTF32Encoding or UTF8Encoding)
            ? encoding
            : null; // the bytes are no UTF, whatever the page says
    }

    // Names mean what browsers take them for: the vendor's extension of the standard that they name.
    private static Encoding? Named(string name)
    {
        try
        {
            return CharsetCandidates.Named(name.Trim().ToLowerInvariant() switch
            {
                "iso-8859-1" or "latin1" or "us-ascii" or "ascii" => "windows-1252",
                "iso-8859-9" => "windows-1254",
                "tis-620" or "iso-8859-11" => "windows-874",
                "gb2312" or "gbk" => "gb18030",
                "euc-kr" or "ksc5601" => "ks_c_5601-1987",
                "utf-16le" => "utf-16",
                var other => other,
            });
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static DecodedText With(Encoding encoding, ReadOnlySpan<byte> content, string rule, double confidence) => new(
        encoding.GetString(content), Name(encoding), new Finding(Fields.Charset, Name(encoding), "bytes", rule, confidence));

    private static string Name(Encoding encoding) => encoding.WebName.ToLower(CultureInfo.InvariantCulture) switch
    {
        "utf-16" => "utf-16le",
        "ks_c_5601-1987" => "euc-kr",
        "cp866" => "ibm866",
        var name => name,
    };

    [GeneratedRegex("""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*(?<name>[A-Za-z0-9_.:-]{2,40})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();
}
