using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>
/// Countries and international organizations that a text names, in the words of its own language: one pass over its words, the longest phrase at each
/// place counts. What may as well be a person or a thing, such as Jordan or Turkey, counts only where <see cref="MentionDoubts"/> finds a reason.
/// </summary>
public static class Mentions
{
    /// <summary>A record for readers needs no more, and an endless text may not fill the memory.</summary>
    public const int Most = 5000;

    private const int LongestPhrase = 160;
    private const int LongestGap = 3;
    private static readonly string[] Latin = ["en", "de", "fr", "pl", "es", "it", "pt", "nl"];
    private static readonly string[] Cyrillic = ["ru", "be", "uk", "kk"];
    private static readonly string[] OtherCyrillic = ["bg", "sr", "mk", "mn", "ky", "tg", "tt"];
    private static readonly ConcurrentDictionary<string, Lazy<MentionLexicon>> Lexicons = new(StringComparer.Ordinal);

    /// <summary>All of them in the order of the text.</summary>
    /// <param name="blocks">The text's parts; preformatted ones are not read.</param>
    /// <param name="language">ISO 639-1 code of the text's language; null where it is not known.</param>
    /// <param name="title">The document's title; looked at by itself where none of the parts repeats it.</param>
    public static IReadOnlyList<Mention> Find(IReadOnlyList<Block> blocks, string? language, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var found = new List<MentionCandidate>();
        title = title is null || blocks.Any(block => string.Equals(block.Text, title, StringComparison.OrdinalIgnoreCase)) ? null : title;
        if (title is not null)
        {
            Scan(title, 0, language, found);
        }

        var start = 0;
        foreach (var block in blocks)
        {
            if (block.Kind != BlockKinds.Code && found.Count < Most)
            {
                Scan(block.Text, start, block.Language ?? language, found);
            }

            start += block.Text.Length + 1;
        }

        var texts = blocks.Select(block => block.Text).Prepend(title ?? "");
        return MentionDoubts.Settle(found, texts).ConvertAll(candidate => new Mention
        {
            Field = ReferenceEquals(candidate.Block, title) ? "title" : "text",
            Kind = candidate.Phrase.Role == MentionRole.Country ? "country" : "organization",
            Code = candidate.Phrase.Code,
            Text = candidate.Block[candidate.Start..candidate.End],
            Start = candidate.BlockStart + candidate.Start,
        });
    }

    private static void Scan(string text, int blockStart, string? language, List<MentionCandidate> found)
    {
        var (latin, cyrillic) = For(language);
        Span<char> key = stackalloc char[LongestPhrase];
        for (var words = new Words(text); found.Count < Most && words.Next();)
        {
            var (at, first) = (words.Start, text[words.Start]);
            var lexicon = first < 'ɐ' ? latin : first is >= 'Ѐ' and <= 'ԯ' ? cyrillic : null;
            if (lexicon is null || !lexicon.MayBegin(words.Hash, first) || IsAddress(text, at) || At(text, at, lexicon, key) is not { } candidate)
            {
                continue;
            }

            if (candidate.Phrase.Role != MentionRole.Nothing)
            {
                found.Add(candidate with { BlockStart = blockStart });
            }

            words.SkipTo(candidate.End);
        }
    }

    /// <summary>The longest phrase that begins here; one that only leads to a country's name counts together with the name.</summary>
    private static MentionCandidate? At(string text, int at, MentionLexicon lexicon, Span<char> key)
    {
        var longest = Longest(text, at, lexicon, key);
        if (longest is not { Phrase.Role: MentionRole.Before } before)
        {
            return longest;
        }

        var next = before.End + 1;
        return next < text.Length && text[before.End] is ' ' or '’' or '\'' && Longest(text, next, lexicon, key) is { Phrase.Role: MentionRole.Country } country
            ? country with { Start = at, Phrase = country.Phrase with { Doubt = -1 } }
            : null;
    }

    private static MentionCandidate? Longest(string text, int at, MentionLexicon lexicon, Span<char> key)
    {
        MentionCandidate? longest = null;
        var length = 0;
        for (var word = at; word < text.Length;)
        {
            var end = WordEnd(text, word);
            if (end == word || length + end - word + 1 > key.Length)
            {
                break;
            }

            if (length > 0)
            {
                key[length++] = ' ';
            }

            for (var letter = word; letter < end; letter++)
            {
                key[length++] = Words.Fold(text[letter]);
            }

            if (!lexicon.Phrases.TryGetValue(key[..length], out var phrase))
            {
                break;
            }

            if (phrase.Role != MentionRole.Beginning && Fits(text.AsSpan(at, end - at), phrase.Case))
            {
                longest = new MentionCandidate(text, 0, at, end, phrase, lexicon);
            }

            word = phrase.Continues ? Next(text, word, end) : text.Length;
        }

        return longest is { } found && found.End - found.Start > 2 && found.End < text.Length && text[found.End] == '.' && text[found.End - 2] == '.'
            ? found with { End = found.End + 1 } // the dot of "U.S." is a part of it
            : longest;
    }

    // Between the words of one phrase stands a space, a hyphen, an apostrophe, a dot or a comma; between single letters never a mere space.
    private static int Next(string text, int word, int end)
    {
        var next = end;
        while (next < text.Length && next - end < LongestGap && text[next] is ' ' or '-' or '‑' or '–' or '—' or '’' or '\'' or 'ʼ' or '.' or '&' or ',')
        {
            next++;
        }

        return next == end || (end - word == 1 && char.IsUpper(text[word]) && text[end] == ' ') ? text.Length : next;
    }

    private static bool Fits(ReadOnlySpan<char> text, MentionCase needed)
    {
        if (needed == MentionCase.AllCapital)
        {
            foreach (var letter in text)
            {
                if (char.IsLower(letter))
                {
                    return false;
                }
            }
        }

        return needed == MentionCase.Any || char.IsUpper(text[0]);
    }

    // Words inside of addresses and handles are names of sites.
    private static bool IsAddress(string text, int at) => at > 0 && text[at - 1] is '/' or '@' or '_' or '#' && (text[at - 1] != '/' || (at > 1 && text[at - 2] is '/' || !char.IsUpper(text[at])));

    private static int WordEnd(string text, int at)
    {
        while (at < text.Length && Words.IsPart(text[at]))
        {
            at++;
        }

        return at;
    }

    // Words in the other script are read in the language that the world, or the region, writes in it.
    private static (MentionLexicon? Latin, MentionLexicon? Cyrillic) For(string? language) => (
        language is not null && Latin.Contains(language) ? Lexicon(language) : language is null || Cyrillic.Contains(language) || OtherCyrillic.Contains(language) ? Lexicon("en") : null,
        language is not null && Cyrillic.Contains(language) ? Lexicon(language) : language is not null && OtherCyrillic.Contains(language) ? null : Lexicon("ru"));

    private static MentionLexicon Lexicon(string language) =>
        Lexicons.GetOrAdd(language, code => new Lazy<MentionLexicon>(() => new MentionLexicon(code))).Value;
}

/// <param name="Block">The block's text.</param>
/// <param name="BlockStart">Where the block begins in the document.</param>
/// <param name="Start">Where the phrase begins in the block.</param>
/// <param name="End">Behind its last letter.</param>
internal sealed record MentionCandidate(string Block, int BlockStart, int Start, int End, MentionPhrase Phrase, MentionLexicon Lexicon);
