using System.Collections.Frozen;
using System.Text;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>What a phrase in the text may be.</summary>
internal enum MentionRole
{
    /// <summary>Nothing yet: the beginning of a longer phrase.</summary>
    Beginning,
    Country,
    Organization,

    /// <summary>What stands before a country's name and belongs to it: "Republic of".</summary>
    Before,

    /// <summary>Longer than a country's name and no country: "Gulf of Mexico".</summary>
    Nothing,
}

/// <summary>How a phrase must be written to count.</summary>
internal enum MentionCase
{
    Any,
    Capital,
    AllCapital,
}

/// <param name="Code">Of the country or organization.</param>
/// <param name="Continues">Whether longer phrases begin with this one.</param>
/// <param name="Doubt">The number of the doubt in <see cref="MentionLexicon.Witnesses"/>; -1 for none.</param>
internal sealed record MentionPhrase(string Code, MentionRole Role, MentionCase Case, bool Continues, int Doubt);

/// <summary>All phrases of one language: names of countries in all their forms, adjectives, names of inhabitants, organizations.</summary>
internal sealed class MentionLexicon
{
    private const int Begins = 4096;
    private readonly WordFile _words;
    private readonly Dictionary<string, MentionPhrase> _phrases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _doubts = new(StringComparer.Ordinal);
    private readonly List<FrozenSet<string>> _witnesses = [];
    private readonly Func<string, IEnumerable<string>> _forms;

    /// <summary>A bit for each hash of a first word; those of words with a small letter come first.</summary>
    private readonly uint[] _begins = new uint[Begins];

    public MentionLexicon(string language)
    {
        _words = WordFile.Of(language);
        var names = new Inflection(_words.Explained("name endings"));
        // Where suffixes are strung together, as in Kazakh, only the last word of a phrase has them.
        _forms = _words.Listed("phrases").Contains("last") ? names.Last : names.Phrase;
        foreach (var (name, witnesses) in _words.Explained("doubtful"))
        {
            _doubts.TryAdd(name, _witnesses.Count);
            _witnesses.Add(witnesses.ToFrozenSet(StringComparer.Ordinal));
        }

        Nothing();
        Names();
        Organizations();
        Adjectives("adjective", "adjectives");
        Adjectives("people", "people");
        Phrases = _phrases.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Places = _words.Explained("places").SelectMany(place => place.Name.Split(' ')).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>By key: words in lower case, joined by a space.</summary>
    public FrozenDictionary<string, MentionPhrase>.AlternateLookup<ReadOnlySpan<char>> Phrases { get; }

    /// <summary>Small words that stand before the name of a place.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Places { get; }

    /// <summary>For each doubt the words whose presence in the text settles it.</summary>
    public IReadOnlyList<FrozenSet<string>> Witnesses => _witnesses;

    /// <summary>Whether a phrase may begin with a word: all but a few words of a text begin none.</summary>
    /// <param name="hash">The word's.</param>
    /// <param name="first">The word's first letter as it is written.</param>
    public bool MayBegin(uint hash, char first) => (_begins[Place(hash, char.IsUpper(first))] & (1u << (int)(hash & 31))) != 0;

    private static int Place(uint hash, bool isUpper) => (int)((hash >> 5) % (Begins / 2)) + (isUpper ? Begins / 2 : 0);

    private void Nothing()
    {
        foreach (var form in _words.Listed("nothing").SelectMany(_forms))
        {
            Add("", form, MentionRole.Nothing, -1);
        }
    }

    private void Names()
    {
        foreach (var (code, name) in _words.Coded("country names").Concat(_words.Coded("names")))
        {
            var doubt = _doubts.GetValueOrDefault(name, -1);
            foreach (var form in _forms(name))
            {
                Add(code, form, MentionRole.Country, doubt);
            }
        }

        foreach (var form in _words.Listed("before").SelectMany(_forms))
        {
            Add("", form, MentionRole.Before, -1);
        }
    }

    private void Organizations()
    {
        foreach (var (code, name) in _words.Coded("organizations"))
        {
            foreach (var form in _forms(name))
            {
                Add(code, form, MentionRole.Organization, _doubts.GetValueOrDefault(name, -1));
            }
        }
    }

    // What the file states comes first; then what the endings of the names make, such as пакистанский of Пакистан.
    private void Adjectives(string kind, string section)
    {
        var inflection = new Inflection(_words.Explained(kind + " endings"));
        foreach (var (code, word) in _words.Coded(section))
        {
            foreach (var form in inflection.Last(word))
            {
                Add(code, form, MentionRole.Country, _doubts.GetValueOrDefault(word, -1));
            }
        }

        var derived = _words.Explained(kind + " from names").ToList();
        if (derived.Count == 0)
        {
            return;
        }

        var derivation = new Inflection(derived);
        foreach (var (code, name) in _words.Coded("country names").Where(name => !name.Word.Contains(' ', StringComparison.Ordinal)))
        {
            foreach (var form in derivation.Last(name).Skip(1).SelectMany(inflection.Last))
            {
                Add(code, char.ToLowerInvariant(form[0]) + form[1..], MentionRole.Country, -1);
            }
        }
    }

    private void Add(string code, string form, MentionRole role, int doubt)
    {
        var key = Key(form);
        if (key.Length == 0)
        {
            return;
        }

        var first = form.First(char.IsLetterOrDigit);
        var spelling = form.Count(char.IsLetter) > 1 && !form.Any(char.IsLower) ? MentionCase.AllCapital : char.IsUpper(first) ? MentionCase.Capital : MentionCase.Any;
        var phrase = new MentionPhrase(code, role, spelling, Continues: false, doubt);
        if (!_phrases.TryGetValue(key, out var known) || known.Role == MentionRole.Beginning)
        {
            _phrases[key] = phrase with { Continues = known is not null };
        }
        else if (known.Code == code && spelling < known.Case)
        {
            _phrases[key] = known with { Case = spelling };
        }

        var hash = Words.HashOf(key);
        _begins[Place(hash, isUpper: true)] |= 1u << (int)(hash & 31);
        _begins[Place(hash, isUpper: spelling != MentionCase.Any)] |= 1u << (int)(hash & 31);
        for (var end = key.LastIndexOf(' '); end > 0; end = key.LastIndexOf(' ', end - 1))
        {
            var beginning = key[..end];
            _phrases[beginning] = _phrases.TryGetValue(beginning, out var shorter)
                ? shorter with { Continues = true }
                : new MentionPhrase("", MentionRole.Beginning, MentionCase.Any, Continues: true, -1);
        }
    }

    private static string Key(string phrase)
    {
        var key = new StringBuilder(phrase.Length);
        var inside = false;
        foreach (var letter in phrase)
        {
            if (Words.IsPart(letter))
            {
                key.Append(!inside && key.Length > 0 ? " " : "").Append(Words.Fold(letter));
            }

            inside = Words.IsPart(letter);
        }

        return key.ToString();
    }
}
