using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>
/// What a file states about itself in its properties, brought to each field's form. What a program filled in by itself (the name of an account, of an
/// empty document, of the file) is no statement and is left out.
/// </summary>
public static partial class Stated
{
    /// <summary>The rule's name in the evidence.</summary>
    public const string Rule = "document_properties";

    private const int LongestName = 120;
    private const int LongestText = 2000;

    private static readonly FrozenSet<string> Accounts = FrozenSet.ToFrozenSet(
        ["user", "windows user", "admin", "administrator", "owner", "author", "unknown", "unknown author", "microsoft office user", "microsoft", "root", "pc", "home", "python-docx",
         "apache poi", "openpyxl", "пользователь", "пользователь windows", "пользователь microsoft office", "админ", "администратор", "автор", "карыстальнік", "користувач",
         "benutzer", "utilisateur", "użytkownik", "usuario", "autor"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Untitled = FrozenSet.ToFrozenSet(
        ["untitled", "title", "document", "presentation", "powerpoint presentation", "slide 1", "word document", "microsoft word", "без названия", "презентация powerpoint", "заголовок слайда отсутствует",
         "документ", "unbenannt", "powerpoint-präsentation", "sans titre", "présentation powerpoint", "bez tytułu", "prezentacja programu powerpoint", "unknown"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Proposes what the property holds, if it is a value of the field.</summary>
    /// <param name="draft">Takes the findings.</param>
    /// <param name="field">One of <see cref="Fields"/>.</param>
    /// <param name="raw">The property's text; null for none.</param>
    /// <param name="where">Its place, such as <c>docProps/core.xml dc:creator</c>.</param>
    /// <param name="confidence">0 to 1.</param>
    /// <param name="rule">The rule's name.</param>
    public static void Propose(Draft draft, string field, string? raw, string where, double confidence, string rule = Rule)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (raw is null || Cleaning.Line(Cleaning.Clean(raw)) is not { Length: > 0 } text)
        {
            return;
        }

        foreach (var value in Values(field, text))
        {
            draft.Found(new Finding(field, value, where, rule, confidence, text));
        }
    }

    /// <summary>The creation of a file is the nearest that most files come to a date of publication; anything better wins.</summary>
    public static void ProposeCreation(Draft draft, string? raw, string where) => Propose(draft, Fields.PublishedAt, raw, where, 0.3, "file_created");

    private static IEnumerable<string> Values(string field, string text) => field switch
    {
        Fields.PublishedAt or Fields.ModifiedAt => One(Dates.Read(text)),
        Fields.Authors => text.Split(';', StringSplitOptions.TrimEntries).Where(name => name.Length is > 1 and <= LongestName && !Accounts.Contains(name)),
        Fields.Tags => text.Split([';', ',', '；', '，'], StringSplitOptions.TrimEntries).Where(tag => tag.Length is > 0 and <= LongestName),
        Fields.Title => One(Title(text)),
        Fields.Language => One(Language(text)),
        Fields.CanonicalUrl => One(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text : null),
        _ => One(text.Length <= LongestText ? text : null),
    };

    private static IEnumerable<string> One(string? value) => value is null ? [] : [value];

    // "Microsoft Word - report.docx" is what a printer calls its job.
    private static string? Title(string text)
    {
        var title = Job().Replace(text, "");
        return title.Length is 0 or > LongestText || Untitled.Contains(title) || FileName().IsMatch(title) ? null : title;
    }

    /// <summary>ISO 639-1 of a language tag such as <c>en-US</c> or <c>rus</c>; null where there is none.</summary>
    private static string? Language(string tag)
    {
        var primary = tag.Split('-', '_')[0].ToLowerInvariant();
        if (primary.Length is not (2 or 3) || !primary.All(char.IsAsciiLetterLower))
        {
            return null;
        }

        try
        {
            return CultureInfo.GetCultureInfo(primary) is { TwoLetterISOLanguageName: { Length: 2 } code } && code != "iv" ? code : null;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) - """, RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Job();

    [GeneratedRegex("""\.(?:docx?|docm|dotx?|rtf|odt|pptx?|xlsx?|txt|html?|indd|qxd|pdf|pages|wpd|fm|tex|dvi)$|^(?:Document|Dokument|Документ|Presentation|Презентация|Book|Книга) ?\d+$""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
