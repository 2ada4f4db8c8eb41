using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Platform.Parser.Metadata;

/// <summary>
/// The words of dates in every language of CLDR (<c>Data/date-words.txt</c>) and what texts have beyond it (<c>Data/date-words-more.txt</c>): months, days, halves of the day, what stands beside them.
/// Words are in lower case without dots; those of one name are joined by a space.
/// </summary>
internal static class DateWords
{
    // Looked at first and in this order: some languages give one name to different months, as listopad is November in Polish and October in Croatian.
    private static readonly string[] Common =
        ["en", "ru", "be", "uk", "de", "fr", "pl", "kk", "es", "it", "pt", "nl", "cs", "sk", "tr", "lt", "lv", "et", "ro", "bg", "sr", "mk", "sv", "da", "nb", "no", "fi", "hu", "el", "sl", "hr", "ar", "ca"];

    private static readonly WordFile[] Files = [WordFile.From("date-words.txt"), WordFile.From("date-words-more.txt")];
    private static readonly FrozenDictionary<string, int> CommonMonths = Months(Common, keepFirst: true);
    private static readonly Lazy<FrozenDictionary<string, int>> OtherMonths = new(() => Months(Files[0].Sections, keepFirst: false));
    private static readonly ConcurrentDictionary<string, FrozenDictionary<string, int>> OwnMonths = new(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Fillers = All("day", "beside").SelectMany(name => name.Split(' ')).Except(CommonMonths.Keys.Except(["mar"])).ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Numbered = All("numbered").ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, bool> Halves = All("am").Select(word => (Word: word, After: false)).Concat(All("pm").Select(word => (Word: word, After: true)))
        .GroupBy(half => half.Word, StringComparer.Ordinal).Where(group => group.DistinctBy(half => half.After).Count() == 1)
        .ToFrozenDictionary(group => group.Key, group => group.First().After, StringComparer.Ordinal);

    /// <summary>First words of names that have several.</summary>
    private static readonly FrozenSet<string> Beginnings = Files.SelectMany(file => file.Sections.SelectMany(file.Kinds)).Where(entry => entry.Word.Contains(' ', StringComparison.Ordinal) && entry.Kind is not ("day" or "beside"))
        .Select(entry => entry.Word[..entry.Word.IndexOf(' ', StringComparison.Ordinal)]).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Zones = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["gmt"] = "Z", ["utc"] = "Z", ["z"] = "Z", ["cet"] = "+01:00", ["cest"] = "+02:00", ["mez"] = "+01:00", ["mesz"] = "+02:00", ["eet"] = "+02:00", ["eest"] = "+03:00",
        ["msk"] = "+03:00", ["мск"] = "+03:00", ["est"] = "-05:00", ["edt"] = "-04:00", ["cdt"] = "-05:00", ["mst"] = "-07:00", ["mdt"] = "-06:00", ["pst"] = "-08:00", ["pdt"] = "-07:00",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Of zones whose abbreviation stands for several.
    private static readonly FrozenSet<string> OtherZones = FrozenSet.ToFrozenSet(["ist", "bst", "cst", "wib", "jst", "kst"], StringComparer.Ordinal);

    /// <summary>The month of a name; null for none.</summary>
    /// <param name="name">In lower case, without dots.</param>
    /// <param name="language">Its names come first where they are known to be meant.</param>
    /// <param name="rare">Whether languages that few labels are in count too.</param>
    public static int? Month(string name, string? language, bool rare)
    {
        if (language is not null && OwnMonths.GetOrAdd(language, own => Months([own], keepFirst: true)).TryGetValue(name, out var month))
        {
            return month;
        }

        return CommonMonths.TryGetValue(name, out month) || (rare && OtherMonths.Value.TryGetValue(name, out month)) ? month : null;
    }

    /// <summary>Whether a word stands beside dates and changes nothing: a day of the week, an ordinal's ending, "of".</summary>
    public static bool IsFiller(string word) => Fillers.Contains(word) || OtherZones.Contains(word);

    /// <summary>Whether the number of a month stands beside the word: "tháng 3".</summary>
    public static bool IsMonthNumbered(string word) => Numbered.Contains(word);

    /// <summary>Whether a time is after noon; null where the words do not say.</summary>
    public static bool? IsAfterNoon(string words) => Halves.TryGetValue(words, out var after) ? after : null;

    /// <summary>Whether a name of several words may begin with this one.</summary>
    public static bool Begins(string word) => Beginnings.Contains(word);

    /// <summary>The offset of a time zone's abbreviation; null where it has none, or several.</summary>
    public static string? Offset(string word) => Zones.GetValueOrDefault(word);

    private static IEnumerable<string> All(params string[] kinds) =>
        Files.SelectMany(file => file.Sections.SelectMany(file.Kinds)).Where(entry => kinds.Contains(entry.Kind)).Select(entry => entry.Word.Normalize());

    private static FrozenDictionary<string, int> Months(IEnumerable<string> languages, bool keepFirst)
    {
        var months = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (kind, word) in languages.SelectMany(language => Files.SelectMany(file => file.Kinds(language))).Where(entry => char.IsAsciiDigit(entry.Kind[0])))
        {
            var (name, month) = (word.Normalize(), int.Parse(kind, System.Globalization.CultureInfo.InvariantCulture));
            if (!months.TryAdd(name, month) && !keepFirst && months[name] != month)
            {
                months[name] = 0; // different months in different languages: none
            }
        }

        return months.Where(entry => entry.Value > 0).ToFrozenDictionary(StringComparer.Ordinal);
    }
}
