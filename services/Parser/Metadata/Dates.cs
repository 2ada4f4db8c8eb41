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

    /// <summary>No page for readers is older than this, and a later year than next year is a mistake.</summary>
    private const int FirstYear = 1900;

    /// <summary>The Thai year is ahead by as many.</summary>
    private const int Buddhist = 543;

    /// <summary>The date in ISO 8601; null where the text is no date, an implausible one, or one that could be two.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="dayFirst">How <c>3/4/2024</c> reads: true for day first, false for month first, null for unknown.</param>
    /// <param name="language">ISO 639-1 code of the text around it, where it is known.</param>
    public static string? Read(string text, bool? dayFirst = null, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = AsciiDigits(text.Trim().Trim('.', ',', '|', '·', '—', '–').Trim());
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
        var date = new Parts();
        foreach (Match token in Token().Matches(text))
        {
            if (!date.Take(token, dayFirst, language))
            {
                return null; // a word that belongs to no date: this is a sentence
            }
        }

        return date.Year is null || date.Month is null ? null : Build(date.Year, date.Month, date.Day, date.Time, date.Offset);
    }

    /// <summary>What was read of a date so far.</summary>
    private sealed class Parts
    {
        private bool _monthMayBeDay;

        public int? Year { get; private set; }

        public int? Month { get; private set; }

        public int? Day { get; private set; }

        public string Time { get; private set; } = "";

        public string Offset { get; private set; } = "";

        /// <summary>Takes one more token; false where it belongs to no date.</summary>
        public bool Take(Match token, bool? dayFirst, string? language)
        {
            if (token.Groups["whole"].Success)
            {
                return Year is null && Month is null && Day is null && Whole(token, dayFirst);
            }

            if (token.Groups["time"].Success && Time.Length == 0)
            {
                Time = token.Groups["time"].Value.Replace('h', ':');
                return true;
            }

            if (token.Groups["offset"].Success && Time.Length > 0)
            {
                Offset = token.Value.Length == 5 ? token.Value.Insert(3, ":") : token.Value;
                return true;
            }

            return token.Groups["number"].Success ? Number(token.Groups["number"].Value) : Word(token.Value.ToLowerInvariant().TrimEnd('.').Normalize(), language);
        }

        private bool Number(string digits)
        {
            if (!int.TryParse(digits, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            if (digits.Length == 4 && Year is null)
            {
                Year = number > 2400 ? number - Buddhist : number;
            }
            else if (digits.Length <= 2 && Day is null)
            {
                Day = number;
            }
            else
            {
                return false;
            }

            return true;
        }

        private bool Word(string word, string? language)
        {
            if (Time.Length > 0 && word is "am" or "pm" or "a.m" or "p.m")
            {
                return Noon(word[0] == 'p');
            }

            if (Time.Length > 0 && DateWords.Offset(word) is { } offset)
            {
                Offset = offset;
                return true;
            }

            // "mar" is March and, in French, Tuesday: it is the month unless a better one follows.
            var beside = word is "am" || DateWords.IsFiller(word);
            if ((Month is null || _monthMayBeDay) && DateWords.Month(word, language, rare: !beside) is { } month)
            {
                (Month, _monthMayBeDay) = (month, beside);
                return true;
            }

            return beside;
        }

        private bool Noon(bool after)
        {
            var colon = Time.IndexOf(':', StringComparison.Ordinal);
            var hour = int.Parse(Time.AsSpan(0, colon), CultureInfo.InvariantCulture);
            Time = string.Create(CultureInfo.InvariantCulture, $"{(hour % 12) + (after ? 12 : 0):00}{Time[colon..]}");
            return hour is > 0 and <= 12;
        }

        private bool Whole(Match token, bool? dayFirst)
        {
            Year = Part(token, "year");
            if (token.Groups["year"].Length == 2)
            {
                Year += 2000; // a year of two digits is a recent one
            }

            Year = Year > 2400 ? Year - Buddhist : Year;
            int first = Part(token, "first")!.Value, second = Part(token, "second")!.Value;
            // A year in front puts the month next; a dot behind puts the day first; a slash leaves it to the numbers, then to the language, then to the calendar.
            var dayIsFirst = token.Groups["front"].Success ? false
                : token.Groups["mark"].Value.StartsWith('.') || first > 12 || first == second ? true
                : second > 12 ? false
                : dayFirst ?? OnlyPast(Year!.Value, first, second);
            (Month, Day) = dayIsFirst is true ? (second, first) : (first, second);
            return dayIsFirst is not null;
        }

        // Where one of two readings lies in the future it is the other.
        private static bool? OnlyPast(int year, int first, int second)
        {
            var today = TimeProvider.System.GetUtcNow().AddDays(1);
            bool IsPast(int month, int day) => (year, month, day).CompareTo((today.Year, today.Month, today.Day)) <= 0;
            return IsPast(second, first) == IsPast(first, second) ? null : IsPast(second, first);
        }
    }

    private static string? Build(int? year, int? month, int? day, string time, string offset)
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

    private static int? Part(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("""^(?<year>\d{4})(?:-(?<month>\d{2})(?:-(?<day>\d{2})(?:[T ](?<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?(?<offset> ?(?:[Zz]|[+-]\d{2}(?::?\d{2})?))?)?)?)?$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsoForm();

    // A date in numbers, a time, an offset, a number, a word, or a sign that no date has.
    [GeneratedRegex("""
        (?<whole>(?<front>(?<year>\d{4})(?:[/-]|\.[ ]?|[ ]?[年년][ ]?))(?<first>\d{1,2})(?:[/-]|\.[ ]?|[ ]?[月월][ ]?)(?<second>\d{1,2})(?:[ ]?[日일号號]|\b)
          |(?<first>\d{1,2})(?<mark>[/-]|\.[ ]?)(?<second>\d{1,2})(?:[/-]|\.[ ]?)(?<year>\d{4}|\d{2})\b)
        |(?<time>\d{1,2}[:h]\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?|(?<offset>[+-]\d{2}:?\d{2})|(?<number>\d+)|[ap]\.m\.|[\p{L}\p{M}]+\.?|[^\s,.|·–—()，-]
        """, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
