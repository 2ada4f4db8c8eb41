using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Platform.Parser.Metadata;
using UtfUnknown;

namespace Platform.Parser.Text;

/// <summary>A text with the charset it was decoded with and why.</summary>
public sealed record DecodedText(string Text, string Charset, Finding Finding, string? Warning = null);

/// <summary>
/// From bytes to text: byte-order mark, then UTF-8 where it is valid, UTF-16 by its zeros, what the document declares, and last what decodes best.
/// </summary>
public static partial class Charsets
{
    private const int SampleLength = 64 * 1024;

    /// <summary>Always judged beside what the detector proposes, since it confuses them for short texts.</summary>
    private static readonly string[] Usual =
        ["windows-1251", "windows-1252", "windows-1250", "koi8-r", "koi8-u", "iso-8859-5", "ibm866", "iso-8859-2", "windows-1253", "windows-1254", "windows-1257"];

    static Charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Decodes; null where the bytes are no text.</summary>
    public static DecodedText? Decode(ReadOnlySpan<byte> content) =>
        ByMark(content) ?? (IsUtf16(content) is { } utf16 ? With(utf16, content, "utf16_zero_pattern", 0.95)
            : HasControls(content) ? null
            : Utf8.IsValid(content) ? With(Encoding.UTF8, content, "valid_utf8", 1)
            : ByDeclaration(content) ?? Best(content));

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

        int even = 0, odd = 0;
        for (var at = 0; at < sample.Length; at++)
        {
            if (sample[at] == 0)
            {
                _ = (at & 1) == 0 ? even++ : odd++;
            }
        }

