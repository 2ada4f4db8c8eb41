using System.Collections.Frozen;

namespace Platform.Parser.Metadata;

/// <summary>
/// Who said a quotation, as the words beside it state: "…", said X; "…", X said; X said: "…"; according to X, "…". A pronoun names nobody.
/// Only the sentence around the quotation is read.
/// </summary>
internal static class Attributions
{
    private const int Window = 240;
    private const int MostWords = 9;

    /// <summary>Words between the verb and the quotation: "said on Tuesday in the capital: …".</summary>
    private const int MostBehindVerb = 7;

    private static readonly char[] Dashes = ['—', '–'];

    private static readonly WordFile Known = WordFile.From("speech.txt");
    private static readonly FrozenSet<string> Verbs = Words("verbs");
    private static readonly FrozenSet<string> BesideVerbs = Words("beside verbs");
    private static readonly FrozenSet<string> Pronouns = Words("pronouns");
    private static readonly FrozenSet<string> Stops = Words("stop");

    /// <summary>What stands between the verb and a quotation that goes on with the sentence: "said that".</summary>
    private static readonly FrozenSet<string> That = Words("that");
    private static readonly string[] According = [.. Known.Listed("according")];
    private static readonly FrozenSet<string> AccordingBegins = According.Select(lead => lead.Split(' ')[0]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Who said what stands between two places of a text, its marks included; null where the text does not say.</summary>
    public static string? Of(string text, int open, int end)
    {
        var before = text[Math.Max(0, open - Window)..open].TrimEnd();
        var after = text[end..Math.Min(text.Length, end + Window)];
        var announced = before.EndsWith(':');
        return (announced ? Before(before) : null) ?? After(after, text[end - 2]) ?? (announced ? null : Before(before));
    }

    /// <summary>Who said a quotation that is interrupted within its own marks: «We know, — said X. — And we wait».</summary>
    public static string? Within(string quote)
    {
        for (var dash = quote.IndexOfAny(Dashes); dash > 0; dash = quote.IndexOfAny(Dashes, dash + 1))
        {
            if (quote[dash - 1] == ' ' && dash > 1 && quote[dash - 2] is ',' or '!' or '?' or '…' && Clauses(SentenceStart(quote[(dash + 1)..].TrimStart())) is [var first, ..] && Said(first) is { } person)
            {
                return person;
            }
        }

        return null;
    }

    /// <summary>Whether words can be the name of a person or body.</summary>
    public static bool IsName(string text) =>
        text.Length is > 1 and < 80 && char.IsUpper(text[0]) && text.Split(' ').Length <= MostWords && text.AsSpan().IndexOfAny('!', '?', ';') < 0;

    private static string? After(string after, char last)
    {
        var tail = after.TrimStart();
        var linked = tail.Length > 0 && tail[0] is ',' or '—' or '–' or '-';
        // A quotation that ends with a full stop ends its sentence, unless a comma or dash takes it up again.
        if (tail.Length == 0 || (!linked && last == '.') || tail[0] is '.' or ';' or ':' or ')')
        {
            return null;
        }

        var clauses = Clauses(SentenceStart(tail));
        if (clauses.Count == 0)
        {
            return null;
        }

        var first = clauses[0];
        if (Said(first) is { } person)
        {
            return person;
        }

        var verb = first.FindIndex(Verbs.Contains);
        if (verb > 0 && !first.Take(verb).All(BesideVerbs.Contains))
        {
            return Person(first.Take(verb));
        }

        // "…", X, the mayor, said.
        return Phrase(first) ?? (clauses.Count > 2 && Verbs.Contains(clauses[2][0]) ? Person(first) : null);
    }

    // "said X"
    private static string? Said(List<string> clause)
    {
        var verb = clause.FindIndex(Verbs.Contains);
        return verb is >= 0 and <= 2 && clause.Take(verb).All(BesideVerbs.Contains) ? Person(clause.Skip(verb + 1)) : null;
    }

    private static string? Before(string before)
    {
        var mark = before.Length == 0 ? ' ' : before[^1];
        var clauses = Clauses(SentenceEnd(before));
        if (clauses.Count == 0)
        {
            return null;
        }

        var last = clauses[^1];
        if (That.Contains(last[^1]) && (last.Count > 1 || clauses.Count > 1))
        {
            last.RemoveAt(last.Count - 1);
            clauses = last.Count > 0 ? clauses : clauses[..^1];
            (last, mark) = (clauses[^1], ',');
        }

        var verb = last.FindLastIndex(Verbs.Contains);
        if (verb < 0)
        {
            return Phrase(last) ?? (mark == ':' && clauses.Count == 1 && last.Count <= 4 && last.TrueForAll(word => char.IsUpper(word[0])) ? string.Join(' ', last) : null);
        }

        if (last.Count - verb - 1 > MostBehindVerb || (mark is not (':' or ',') && verb < last.Count - 1))
        {
            return null;
        }

        if (verb == 0 && clauses.Count > 2)
        {
            return Person(clauses[^3]) ?? Person(last.Skip(1)); // X, the mayor, said: "…"
        }

        var subject = last.Take(verb).SkipWhile(BesideVerbs.Contains).ToList();
        return subject.Count > 0 && !Stops.Contains(subject[0]) ? Person(subject) : Person(last.Skip(verb + 1));
    }

    /// <summary>"according to X".</summary>
    private static string? Phrase(List<string> clause)
    {
        if (!AccordingBegins.Contains(clause[0]))
        {
            return null;
        }

        var text = string.Join(' ', clause);
        var lead = Array.Find(According, lead => text.StartsWith(lead + " ", StringComparison.OrdinalIgnoreCase));
        return lead is null ? null : Person(text[(lead.Length + 1)..].Split(' '));
    }

    /// <summary>The words up to the first that begins something else; null for none, for a pronoun and for too many.</summary>
    private static string? Person(IEnumerable<string> words)
    {
        // "a" is an article before a name and a helping verb behind one.
        var person = words.SkipWhile(word => BesideVerbs.Contains(word) && word != "a").ToList();
        var ended = person.FindIndex(word => word.EndsWith('.') && char.IsLower(word[0]));
        if (ended >= 0)
        {
            person = [.. person[..ended], person[ended].TrimEnd('.')];
        }

        while (person.Count > 0 && BesideVerbs.Contains(person[^1]))
        {
            person.RemoveAt(person.Count - 1);
        }

        var stop = person.FindIndex(Stops.Contains);
        person = stop < 0 ? person : person[..stop];
        return person.Count is 0 or > MostWords || Pronouns.Contains(person[0].ToLowerInvariant()) || !person.Exists(word => word.Length > 1 && char.IsLetter(word[0]))
            ? null
            : string.Join(' ', person);
    }

    private static string SentenceStart(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (Ends(text, at))
            {
                return text[..at];
            }
        }

        return text;
    }

