using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>
/// Dates that count from the day of reading, such as "yesterday" or "3 days ago": as CLDR writes them in all its languages, and in the languages of the labels as people write them.
/// </summary>
public static class RelativeDates
{
    private const int Longest = 40;
    private const int MostDigits = 3;
    private static readonly SearchValues<char> Digits = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(char.IsDigit)]);
    private static readonly WordFile Words = WordFile.From("relative-dates.txt");
    private static readonly FrozenDictionary<string, int> Days = Words.Sections.Where(section => char.IsAsciiDigit(section[0]))
        .SelectMany(section => Words.Listed(section).Select(word => (Word: word, Back: section[0] - '0')))
        .DistinctBy(entry => entry.Word, StringComparer.Ordinal).ToFrozenDictionary(entry => entry.Word, entry => entry.Back, StringComparer.Ordinal);

    private static readonly FrozenSet<string> One = Words.Listed("one").ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Beside = Words.Listed("beside").ToFrozenSet(StringComparer.Ordinal);
    private static readonly string[] Ago = [.. Words.Listed("ago").OrderByDescending(word => word.Length)];
    private static readonly (string Unit, FrozenSet<string> Names)[] Units =
        [.. new[] { "minute", "hour", "day", "week", "month", "year" }.Select(unit => (unit, Words.Listed(unit).ToFrozenSet(StringComparer.Ordinal)))];

    /// <summary>For a phrase with {0} in the place of its number, or none, the unit or how many days; phrases that mean two things in two languages mean none.</summary>
    private static readonly Lazy<FrozenDictionary<string, string>> Phrases = new(() =>
    {
        var file = WordFile.From("relative-dates-all.txt");
        return file.Sections.SelectMany(file.Kinds).GroupBy(entry => entry.Word, StringComparer.Ordinal).Where(phrase => phrase.DistinctBy(entry => entry.Kind).Count() == 1)
            .ToFrozenDictionary(phrase => phrase.Key, phrase => phrase.First().Kind, StringComparer.Ordinal);
    });

    /// <summary>The date in ISO 8601, as exact as the words are; null where they are no such date.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="now">When it was read; its own offset decides which day it is.</param>
    public static string? Read(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim().TrimEnd('.').ToLowerInvariant();
        if (text.Length is 0 or > Longest)
        {
            return null;
        }

        return Named(text, now) ?? Counted(text, now) ?? Phrase(text, now);
    }

    // "yesterday", "вчера в 14:30"
    private static string? Named(string text, DateTimeOffset now)
    {
        if (Days.TryGetValue(text, out var back))
        {
            return Day(now.AddDays(-back));
        }

        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(word => !Beside.Contains(word)).ToList();
        return words.Count == 2 && Days.TryGetValue(words[0], out back) && TimeOnly.TryParseExact(words[1], ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? Day(now.AddDays(-back)) + time.ToString("'T'HH:mm", CultureInfo.InvariantCulture)
            : null;
    }

    // "3 days ago", "vor einem Tag", "il y a 3 jours", "3天前"
    private static string? Counted(string text, DateTimeOffset now)
    {
        var ago = Array.Find(Ago, word => text.EndsWith(word, StringComparison.Ordinal) || text.StartsWith(word + " ", StringComparison.Ordinal));
        if (ago is null)
        {
            return null;
        }

        var rest = (text.EndsWith(ago, StringComparison.Ordinal) ? text[..^ago.Length] : text[ago.Length..]).Trim();
        var digits = rest.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var count = digits > 0 && digits < 4 ? int.Parse(rest.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture) : 1;
        var words = rest[Math.Max(0, digits)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !Beside.Contains(word)).ToList();
        if (words.Count > 1 && One.Contains(words[0]))
        {
            words.RemoveAt(0);
        }

        var unit = words.Count == 1 ? Array.Find(Units, each => each.Names.Contains(words[0])).Unit : null;
        return Before(now, count, unit);
    }

    // "3 dagar sedan", "há 2 dias", "3日前"
    private static string? Phrase(string text, DateTimeOffset now)
    {
        var first = text.AsSpan().IndexOfAny(Digits);
        var behind = first;
        var count = 0;
        while (behind >= 0 && behind < text.Length && behind - first < MostDigits && char.IsDigit(text[behind]))
        {
            count = (count * 10) + (int)char.GetNumericValue(text[behind++]);
        }

        var phrase = first < 0 ? text : string.Concat(text.AsSpan(0, first), "{0}", text.AsSpan(behind));
        return !Phrases.Value.TryGetValue(Cleaning.Composed(phrase), out var unit) ? null
            : char.IsAsciiDigit(unit[0]) ? Day(now.AddDays('0' - unit[0]))
            : first >= 0 ? Before(now, count, unit)
            : null;
    }

    private static string? Before(DateTimeOffset now, int count, string? unit) => unit switch
    {
        "minute" => Day(now.AddMinutes(-count)),
        "hour" => Day(now.AddHours(-count)),
        "day" => Day(now.AddDays(-count)),
        "week" => Day(now.AddDays(-7 * count)),
        "month" => now.AddMonths(-count).ToString("yyyy-MM", CultureInfo.InvariantCulture),
        "year" => now.AddYears(-count).ToString("yyyy", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Day(DateTimeOffset day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
