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
        text = AsciiDigits(text.Replace('ʼ', '’').Trim().Trim('.', ',', '|', '·', '—', '–').Trim());
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
        var tokens = Token().Matches(text);
        for (var at = 0; at < tokens.Count;)
        {
            var taken = date.Take(tokens, at, dayFirst, language);
            if (taken == 0)
            {
                return null; // a word that belongs to no date: this is a sentence
            }

            at += taken;
        }

        return date.Build();
    }

    /// <summary>What was read of a date so far.</summary>
    private sealed class Parts
    {
        private const int LongestName = 7;
        private int? _year;
        private int? _month;
        private int? _day;
        private string _time = "";
        private string _offset = "";
        private bool? _afterNoon;
        private bool _monthMayBeDay;
        private bool _monthIsNumber;

        /// <summary>Takes the next token, or the words of one name; tells how many they were, 0 where they belong to no date.</summary>
        public int Take(MatchCollection tokens, int at, bool? dayFirst, string? language)
        {
            var token = tokens[at];
            if (token.Groups["whole"].Success)
            {
                return _year is null && _month is null && _day is null && Whole(token, dayFirst) ? 1 : 0;
            }

            if (token.Groups["time"].Success && _time.Length == 0)
            {
                _time = token.Groups["time"].Value.Replace('h', ':');
                return 1;
            }

            if (token.Groups["offset"].Success && _time.Length > 0)
            {
                _offset = token.Value.Length == 5 ? token.Value.Insert(3, ":") : token.Value;
                return 1;
            }

            return token.Groups["number"].Success ? Number(token.Groups["number"].Value) ? 1 : 0 : Words(tokens, at, language);
        }

        /// <summary>The date in ISO 8601; null for none.</summary>
        public string? Build()
        {
            if (_year is null || _month is null)
            {
                return null;
            }

            if (_afterNoon is { } after && _time.Length > 0)
            {
                var colon = _time.IndexOf(':', StringComparison.Ordinal);
                var hour = int.Parse(_time.AsSpan(0, colon), CultureInfo.InvariantCulture);
                if (hour is 0 or > 12)
                {
                    return null;
                }

                _time = string.Create(CultureInfo.InvariantCulture, $"{(hour % 12) + (after ? 12 : 0):00}{_time[colon..]}");
            }

            return Dates.Build(_year, _month, _day, _time, _offset);
        }

        private bool Number(string digits)
        {
            if (digits.Length > 4)
            {
                return false;
            }

            var number = int.Parse(digits, CultureInfo.InvariantCulture);
            if (digits.Length == 4 && _year is null)
            {
                _year = number > 2400 ? number - Buddhist : number;
            }
            else if (digits.Length <= 2 && _monthIsNumber && _month is null)
            {
                (_month, _monthIsNumber) = (number, false);
            }
            else if (digits.Length <= 2 && _day is null)
            {
                _day = number;
            }
            else
            {
                return false;
            }

            return true;
        }

        private int Words(MatchCollection tokens, int at, string? language)
        {
            var name = Plain(tokens[at]);
            if (DateWords.Begins(name))
            {
                for (var count = Math.Min(LongestName, tokens.Count - at); count > 1; count--)
                {
                    if (Name(string.Join(' ', Enumerable.Range(at, count).Select(each => Plain(tokens[each]))), language, rare: true))
                    {
                        return count;
                    }
                }
            }

            return Word(name, language) ? 1 : 0;
        }

        private bool Word(string word, string? language)
        {
            if (_time.Length > 0 && DateWords.Offset(word) is { } offset)
            {
                _offset = offset;
                return true;
            }

            if (_month is null && DateWords.IsMonthNumbered(word))
            {
                _monthIsNumber = true;
                return true;
            }

            // "mar" is March and, in French, Tuesday: it is the month unless a better one follows.
            var beside = word is "am" || DateWords.IsFiller(word);
            return Name(word, language, rare: !beside, beside) || beside;
        }

        private bool Name(string name, string? language, bool rare, bool beside = false)
        {
            // In East Asia the half of the day stands before the time.
            if ((_time.Length > 0 || name[0] >= '\u3000') && _afterNoon is null && DateWords.IsAfterNoon(name) is { } after)
            {
                _afterNoon = after;
                return true;
            }

            if ((_month is not null && !_monthMayBeDay) || DateWords.Month(name, language, rare) is not { } month)
            {
                return false;
            }

            (_month, _monthMayBeDay) = (month, beside);
            return true;
        }

        private static string Plain(Match token) => token.Value.ToLowerInvariant().TrimEnd('.').Normalize();

        private bool Whole(Match token, bool? dayFirst)
        {
            _year = Part(token, "year");
            if (token.Groups["year"].Length == 2)
            {
                _year += 2000; // a year of two digits is a recent one
            }

            _year = _year > 2400 ? _year - Buddhist : _year;
            int first = Part(token, "first")!.Value, second = Part(token, "second")!.Value;
            // A year in front puts the month next; a dot behind puts the day first; a slash leaves it to the numbers, then to the language, then to the calendar.
            var dayIsFirst = token.Groups["front"].Success ? false
                : token.Groups["mark"].Value.StartsWith('.') || first > 12 || first == second ? true
                : second > 12 ? false
                : dayFirst ?? OnlyPast(_year!.Value, first, second);
            (_month, _day) = dayIsFirst is true ? (second, first) : (first, second);
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
        |(?<time>\d{1,2}[:h]\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?|(?<offset>[+-]\d{2}:?\d{2})|(?<number>\d+)|[ap]\.m\.|[\p{L}\p{M}\u200c\u200d]+\.?|[^\s,.|·–—()，،፣၊’':-]
        """, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