    private static string SentenceEnd(string text)
    {
        var body = text.TrimEnd(':', ',', '—', '–', '-', ' ');
        var from = body.Length;
        while (from > 0 && !Ends(body, from - 1))
        {
            from--;
        }

        return body[from..].TrimStart('.', ',', ' ');
    }

    // A full stop behind a word of three letters or more, since the dot of an initial or a title ends nothing, or any other end; a quotation mark ends what
    // is about the quotation before.
    private static bool Ends(string text, int at)
    {
        var last = at + 1 == text.Length || text[at + 1] == ' ';
        return text[at] switch
        {
            '.' => last && at > 0 && (char.IsDigit(text[at - 1]) || (at > 2 && char.IsLetter(text[at - 1]) && char.IsLetter(text[at - 2]) && char.IsLetter(text[at - 3]))),
            '!' or '?' or '…' => last,
            '»' or '”' => last || text[at + 1] is '.' or ',',
            '"' => last || text[at + 1] is '.' or ',' || (at > 0 && text[at - 1] == ' '),
            '«' or '“' or '„' => at > 0 && text[at - 1] == ' ',
            _ => false,
        };
    }

    private static List<List<string>> Clauses(string sentence) => sentence.Split([',', '—', '–', ';', '(', ')', ':'])
        .Select(clause => clause.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"', '«', '»', '“', '”', '„', '…')).Where(word => word.Length > 0 && word != "-").ToList())
        .Where(clause => clause.Count > 0).ToList();

    private static FrozenSet<string> Words(string section) =>
        Known.Listed(section).SelectMany(line => line.Split(' ')).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
