using System.Text.RegularExpressions;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>The names in a byline such as <c>By Mira Lindqvist and Tomas Brandt, Staff Writers | 5 November</c>.</summary>
internal static partial class Bylines
{
    private const int Most = 10;
    private const int LongestName = 60;
    private const int MostWords = 6;

    /// <summary>The names that a line gives, without dates, roles and what else stands beside them.</summary>
    /// <param name="line">A clean line.</param>
    /// <param name="handles">Whether a single word or a name in lower case counts: where the page itself says that it is an author.</param>
    public static IEnumerable<string> NamesIn(string line, bool handles)
    {
        var names = Within(line);
        var end = Ends().Match(names);
        names = end.Success ? names[..end.Index] : names;
        var persons = false;
        foreach (var part in And().Split(names).Take(Most))
        {
            if (Name(part) is not { } name || (persons && Role().IsMatch(name)))
            {
                continue;
            }

            var person = LabelValues.IsPerson(name);
            // Behind a name, what is none is what its bearer is: "Mira Lindqvist, Berlin".
            if (person ? persons || handles || !Role().IsMatch(name) : handles && !persons)
            {
                persons |= person;
                yield return name;
            }
        }
    }

    /// <summary>A name as it is written; null for what is none: an address, a sentence, a template's placeholder, the account that set the site up.</summary>
    public static string? Name(string text)
    {
        var name = Lead().Replace(text.Trim(Around).Trim(), "").Trim(Around);
        return name.Length is < 2 or > LongestName || name.Count(letter => letter == ' ') >= MostWords || None().IsMatch(name) || !char.IsLetterOrDigit(name[0]) ? null : name;
    }

    /// <summary>Each name of a value that states one or several; a name with the family's part in front is turned.</summary>
    public static IEnumerable<string> Stated(string text)
    {
        // Libraries' systems write the family name first.
        if (text.Split(", ") is [var family, var given] && !family.Contains(' ', StringComparison.Ordinal) && Given().IsMatch(given))
        {
            text = $"{given} {family}";
        }

        var parts = And().Split(text);
        return parts.Length is > 1 and <= Most && Array.TrueForAll(parts, part => LabelValues.IsPerson(part.Trim()))
            ? parts.Select(Name).OfType<string>()
            : Name(text) is { } name ? [name] : [];
    }

    /// <summary>Whether a line says by whom it is: begins with "by" or the like, or has it behind a date.</summary>
    public static bool IsSigned(string line) => line.AsSpan().ContainsAny(Signs) && Signed().IsMatch(line);

    // What stands behind "by", before the date, or behind a date at the front.
    private static string Within(string line)
    {
        if (Signed().Match(line) is { Success: true } signed)
        {
            line = line[(signed.Index + signed.Length)..];
        }

        return DateForms.In(line, dayFirst: true) is { } date ? (date.Before.AsSpan().ContainsAny(Letters) ? BeforeDate().Replace(date.Before, "") : date.After) : line;
    }

    /// <summary>The only person that a line names beside its date, such as <c>Mira Lindqvist / 5 November 2024</c>; null for none.</summary>
    public static string? BesideDate(string line) =>
        DateForms.In(line, dayFirst: true) is { } date && !DateForms.SaysChanged(date.Before) && (IsOne(BeforeDate().Replace(date.Before, "").Trim(Around)) ?? IsOne(date.After.Trim(Around))) is { } name ? name : null;

    /// <summary>Whether a name reads like a person's and names no role.</summary>
    public static bool IsPerson(string name) => LabelValues.IsPerson(name) && !Role().IsMatch(name);

    private static string? IsOne(string text) => IsPerson(text) ? Name(text) : null;

    private static readonly char[] Around = ['.', ',', ':', ';', '|', '/', '-', '–', '—', '·', '•', '●', '@', '⋅', '"', ' '];
    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZаеиоуАЕИОУ");

