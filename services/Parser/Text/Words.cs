namespace Platform.Parser.Text;

/// <summary>
/// Walks over the words of a text, runs of letters and digits, with a hash of each in lower case: most words are in none of the lists that they are looked up in, and the hash says so without a copy.
/// Apostrophes and hyphens stand between words.
/// </summary>
public ref struct Words(ReadOnlySpan<char> text)
{
    private const int Tabled = 0x530;

    // Every letter of a text is asked for, so Latin and Cyrillic have a table; what is no part of a word is zero there.
    private static readonly char[] Folded = Array.ConvertAll(Enumerable.Range(0, Tabled).ToArray(), code => (char)code switch
    {
        'ʼ' => '\0', // a letter by its category, an apostrophe by its use
        'ё' or 'Ё' => 'е',
        var letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '\0',
    });

    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>Where the word begins.</summary>
    public int Start { get; private set; }

    /// <summary>Behind its last letter.</summary>
    public int End { get; private set; }

    /// <summary>Of its letters in lower case.</summary>
    public uint Hash { get; private set; }

    /// <summary>The word as it is written.</summary>
    public readonly ReadOnlySpan<char> Current => _text[Start..End];

    /// <summary>A letter in lower case, ё as е: the form that lists of words have.</summary>
    public static char Fold(char letter) => letter < Tabled ? Folded[letter] : char.ToLowerInvariant(letter);

    /// <summary>Whether a letter belongs to a word.</summary>
    public static bool IsPart(char letter) => letter < Tabled ? Folded[letter] != 0 : char.IsLetterOrDigit(letter);

    /// <summary>The hash that the word has where it stands in a text.</summary>
    public static uint HashOf(ReadOnlySpan<char> word)
    {
        var words = new Words(word);
        words.Next();
        return words.Hash;
    }

    /// <summary>Goes to the next word; false where there is none.</summary>
    public bool Next()
    {
        var folded = Folded;
        var at = End;
        while (at < _text.Length && Part(folded, _text[at]) == '\0')
        {
            at++;
        }

        Start = at;
        var hash = 2166136261u;
        while (at < _text.Length && Part(folded, _text[at]) is var letter and not '\0')
        {
            hash = (hash ^ letter) * 16777619u;
            at++;
        }

        (End, Hash) = (at, hash);
        return at > Start;
    }

    /// <summary>Goes on behind a place that a longer phrase ends at.</summary>
    public void SkipTo(int end) => End = end;

    private static char Part(char[] folded, char letter) =>
        letter < folded.Length ? folded[letter] : char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '\0';
}
