namespace Platform.Parser.Metadata;

/// <summary>What may stand behind a label: a date, names, keywords, a number.</summary>
internal static class LabelValues
{
    public const int Longest = 120;

    private const int LongestKeywords = 600;
    private const int MostWords = 12;

    // Between the parts of a name: van, de, von.
    private static readonly string[] Particles = ["de", "del", "della", "di", "da", "dos", "van", "von", "der", "den", "ter", "bin", "al", "el", "la", "le", "af", "zu", "y", "e", "ibn", "ұлы", "қызы"];
    private static readonly string[] Articles = ["the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "il", "lo", "our", "this", "all"];
    private static readonly string[] Links = [" and ", " und ", " et ", " и ", " і ", " та ", " й ", " i ", " oraz ", " және ", " y ", " e ", " en ", " a ", " ve ", " & "];

    /// <summary>The value in its field's form; null where it is no value of that field.</summary>
    public static string? Read(Label label, string text, DateTimeOffset? fetchedAt)
    {
        text = text.Trim();
        return label.Field switch
        {
            _ when text.Length == 0 => null,
            Fields.PublishedAt or Fields.ModifiedAt => Dates.Read(text, label.DayFirst, label.Language) ?? (fetchedAt is { } now ? RelativeDates.Read(text, now) : null),
            Fields.Authors => text.Length <= Longest && char.IsLetter(text[0]) && !EndsSentence(text) && text.Split(' ').Length <= MostWords ? text : null,
            Fields.Tags => text.Length <= LongestKeywords && Keywords(text) is { Count: > 0 } words && words.TrueForAll(IsKeyword) ? text : null,
            LabelWords.Views => IsNumber(text) ? text : null,
            _ => text.Length <= Longest && !text.EndsWith('.') ? text : null,
        };
    }

    /// <summary>Whether the value counts from a day that is not known: "2 days ago".</summary>
    public static bool IsRelativeDate(Label label, string text) =>
        label.Field is Fields.PublishedAt or Fields.ModifiedAt && RelativeDates.Read(text, DateTimeOffset.UnixEpoch) is not null;

    /// <summary>Each name by itself.</summary>
    public static IEnumerable<string> Names(string text) => text.Split([";", ",", .. Links], StringSplitOptions.TrimEntries).Where(name => name.Length > 1);

    /// <summary>Each keyword by itself, without its hash.</summary>
    public static List<string> Keywords(string text)
    {
        var marks = text.AsSpan().IndexOfAny(",;|、，；·") >= 0 ? ",;|、，；·" : text.Count(letter => letter == '#') > 1 ? "#" : "\n";
        return text.TrimEnd('.').Split(marks.ToCharArray(), StringSplitOptions.TrimEntries).Select(word => word.TrimStart('#').Trim()).Where(word => word.Length > 0).ToList();
    }

    public static bool IsKeyword(string text) => text.Length <= 60 && text.Split(' ').Length <= 6 && !EndsSentence(text);

    public static bool ArePersons(string text) => text.Length <= 80 && Names(text).ToList() is { Count: > 0 and <= 4 } names && names.TrueForAll(IsPerson);

    /// <summary>Two to four words with capitals, such as "Anna van der Berg" or "J. Berg".</summary>
    public static bool IsPerson(string text)
    {
        var words = text.Split(' ');
        return words.Length is >= 2 and <= 5 && !Articles.Contains(words[0], StringComparer.OrdinalIgnoreCase) && words.Count(word => char.IsUpper(word[0])) >= 2
            && Array.TrueForAll(words, word => (char.IsUpper(word[0]) && word.AsSpan().IndexOfAny("0123456789:;!?/|") < 0) || Particles.Contains(word, StringComparer.Ordinal))
            && (text[^1] != '.' || words[^1].Length <= 3);
    }

    // The dot of an initial or of an abbreviation ends no sentence.
    private static bool EndsSentence(string text) => text.EndsWith('.') && text.LastIndexOf(' ') < text.Length - 4;

    private static bool IsNumber(string text) => text.Length <= 16 && char.IsDigit(text[0]) && text.TrimEnd('k', 'K', 'm', 'M', 'к', 'К', '万', '次').All(letter => char.IsDigit(letter) || letter is ' ' or '.' or ',' or '\'');
}
