using System.Buffers;
using System.Text.RegularExpressions;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>A date inside a line.</summary>
/// <param name="Value">In ISO 8601, with a day.</param>
/// <param name="Before">What stands before it.</param>
/// <param name="After">What stands behind it.</param>
/// <param name="IsNumeric">Whether its month is written in digits.</param>
internal sealed record DateInLine(string Value, string Before, string After, bool IsNumeric)
{
    /// <summary>How many words stand around it.</summary>
    public int Beside { get; } = Words(Before) + Words(After);

    /// <summary>How many digits stand around it, besides those of a time and of a later change: a row of figures gives the time of its counting.</summary>
    public int OtherDigits { get; } = Before.Count(char.IsAsciiDigit) + DateForms.UntilChanged(After).Count(char.IsAsciiDigit) - 4;

    private static int Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetter) && !OfTime.Contains(word, StringComparer.OrdinalIgnoreCase)) + (text.Count(letter => letter is >= '\u3040' and < '\ua000') / LettersOfWord);

    // Of scripts that write no spaces.
    private const int LettersOfWord = 3;

    // They belong to the time.
    private static readonly string[] OfTime = ["am", "pm", "a.m.", "p.m.", "uhr", "at", "um", "à", "kl.", "utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "cet", "cest", "bst", "ist"];
}

/// <summary>Finds dates in lines, and the words that say which date it is.</summary>
internal static partial class DateForms
{
    /// <summary>The date that a line gives for what it stands on; null where there is none, or only that of something else.</summary>
    /// <param name="line">A clean line.</param>
    /// <param name="dayFirst">How <c>3/4/2024</c> reads; null for unknown.</param>
    /// <param name="shortYears">Whether <c>28.01.22</c> counts: only where it is known to be a date.</param>
    public static DateInLine? In(string line, bool? dayFirst, bool shortYears = false)
    {
        if (!shortYears && !line.AsSpan().ContainsAny(Centuries))
        {
            return null;
        }

        DateInLine? changed = null;
        var from = 0;
        foreach (var candidate in Forms().EnumerateMatches(line))
        {
            if (Read(line, candidate, from, dayFirst) is { } date && !SaysOther(date.Before))
            {
                if (!SaysChanged(date.Before) || SaysIssued(date.Before))
                {
                    return date;
                }

                changed ??= date;
            }

            from = candidate.Index + candidate.Length;
        }

        if (changed is null && shortYears && ShortForms().EnumerateMatches(line) is var matches && matches.MoveNext())
        {
            return Read(line, matches.Current, 0, dayFirst);
        }

        return changed;
    }

    // Each form of a whole year holds one of these, and few lines do: looking for them costs much less than the expression.
    private static readonly SearchValues<string> Centuries = SearchValues.Create(["19", "20"], StringComparison.Ordinal);

    private static DateInLine? Read(string line, ValueMatch candidate, int from, bool? dayFirst) =>
        Dates.Read(line.Substring(candidate.Index, candidate.Length), dayFirst) is { Length: >= 10 } date
            ? new DateInLine(date, line[from..candidate.Index], line[(candidate.Index + candidate.Length)..], !line.AsSpan(candidate.Index, candidate.Length).ContainsAnyInRange('A', 'z')) : null;

    /// <summary>What stands behind the last year in a text: the words that belong to what follows.</summary>
    public static string AfterLast(string text)
    {
        var from = 0;
        foreach (var year in Years().EnumerateMatches(text))
        {
            from = year.Index + year.Length;
        }

        return text[from..];
    }

    /// <summary>What stands before the words that say that something was changed.</summary>
    public static string UntilChanged(string text) => Changed().EnumerateMatches(text) is var matches && matches.MoveNext() ? text[..matches.Current.Index] : text;

    /// <summary>Whether the words say that something was changed.</summary>
    public static bool SaysChanged(string words) => Changed().IsMatch(words);

    /// <summary>Whether the words say that something was published.</summary>
    public static bool SaysIssued(string words) => Issued().IsMatch(words);

    /// <summary>Whether the words say that it is the date of something else: of an event, of an account, of a right.</summary>
    public static bool SaysOther(string words) => Other().IsMatch(words);

    /// <summary>Whether a class or id speaks of dates.</summary>
    public static bool NamesDate(string names) => Named().IsMatch(names);

    /// <summary>Whether a class or id speaks of a change alone.</summary>
    public static bool NamesChange(string names) => SaysChanged(names) && !names.Contains("publi", StringComparison.OrdinalIgnoreCase) && !names.Contains("entry-date", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a class or id speaks of dates or of those who made the page.</summary>
    public static bool NamesMaking(string names) => Speaking().IsMatch(names);

    [GeneratedRegex("""
        \b(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b
        |\b(?:19|20)\d{2}\.[ ]\d{1,2}\.[ ]\d{1,2}\b
        |(?:19|20)\d{2}[ ]?[年년][ ]?\d{1,2}[ ]?[月월][ ]?\d{1,2}[ ]?[日일]?
        |\b\d{1,2}[./-][ ]?\d{1,2}[./-][ ]?(?:19|20)\d{2}\b
        |\b\d{1,2}[-/]\p{L}{3,9}[-/](?:19|20)\d{2}\b
        |\b\p{L}{3,12}\.?[ ]\d{1,2}[ ]?(?:st|nd|rd|th)?[ ]?,?[ ](?:19|20)\d{2}\b
        |\b\d{1,2}[ ]?(?:\.|st|nd|rd|th|er|º)?(?:[ ]de|[ ]of)?[ ]?\p{L}{3,12}\.?,?(?:[ ]de|[ ]del)?[ ](?:19|20)\d{2}\b
        |\b(?:19|20)\d{2}\.?(?:[ ]m\.|[ ]gada)?[ ](?:\d{1,2}\.[ ])?\p{L}{3,12}(?:[ ]\d{1,2}\b)?
        """, RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Forms();

    [GeneratedRegex("""(?:19|20)\d{2}""", RegexOptions.NonBacktracking)]
    private static partial Regex Years();

    [GeneratedRegex("""\b\d{1,2}[./]\d{1,2}[./]\d{2}\b|\b\p{L}{3,9}\.? \d{1,2}, ?['’]?\d{2}\b""", RegexOptions.NonBacktracking)]
    private static partial Regex ShortForms();

    [GeneratedRegex("date|time|publi|posted|byline|meta|author|info|created|submitted|stamp", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Speaking();

    [GeneratedRegex("date|time|publi|posted|created|submitted|datum|fecha|stamp", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    [GeneratedRegex("updated?|modified|edited|reviewed|revised|changed|aktualisiert|geändert|bearbeitet|stand:|mis à jour|modifié|actualizad|atualizad|aggiornat|zaktualizowan|bijgewerkt|uppdatera|oppdatert|opdateret|обновл|изменен|оновлен|абноўлен|更新|修改", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Changed();

    [GeneratedRegex("publi|posted|issued|created|veröffentlicht|erschienen|erstellt|gepostet|geschrieben|datum|\bdated?:|fecha|опублик|опубл|апублік|жариялан|発行|公開|发布|发表|發布| on:", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Issued();

    [GeneratedRegex("join|last post|repl(?:y|ies)|letzter beitrag|received|accepted|submitted:|eingereicht|termin|veranstaltung|examples|member since|founded:|registered|registriert|mitglied|born|geboren|expire|deadline|valid|until|bis zum|copyright|©|isbn|accessed|retrieved|abgerufen|erscheinungsdatum|release date|last (?:login|seen|activity)|cop[iy]|archived", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Other();
}