        var pairs = sample.Length / 2;
        var encoding = odd > pairs / 5 && even < pairs / 50 ? Encoding.Unicode : even > pairs / 5 && odd < pairs / 50 ? Encoding.BigEndianUnicode : null;
        return encoding is not null && IsText(encoding.GetString(sample)) ? encoding : null;
    }

    private static bool IsText(string text)
    {
        var odd = text.Count(letter => letter == '\ufffd' || (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t' or '\f' or '\v' or '\u0085' or '\u001a')));
        return odd * 50 <= text.Length;
    }

    /// <summary>Bytes that stand in no text of any 8-bit charset. A stray one may; one in two hundred is a binary.</summary>
    private static bool HasControls(ReadOnlySpan<byte> content)
    {
        var sample = content[..Math.Min(content.Length, SampleLength)];
        var controls = 0;
        foreach (var value in sample)
        {
            if (value < 0x20 && value is not (0x09 or 0x0a or 0x0b or 0x0c or 0x0d or 0x1a or 0x1b))
            {
                controls += value == 0 ? 4 : 1;
            }
        }

        return controls * 200 > sample.Length;
    }

    private static DecodedText? ByDeclaration(ReadOnlySpan<byte> content)
    {
        var head = Encoding.Latin1.GetString(content[..Math.Min(content.Length, 4096)]);
        var match = Declared().Match(head);
        if (!match.Success)
        {
            return null;
        }

        try
        {
            var encoding = Encoding.GetEncoding(match.Groups["name"].Value.Trim());
            if (encoding is UnicodeEncoding or UTF32Encoding or UTF8Encoding)
            {
                return null; // the bytes are none of these, whatever the page says
            }

            var decoded = With(encoding, content, "declared", 0.95);
            var rivals = Candidates(content);
            return rivals.Count > 0 && rivals[0].Score > Score(decoded.Text[..Math.Min(decoded.Text.Length, SampleLength)]) + 0.15 ? null : decoded;
        }
        catch (ArgumentException)
        {
            return null; // a name that is no charset
        }
    }

    private static DecodedText? Best(ReadOnlySpan<byte> content)
    {
        var candidates = Candidates(content);
        if (candidates.Count == 0 || candidates[0].Score < 0.2)
        {
            return null;
        }

        var (encoding, score) = candidates[0];
        var decoded = With(encoding, content, "decodes_best", Math.Clamp(score, 0.2, 0.95));
        var rival = candidates.Skip(1).FirstOrDefault();
        return rival.Encoding is null || rival.Score < score - 0.05
            ? decoded
            : decoded with { Warning = $"The charset is not certain: {Name(encoding)} was taken, {Name(rival.Encoding)} decodes nearly as well." };
    }

    private static List<(Encoding Encoding, double Score)> Candidates(ReadOnlySpan<byte> content)
    {
        var sample = content[..Math.Min(content.Length, SampleLength)].ToArray();
        var proposed = CharsetDetector.DetectFromBytes(sample).Details?.Where(detail => detail.Encoding is not null && detail.Confidence > 0.2)
            .Select(detail => (detail.Encoding, Bonus: 0.1 * detail.Confidence)) ?? [];
        return proposed.Concat(Usual.Select(name => (Encoding: Encoding.GetEncoding(name), Bonus: 0.0)))
            .Where(candidate => candidate.Encoding is not (UTF8Encoding or UnicodeEncoding))
            .GroupBy(candidate => candidate.Encoding.CodePage)
            .Select(group => (group.First().Encoding, Score: Score(group.First().Encoding.GetString(sample)) + group.Max(candidate => candidate.Bonus)))
            .OrderByDescending(candidate => candidate.Score)
            .ToList();
    }

    /// <summary>
    /// How much a decoded text looks like one: letters beyond ASCII that are the frequent ones of a language, in words of one script and
    /// one case pattern, count for it; symbols, controls and letters of two scripts in one word against it.
    /// </summary>
    private static double Score(string text)
    {
        int beyond = 0, good = 0, bad = 0;
        var before = ' ';
        foreach (var letter in text)
        {
            if (letter > '\u007f')
            {
                beyond++;
                if (Frequent.Contains(letter))
                {
                    good++;
                }

                // A capital behind a small letter, a Latin letter beside a Cyrillic one: the marks of a wrong code page.
                bad += letter is '\ufffd' || char.IsControl(letter) || char.IsSymbol(letter) || (letter is >= '\u2500' and <= '\u259f') ? 2
                    : char.IsUpper(letter) && char.IsLower(before) ? 2
                    : char.IsLetter(before) && char.IsLetter(letter) && IsCyrillic(before) != IsCyrillic(letter) ? 1
                    : 0;
            }
            else if (char.IsAsciiLetter(letter) && IsCyrillic(before))
            {
                bad++;
            }

            before = letter;
        }

        return beyond == 0 ? 0.5 : ((double)good - (1.5 * bad)) / beyond;
    }

    private static bool IsCyrillic(char letter) => letter is >= '\u0400' and <= '\u04ff';

    private static readonly HashSet<char> Frequent =
    [
        .. "оеаинтсрвлкмдпуяызьбгчйхжшюцщэфъёіїєґўқңөүұғһә", .. "ОЕАИНТСРВЛКМДПБГЧ",
        .. "äöüßéèàçêâîôûùëïñáíóúãõåæøœąćęłńóśźżčďěňřšťůžőűășțğıš", .. "ÄÖÜÉÀÅØŁŚŻČŠŽ",
        .. "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ", .. "«»„“”‘’–—…№§°€",
    ];

    private static DecodedText With(Encoding encoding, ReadOnlySpan<byte> content, string rule, double confidence) => new(
        encoding.GetString(content), Name(encoding), new Finding(Fields.Charset, Name(encoding), "bytes", rule, confidence));

    private static string Name(Encoding encoding) => encoding.WebName.ToLower(CultureInfo.InvariantCulture) switch
    {
        "utf-16" => "utf-16le",
        "utf-16be" => "utf-16be",
        "cp866" => "ibm866",
        var name => name,
    };

    [GeneratedRegex("""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*(?<name>[A-Za-z0-9_.:-]{2,40})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Declared();
}