    // Each way to sign holds one of these, and few lines do: looking for them costs much less than the expression.
    private static readonly System.Buffers.SearchValues<string> Signs = System.Buffers.SearchValues.Create(
        ["by", "von", "par", "por", "przez", " da", "door", "aut", "verfasser", "text", "tekst", "testo", "words", "автор", "аўтар", "текст"], StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""
        (?:^|[ ])(?:(?:written|posted|published|created|started|submitted|authored|reported|contributed|medically[ ]written|words|text|story|article|blog|post|reviewed[ ]and[ ]written)[ ])by:?[ ]
        |^by:?[ ]|\d[ ]by[ ]
        |^(?:(?:ein|eine)[ ])?(?:(?:artikel|beitrag|text|kommentar|analyse|bericht|essay|gastbeitrag|kolumne|reportage|blog[ ]beitrag|interview|geschrieben|veröffentlicht|gespeichert|eingestellt|erstellt|verfasst|gepostet|autor|text|geschrieben)[ ])?von:?[ ]
        |(?:[ ]|\d[ ])(?:geschrieben|veröffentlicht|gespeichert|eingestellt|erstellt|verfasst|gepostet)[ ]von:?[ ]|\d(?:[ ]uhr)?[ ]von[ ]
        |^(?:(?:publié|écrit|rédigé|posté|article)[ ])?par:?[ ]|^(?:(?:publicado|escrito)[ ])?por:?[ ]|^(?:(?:napisane|opublikowane)[ ])?przez:?[ ]|^(?:scritto|pubblicato)[ ]da:?[ ]|^door:?[ ]
        |^(?:authors?|autor|autorin|autoren|autorka|autorzy|auteurs?|autore|autori|autores|автор|авторы|аўтар|verfasser|verfasserin|text|words|texte|texto|testo|tekst|текст|about[ ]the[ ]author)(?:[ ]?[:|–—-])?[ ]
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Signed();

    [GeneratedRegex("""(?:[ ,]+(?:am|on|um|vom|den|le|el|the|at|den|dne|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[.,]*)+[ ]*$""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex BeforeDate();

    // A word or two before a name that is stated as one.
    [GeneratedRegex("""^(?:(?:written |posted |words |story |text )?by:? |(?:von|par|por):? |author:? |autor:? |(?:text|words|story|interview): )""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Lead();

    [GeneratedRegex(""" ?(?:[|•●⋅·–—(/»]| @| from \p{Lu}| alle artikel| - |\bmitglied\b|\bmember\b|\bjoined\b|\bregistered\b|\bregistriert\b|\bbeiträge\b|\bupdated\b|\bpublished\b|\bposted\b|\breviewed\b|\bedited by\b|\bfact.check|\bon \p{L}|\bin \p{L}|\bat \p{L}|\bam \d|\bam$|\bum \d| \d|\bminutes?\b|\blast\b|\bview\b|\bfollow\b|\bread\b|\bshares?\b|\bcomments?\b|\bkommentare?\b| (?:staff \p{L}|senior|former|chief|lead|executive|associate|managing|contributing|guest|freelance|deputy|co-founder|founder|head of|ceo|editor|writer|reporter|correspondent|contributor|columnist|director|marketing|content)\b)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Ends();

    [GeneratedRegex(""",? and | & |, | und | et | и | y |; ?| / """, RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex And();

    [GeneratedRegex("""\b(?:editors?|writers?|reporters?|columnists?|staff|team|newsroom|correspondents?|consultants?|specialists?|directors?|managers?|analysts?|experts?|contributors?|journalists?|photographers?|founders?|ceo|officer|educators?|representative|grader|coach|redakteur(?:in)?|journalist(?:in)?|leiter(?:in)?|md|phd|ph\.d|bsn|rn|mba|m\.a|dds|dvm|januar|january|februar|february|march|april|june|july|august|september|oktober|october|november|dezember|december)\b|^(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)$""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Role();

    [GeneratedRegex("""^\p{Lu}[\p{L}.-]*(?: \p{Lu}\.?)?$""", RegexOptions.NonBacktracking)]
    private static partial Regex Given();

    [GeneratedRegex("""://|@|www\.|\.com\b|^\d+ |^[a-z0-9]+\.[a-z.]+$|^(?:admin|administrator|webmaster|editor|author|authors|autor|guest|anonymous|unknown|root|user|wordpressadmin|site ?admin|share|read|view|more|home|about|contact|subscribe|the|team|by|staff|email|comments?|null|undefined|none|no author|full bio|auteur|auteurs|autorin|autoren|verfasser|text|datum|date|login|log ?in|register|sign ?(?:in|up)|anmelden|registrieren|bio|.* (?:by|von|par|por|and|und)|not set|see all.*|view .*|more .*|all posts.*|about .*|zum .*|alle .*|zur .*|read .*|mehr .*|über .*|follow.*|contact.*|profile?|author .*|this .*|of .*)$| admin$|[{}<>\[\]=?!:»]""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex None();
}
