using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Parser.Metadata;

/// <summary>
/// Reads a text that is a date and nothing but a date, in the forms of ISO 8601, of RFC 5322, dotted, slashed, with Chinese signs, and with the names of
/// months in any language. The precision and the offset that are stated are kept; nothing is shifted to UTC.
/// </summary>
public static partial class Dates
{
    private const int Longest = 80;
    private static readonly char[] Around = ['.', ',', '|', '·', '—', '–'];

    /// <summary>No page for readers is older than this, and a later year than next year is a mistake.</summary>
    private const int FirstYear = 1900;

    /// <summary>The date in ISO 8601; null where the text is no date, an implausible one, or one that could be two.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="dayFirst">How <c>3/4/2024</c> reads: true for day first, false for month first, null for unknown.</param>
    /// <param name="language">ISO 639-1 code of the text around it, where it is known.</param>
    public static string? Read(string text, bool? dayFirst = null, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = DottedTime().Replace(AsciiDigits(text.Replace('ʼ', '’').Trim().Trim(Around).Trim()), "${hour}:${minute}${end}");
        return text.Length is < 4 or > Longest || !text.AsSpan().ContainsAnyInRange('0', '9') ? null : Iso(text) ?? Tokens(text, dayFirst, language);
    }

    private static string? Iso(string text)
    {
        var match = IsoForm().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var offset = match.Groups["offset"].Value.Replace(" ", "", StringComparison.Ordinal);
        if (offset.Length > 1 && offset.Length < 6)
        {
            offset = offset.Length == 3 ? offset + ":00" : offset.Insert(3, ":");
        }

        return Build(Part(match, "year"), Part(match, "month"), Part(match, "day"), match.Groups["time"].Value, offset.ToUpperInvariant());
    }

    private static string? Tokens(string text, bool? dayFirst, string? language)
    {
        var date = new DateParts();
        for (var token = Token().Match(text); token.Success;)
        {
            if (date.Take(token, dayFirst, language) is not { } next)
            {
                return null; // a word that belongs to no date: this is a sentence
            }

            token = next;
        }

        return date.Build();
    }

    /// <summary>The date in ISO 8601; null for an implausible one.</summary>
    internal static string? Build(int? year, int? month, int? day, string time, string offset)
    {
        if (year is not { } known || known < FirstYear || known > TimeProvider.System.GetUtcNow().Year + 1
            || month is < 1 or > 12 || (day is { } number && (month is null || number < 1 || number > DateTime.DaysInMonth(known, month.Value))))
        {
            return null;
        }

        var date = string.Create(CultureInfo.InvariantCulture, $"{known:0000}{(month is null ? "" : $"-{month:00}")}{(day is null ? "" : $"-{day:00}")}");
        if (day is null || time.Length == 0)
        {
            return date;
        }

        var parts = time.Split(':', '.');
        return int.Parse(parts[0], CultureInfo.InvariantCulture) > 23 || int.Parse(parts[1], CultureInfo.InvariantCulture) > 59
            ? date
            : string.Create(CultureInfo.InvariantCulture, $"{date}T{parts[0].PadLeft(2, '0')}:{parts[1]}{(parts.Length > 2 ? ":" + parts[2] : "")}{offset}");
    }

    // Pages write numbers in the digits of their script: ২০২০ is 2020.
    private static string AsciiDigits(string text) => text.All(letter => char.IsAscii(letter) || !char.IsDigit(letter))
        ? text
        : string.Concat(text.Select(letter => char.IsDigit(letter) ? (char)('0' + (int)char.GetNumericValue(letter)) : letter));

    internal static int? Part(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("""^(?<year>\d{4})(?:-(?<month>\d{2})(?:-(?<day>\d{2})(?:[T ](?<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?(?<offset> ?(?:[Zz]|[+-]\d{2}(?::?\d{2})?))?)?)?)?$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsoForm();

    // "kl. 09.30" is a time, not a day: the word before or behind it says so.
    [GeneratedRegex("""\b(?:kl\.?|klo|kello|ob|um|pukul|alle|ore) (?<hour>\d{1,2})\.(?<minute>\d{2})(?<end>$|[ ,)])|\b(?<hour>\d{1,2})\.(?<minute>\d{2})(?<end> uhr)\b""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DottedTime();

    // A date in numbers, a time, an offset, a number, a word, or a sign that no date has.
    [GeneratedRegex("""
        (?<whole>(?<front>(?<year>\d{4})(?:[/-]|\.[ ]?|[ ]?[年년][ ]?))(?<first>\d{1,2})(?:[/-]|\.[ ]?|[ ]?[月월][ ]?)(?<second>\d{1,2})(?:[ ]?[日일号號]|\b)
          |(?<first>\d{1,2})(?<mark>[/-]|\.[ ]?)(?<second>\d{1,2})(?:[/-]|\.[ ]?)(?<year>\d{4}|\d{2})\b)
        |(?<time>\d{1,2}[:h]\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?|(?<offset>[+-]\d{2}:?\d{2})|(?<number>\d+)|[ap]\.m\.|[\p{L}\p{M}\u200c\u200d]+\.?|[^\s,.|·–—()，،፣၊’':-]
        """, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
