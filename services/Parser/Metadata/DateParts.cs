using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>What was read so far of a date that is written in numbers and words: tokens go in one after the other, and each must belong to a date.</summary>
internal sealed class DateParts
{
    /// <summary>The Thai year is ahead by as many.</summary>
    private const int Buddhist = 543;

    private const int LongestName = 7;
    private int? _year;
    private int? _month;
    private int? _day;
    private string _time = "";
    private string _offset = "";
    private bool? _afterNoon;
    private bool _monthMayBeDay;
    private bool _monthIsNumber;

    /// <summary>Takes a token, or the words of one name; gives the one behind it, null where it belongs to no date.</summary>
    public Match? Take(Match token, bool? dayFirst, string? language)
    {
        if (!token.Groups["whole"].Success && !token.Groups["time"].Success && !token.Groups["offset"].Success && !token.Groups["number"].Success)
        {
            return Words(token, language);
        }

        var isTaken = token.Groups["whole"].Success ? _year is null && _month is null && _day is null && Whole(token, dayFirst)
            : token.Groups["number"].Success ? Number(token.Groups["number"].Value)
            : Clock(token);
        return isTaken ? token.NextMatch() : null;
    }

    private bool Clock(Match token)
    {
        if (token.Groups["time"].Success && _time.Length == 0)
        {
            _time = token.Groups["time"].Value.Replace('h', ':');
            return true;
        }

        if (token.Groups["offset"].Success && _time.Length > 0)
        {
            _offset = token.Value.Length == 5 ? token.Value.Insert(3, ":") : token.Value;
            return true;
        }

        return false;
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
        if (!int.TryParse(digits, CultureInfo.InvariantCulture, out var number))
        {
            return false; // longer than any year
        }

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

    private Match? Words(Match token, string? language)
    {
        var name = Plain(token);
        if (DateWords.Begins(name))
        {
            var words = new List<Match> { token };
            while (words.Count < LongestName && words[^1].NextMatch() is { Success: true } next)
            {
                words.Add(next);
            }

            for (var count = words.Count; count > 1; count--)
            {
                if (Name(string.Join(' ', words.Take(count).Select(Plain)), language, rare: true))
                {
                    return words[count - 1].NextMatch();
                }
            }
        }

        return Word(name, language) ? token.NextMatch() : null;
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

    private static string Plain(Match token) => Cleaning.Composed(token.Value.ToLowerInvariant().TrimEnd('.'));

    private bool Whole(Match token, bool? dayFirst)
    {
        _year = Dates.Part(token, "year");
        if (token.Groups["year"].Length == 2)
        {
            _year += 2000; // a year of two digits is a recent one
        }

        _year = _year > 2400 ? _year - Buddhist : _year;
        int first = Dates.Part(token, "first")!.Value, second = Dates.Part(token, "second")!.Value;
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
