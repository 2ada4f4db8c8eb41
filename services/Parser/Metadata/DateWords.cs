using System.Collections.Frozen;
using System.Globalization;

namespace Platform.Parser.Metadata;

/// <summary>The words of dates: names of months and days in every language that ICU, and so CLDR, has; and what stands around them.</summary>
internal static class DateWords
{
    // Looked at first and in this order: some languages give one name to different months, as listopad is November in Polish and October in Croatian.
    private static readonly string[] Common =
        ["en", "ru", "be", "uk", "de", "fr", "pl", "kk", "es", "it", "pt", "nl", "cs", "sk", "tr", "lt", "lv", "et", "ro", "bg", "sr", "sr-Latn", "mk", "sv", "da", "nb", "fi", "hu", "el", "sl", "hr", "ar", "ca"];

    private static readonly FrozenDictionary<string, int> CommonMonths = Months(Common, keepFirst: true);
    private static readonly Lazy<FrozenDictionary<string, int>> OtherMonths = new(() => Months(Others(), keepFirst: false));
    private static readonly Lazy<FrozenDictionary<string, int>> Croatian = new(() => Months(["hr"], keepFirst: true));
    private static readonly FrozenSet<string> Fillers = FillerWords();

    private static readonly FrozenDictionary<string, string> Zones = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["gmt"] = "Z", ["utc"] = "Z", ["z"] = "Z", ["cet"] = "+01:00", ["cest"] = "+02:00", ["mez"] = "+01:00", ["mesz"] = "+02:00", ["eet"] = "+02:00", ["eest"] = "+03:00",
        ["msk"] = "+03:00", ["мск"] = "+03:00", ["est"] = "-05:00", ["edt"] = "-04:00", ["cdt"] = "-05:00", ["mst"] = "-07:00", ["mdt"] = "-06:00", ["pst"] = "-08:00", ["pdt"] = "-07:00",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The month of a word in lower case; null for none.</summary>
    /// <param name="word">Without a dot at its end.</param>
    /// <param name="language">Its names come first where they are known to be meant.</param>
    /// <param name="rare">Whether languages that few labels are in count too.</param>
    public static int? Month(string word, string? language, bool rare)
    {
        if (language is "hr" or "bs" && Croatian.Value.TryGetValue(word, out var own))
        {
            return own;
        }

        return CommonMonths.TryGetValue(word, out var common) ? common : rare && OtherMonths.Value.TryGetValue(word, out var other) ? other : null;
    }

    /// <summary>Whether a word stands beside dates and changes nothing: a day of the week, an ordinal's ending, "of".</summary>
    public static bool IsFiller(string word) => Fillers.Contains(word);

    /// <summary>The offset of a time zone's abbreviation; null where it has none, or several.</summary>
    public static string? Offset(string word) => Zones.GetValueOrDefault(word);

    private static IEnumerable<string> Others() =>
        CultureInfo.GetCultures(CultureTypes.NeutralCultures).Select(culture => culture.Name).Where(name => name.Length > 0).Concat(["ar-SY", "ar-DZ", "ar-MA", "es-UY", "de-AT", "en-AU", "fr-CA"]);

    private static FrozenDictionary<string, int> Months(IEnumerable<string> cultures, bool keepFirst)
    {
        var months = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var format in cultures.Select(CultureInfo.GetCultureInfo).Where(culture => culture.Calendar is GregorianCalendar or ThaiBuddhistCalendar).Select(culture => culture.DateTimeFormat))
        {
            foreach (var names in (string[][])[format.MonthNames, format.MonthGenitiveNames, format.AbbreviatedMonthNames, format.AbbreviatedMonthGenitiveNames])
            {
                for (var month = 0; month < 12; month++)
                {
                    var name = names[month].ToLowerInvariant().TrimEnd('.').Normalize();
                    if (name.Length > 1 && !name.Any(char.IsDigit) && !months.TryAdd(name, month + 1) && !keepFirst && months[name] != month + 1)
                    {
                        months[name] = 0; // different months in different languages: none
                    }
                }
            }
        }

        if (keepFirst)
        {
            Add(months, "sept", 9);
            Add(months, "janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī");
            Add(months, "jaanuaril veebruaril märtsil aprillil mail juunil juulil augustil septembril oktoobril novembril detsembril");
        }

        return months.Where(entry => entry.Value > 0).ToFrozenDictionary(StringComparer.Ordinal);
    }

    // Cases that CLDR does not list, in which dates stand in running text.
    private static void Add(Dictionary<string, int> months, string names, int first = 1)
    {
        foreach (var name in names.Split(' '))
        {
            months.TryAdd(name, first++);
        }
    }

    private static FrozenSet<string> FillerWords()
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var format in Common.Select(name => CultureInfo.GetCultureInfo(name).DateTimeFormat))
        {
            words.UnionWith(format.DayNames.Concat(format.AbbreviatedDayNames).Concat(format.ShortestDayNames).Select(name => name.ToLowerInvariant().TrimEnd('.').Normalize()).Where(name => name.Length > 1));
        }

        words.UnionWith(
        [
            "of", "the", "at", "on", "st", "nd", "rd", "th", "um", "uhr", "den", "der", "le", "les", "de", "del", "di", "il", "el", "la", "las", "alle", "ore", "à", "a", "h", "é", "er", "ère", "º", "ª", "°", "o", "ème", "e",
            "года", "году", "г", "год", "в", "у", "о", "го", "ого", "е", "ое", "року", "рік", "р", "годзе", "гадзіне", "год", "а", "і", "na", "v", "ve", "dne", "roku", "r", "godz", "dnia", "жылғы", "жылы", "жыл", "ж", "сағат",
            "m", "d", "gada", "gadā", "kl", "klo", "om", "op", "kello", "saat", "u", "în", "ora", "дня", "число", "день", "pe", "στις", "în", "godine", "године", "god", "от", "на", "em", "às", "as", "het", "van",
            "ist", "bst", "cst", "wib", "jst", "kst", "hora", "horas", "hrs", "ساعة", "الساعة", "م", "في", "يوم", "tháng", "năm", "ngày", "dan", "пп", "časa", "ч", "от", "года.", "uur", "tarihinde",
        ]);
        return words.ToFrozenSet(StringComparer.Ordinal);
    }
}
