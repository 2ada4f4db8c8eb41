using System.Globalization;
using System.Text;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher.Containers;

/// <summary>
/// Names of members as text. Many archives hold them in the code page of the machine that packed them and do not say which: it is told from all names of an archive together, as the one that reads them
/// as words.
/// </summary>
internal static class MemberNames
{
    /// <summary>Code pages of names, the likelier first: of two that read as well the first is taken.</summary>
    private static readonly int[] CodePages = [437, 866, 1251, 932, 936, 950, 949, 852, 1252, 1250, 850, 857, 737, 862, 1253, 1255, 1256, 874];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static MemberNames() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Decodes the names of one archive.</summary>
    /// <param name="names">Bytes, one to a character.</param>
    public static IReadOnlyList<string> Decode(IReadOnlyList<string> names)
    {
        var bytes = names.Select(Encoding.Latin1.GetBytes).ToList();
        if (bytes.TrueForAll(name => Text(name, Utf8) is not null))
        {
            return bytes.ConvertAll(Utf8.GetString);
        }

        // Names that are text in UTF-8 may stand beside others; those beyond ASCII are words in few other charsets by chance.
        var odd = bytes.Where(name => Text(name, Utf8) is null).Take(200).ToList();
        var page = CodePages.Select(Strict).MaxBy(encoding => odd.Sum(name => Text(name, encoding) is { } text ? Score(text) : -100 * name.Length))!;
        return bytes.ConvertAll(name => Text(name, Utf8) ?? Text(name, page) ?? Encoding.Latin1.GetString(name));
    }

    /// <summary>Whether a path stays inside its archive: not absolute, no drive, no way up. Names never reach a file system here; such an archive is made to harm one.</summary>
    public static bool IsSafe(string path) =>
        !path.StartsWith('/') && !path.Split('/').Contains("..", StringComparer.Ordinal) && !(path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0])) && !path.Contains('\0');

    /// <summary>A path as it is shown: forward slashes, no <c>./</c> before it, in one line of bounded length.</summary>
    public static string Label(string path) => RawPath.Of(path).ToString();

    /// <summary>A label of bounded length; the end tells files apart.</summary>
    public static string Cut(string label) => Sources.Label.Cut(label);

    /// <summary>Forward slashes, and none of the empty steps that archives have.</summary>
    public static string Normal(string path)
    {
        path = path.Replace('\\', '/');
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        return path;
    }

    private static Encoding Strict(int page) => Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static string? Text(byte[] name, Encoding encoding)
    {
        try
        {
            return encoding.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>How much a text looks like words: letters of one script side by side, none of the frames and signs that a wrong code page gives.</summary>
    private static int Score(string text)
    {
        var score = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var (letter, before) = (text[at], at > 0 ? text[at - 1] : ' ');
            if (letter < 0x80)
            {
                score -= char.IsAsciiLetter(letter) && before >= 0x80 && Script(before) is not (Latin or Other) ? 2 : 0;
                continue;
            }

            score += Script(letter) switch
            {
                _ when char.IsControl(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => -10,
                Other when letter is (>= '\u2010' and <= '\u203a') or '«' or '»' or '№' => 0, // dashes and quotation marks
                Other => -3,
                _ when letter is >= '\uff61' and <= '\uffef' => -2, // half-width kana and full-width Latin: seldom meant
                Han when letter is < '\u4e00' or > '\u9fa5' => -1,
                Hangul => 4, // its bytes are common Chinese letters too, seldom the other way round
                Han or Kana => 3, // of two bytes
                _ => 2,
            };
            if (char.IsLetter(before) && char.IsLetter(letter))
            {
                score -= Family(Script(before)) != Family(Script(letter)) ? 3 : 0;
                score -= char.IsLower(before) && char.IsUpper(letter) ? 3 : 0;
                score -= char.IsUpper(letter) && at + 1 < text.Length && char.IsLower(text[at + 1]) ? 2 : 0;
            }

            score -= Rare(letter) ? 1 : 0;
        }

        return score;
    }

    private const int Other = 0, Latin = 1, Cyrillic = 2, Greek = 3, Han = 4, Kana = 5, Hangul = 6, Hebrew = 7, Arabic = 8, Thai = 9;

    private static int Family(int script) => script == Kana ? Han : script;

    private static int Script(char letter) => letter switch
    {
        _ when !char.IsLetter(letter) && letter is not (>= '\u0e30' and <= '\u0e4e') => Other,
        < '\u0250' => Latin,
        >= '\u0370' and < '\u0400' => Greek,
        >= '\u0400' and < '\u0530' => Cyrillic,
        >= '\u0590' and < '\u0600' => Hebrew,
        >= '\u0600' and < '\u0700' => Arabic,
        >= '\u0e00' and < '\u0e80' => Thai,
        >= '\u3040' and < '\u3100' or >= '\uff66' and <= '\uff9f' => Kana,
        >= '\u3400' and < '\ua000' => Han,
        >= '\uac00' and < '\ud7b0' => Hangul,
        _ => Latin,
    };

    /// <summary>Letters beyond those that the greater languages of their script write.</summary>
    private static bool Rare(char letter) => letter is 'ƒ' or 'ª' or 'º' or 'µ' or (>= '\u0400' and < '\u0410' and not 'Ё') or (> '\u044f' and not 'ё') && letter < '\u0530';
}
