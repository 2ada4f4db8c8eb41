namespace Platform.Parser.Metadata;

/// <summary>
/// Forms of a word by its ending: a rule names an ending and what it becomes in each case, the longest ending that fits decides. Alternatives in one
/// case stand with a slash, <c>_</c> is nothing. A form that the language does not have does no harm, since no text has it either.
/// </summary>
internal sealed class Inflection(IEnumerable<(string Ending, string[] Forms)> rules)
{
    private readonly List<(string Ending, string[][] Cases)> _rules = rules
        .Select(rule => (Plain(rule.Ending), rule.Forms.Select(form => form.Split('/').Select(Plain).ToArray()).ToArray()))
        .OrderByDescending(rule => rule.Item1.Length)
        .ToList();

    /// <summary>A phrase with every choice of which of its words change, but in one case at a time; the phrase itself comes first.</summary>
    public IEnumerable<string> Phrase(string phrase)
    {
        var words = phrase.Split([' ', '-', '–', '—'], StringSplitOptions.RemoveEmptyEntries);
        var cases = Array.ConvertAll(words, Cases);
        return Choices(words.Length).SelectMany(choice => InOneCase(words, cases, choice)).Prepend(phrase).Distinct(StringComparer.Ordinal);
    }

    /// <summary>A phrase of which only the last word changes.</summary>
    public IEnumerable<string> Last(string phrase)
    {
        var cut = phrase.LastIndexOf(' ') + 1;
        return Cases(phrase[cut..]).SelectMany(forms => forms).Select(form => phrase[..cut] + form).Prepend(phrase).Distinct(StringComparer.Ordinal);
    }

    // Which words of a longer phrase change is seldom known: in "Республика Беларусь" both, in "Содружество Независимых Государств" the first.
    private static IEnumerable<uint> Choices(int words)
    {
        if (words <= 3)
        {
            for (var choice = 1u; choice < 1u << words; choice++)
            {
                yield return choice;
            }

            yield break;
        }

        for (var count = 1; count <= words; count++)
        {
            yield return (1u << count) - 1;
        }

        yield return 1u << (words - 1);
    }

    private static IEnumerable<string> InOneCase(string[] words, string[][][] cases, uint choice)
    {
        var most = cases.Max(forms => forms.Length);
        for (var number = 0; number < most; number++)
        {
            IEnumerable<string> phrases = [""];
            for (var at = 0; at < words.Length; at++)
            {
                var changes = (choice & (1u << at)) != 0 && number < cases[at].Length;
                string[] forms = changes ? cases[at][number] : [words[at]];
                var before = at == 0 ? "" : " ";
                phrases = phrases.SelectMany(phrase => forms.Select(form => phrase + before + form)).ToList();
            }

            foreach (var phrase in phrases)
            {
                yield return phrase;
            }
        }
    }

    // Abbreviations do not change.
    private string[][] Cases(string word)
    {
        if (word.Length > 1 && word.All(letter => !char.IsLower(letter)))
        {
            return [];
        }

        foreach (var (ending, cases) in _rules)
        {
            if (word.Length > ending.Length && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return Array.ConvertAll(cases, forms => Array.ConvertAll(forms, form => word[..^ending.Length] + form));
            }
        }

        return [];
    }

    private static string Plain(string ending) => ending == "_" ? "" : ending;
}
