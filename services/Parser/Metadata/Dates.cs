using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Parser.Metadata;

/// <summary>
/// Reads a text that is a date and nothing but a date, in the forms of ISO 8601, of RFC 5322, dotted, slashed, and with month names in the
/// languages the labels know. The precision and the offset that are stated are kept; nothing is shifted to UTC.
/// </summary>
public static partial class Dates
{
    private const int Longest = 80;

    /// <summary>No page for readers is older than this, and a later year than next year is a mistake.</summary>
    private const int FirstYear = 1900;

    private static readonly string[] Cultures = ["en", "ru", "be", "uk", "de", "fr", "pl", "kk", "es", "it", "pt", "nl"];
    private static readonly FrozenDictionary<string, int> Months = MonthNames();
    private static readonly FrozenSet<string> Fillers = FillerWords();

    /// <summary>The date in ISO 8601; null where the text is no date, an implausible one, or one that could be two.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="dayFirst">How <c>3/4/2024</c> reads: true for day first, false for month first, null for unknown.</param>
    public static string? Read(string text, bool? dayFirst = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = AsciiDigits(text.Trim().Trim('.', ',', '|', '·', '—', '–').Trim());
        return text.Length is < 4 or > Longest ? null : Iso(text) ?? Numeric(text, dayFirst) ?? Named(text);
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

    private static string? Numeric(string text, bool? dayFirst)
    {
        var match = NumericForm().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int first = Part(match, "first")!.Value, second = Part(match, "second")!.Value;
        // A dot always puts the day first; a slash leaves it to the numbers, and then to the language.
        var dayIsFirst = match.Groups["mark"].Value == "." || first > 12 ? true : second > 12 ? false : first == second ? true : dayFirst;
        return dayIsFirst is not { } known
            ? null
            : Build(Part(match, "year"), known ? second : first, known ? first : second, match.Groups["time"].Value, "");
    }

    private static string? Named(string text)
    {
        int? year = null, month = null, day = null;
        string time = "", offset = "";
        foreach (Match token in Token().Matches(text))
        {
            var word = token.Value.ToLowerInvariant();
            if (token.Groups["time"].Success && time.Length == 0)
            {
                time = token.Groups["time"].Value;
            }
            else if (token.Groups["offset"].Success && time.Length > 0)
            {
                offset = token.Value.Length == 5 ? token.Value.Insert(3, ":") : token.Value;
            }
            else if (token.Groups["number"].Success)
            {
                var number = int.Parse(token.Groups["number"].Value, CultureInfo.InvariantCulture);
                if (token.Groups["number"].Length == 4 && year is null)
                {
                    year = number;
                }
                else if (token.Groups["number"].Length <= 2 && day is null)
                {
                    day = number;
                }
                else
                {
                    return null;
                }
            }
            else if (Months.TryGetValue(word.TrimEnd('.'), out var named) && month is null)
            {
                month = named;
            }
            else if (word is "gmt" or "utc" && time.Length > 0)
            {
                offset = "Z";
            }
            else if (!Fillers.Contains(word.TrimEnd('.')))
            {
                return null; // a word that belongs to no date: this is a sentence
            }
        }

        return year is null || month is null ? null : Build(year, month, day, time, offset);
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

    private static FrozenDictionary<string, int> MonthNames()
    {
        var months = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var format in Cultures.Select(name => CultureInfo.GetCultureInfo(name).DateTimeFormat))
        {
            foreach (var names in (string[][])[format.MonthNames, format.MonthGenitiveNames, format.AbbreviatedMonthNames, format.AbbreviatedMonthGenitiveNames])
            {
                for (var month = 0; month < 12; month++)
                {
                    var name = names[month].ToLowerInvariant().TrimEnd('.').Normalize();
                    if (name.Length > 1 && !char.IsDigit(name[0]))
                    {
                        months.TryAdd(name, month + 1);
                    }
                }
            }
        }

        months.TryAdd("sept", 9);
        return months.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenSet<string> FillerWords()
    {
        var words = new HashSet<string>(StringComparer.Ordinal)
        {
            "of", "the", "at", "on", "st", "nd", "rd", "th", "am", "um", "uhr", "den", "le", "de", "del", "à", "a", "h", "года", "году", "г", "год", "года", "в", "у",
            "року", "рік", "р", "о", "год", "годзе", "roku", "r", "o", "godz", "dnia", "жылғы", "жыл", "ж", "er", "est", "cet", "cest", "msk", "мск", "le", "les",
        };
        foreach (var format in Cultures.Select(name => CultureInfo.GetCultureInfo(name).DateTimeFormat))
        {
            words.UnionWith(format.DayNames.Concat(format.AbbreviatedDayNames).Concat(format.ShortestDayNames).Select(name => name.ToLowerInvariant().TrimEnd('.')));
        }

        return words.ToFrozenSet(StringComparer.Ordinal);
    }

    [GeneratedRegex("""^(?<year>\d{4})(?:-(?<month>\d{2})(?:-(?<day>\d{2})(?:[T ](?<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?(?<offset> ?(?:[Zz]|[+-]\d{2}(?::?\d{2})?))?)?)?)?$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsoForm();

    [GeneratedRegex("""^(?<first>\d{1,2})(?<mark>[./-])(?<second>\d{1,2})[./-](?<year>\d{4})(?: ?г\.?)?(?:,? *(?:-|–|в|um|at|,)? *(?<time>\d{1,2}:\d{2}(?::\d{2})?)(?: Uhr)?)?$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NumericForm();

    [GeneratedRegex("""(?<time>\d{1,2}:\d{2}(?::\d{2})?)|(?<offset>[+-]\d{2}:?\d{2})|(?<number>\d+)|[\p{L}\p{M}]+\.?|[^\s,.|·–—()-]""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
