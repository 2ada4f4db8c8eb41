using System.Buffers;
using System.Collections.Frozen;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>
/// Words that some of several close languages have and their neighbours do not (<c>Data/close-languages.txt</c>): the letters alone hardly tell Bosnian from Croatian or the two Norwegians.
/// </summary>
public static class CloseLanguages
{
    /// <summary>What one such word adds, in natural logarithms: about as much as a dozen ordinary words between close languages.</summary>
    private const float Weight = 4f;

    /// <summary>What the letters alone get wrong between them: the table knows less Bosnian than Croatian, which costs it a little for each letter, and its Malay holds Indonesian.</summary>
    private const float BosnianForLetter = 0.026f;
    private const float IndonesianAtOnce = 2f;

    /// <summary>Of two that are equally probable by their letters, the one that ten, or three times as much is written in.</summary>
    private const float BokmalAtOnce = 2.3f;
    private const float CzechAtOnce = 1.1f;

    /// <summary>Serbian in Latin letters, which the table does not have, is as its neighbours but for its words.</summary>
    private const float SerbianAtOnce = -10f;

    private static readonly SearchValues<char> Breaks = SearchValues.Create(" ,.;:\"\n()[]«»“”„!?।/–—");

    private const int ShortestPart = 2;
    private const int LongestWord = 32;

    private static readonly Lazy<Group[]> Groups = new(() =>
    {
        var words = WordFile.From("close-languages.txt");
        return Array.ConvertAll<string[], Group>([["bs", "hr", "sr"], ["id", "ms"], ["nb", "nn", "da"], ["cs", "sk"], ["ca", "es"], ["hi", "mr"]], languages => new Group(languages, words));
    });

    /// <summary>Where the best language has close ones, adds to the score of each of them for the words that not all of them have.</summary>
    public static void Weigh(ReadOnlySpan<char> text, Span<float> scores)
    {
        var best = 0;
        for (var at = 1; at < scores.Length; at++)
        {
            best = scores[at] > scores[best] ? at : best;
        }

        foreach (var group in Groups.Value)
        {
            if (group.Languages.Contains(best))
            {
                Correct(text, scores);
                group.Weigh(text, scores);
            }
        }
    }

    private static void Correct(ReadOnlySpan<char> text, Span<float> scores)
    {
        var letters = Letters.Shared;
        scores[letters.IndexOf("bs")] += BosnianForLetter * text.Length;
        scores[letters.IndexOf("id")] += IndonesianAtOnce;
        scores[letters.IndexOf("nb")] += BokmalAtOnce;
        scores[letters.IndexOf("cs")] += CzechAtOnce;
        ref var serbian = ref scores[letters.IndexOf("sr")];
        serbian = Math.Max(serbian, Math.Max(scores[letters.IndexOf("bs")], scores[letters.IndexOf("hr")]) + SerbianAtOnce);
    }

    private sealed class Group
    {
        /// <summary>For a word, a stem or an ending a bit for each language that has it.</summary>
        private readonly FrozenDictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> _words;
        private readonly int _longestPart;

        public Group(string[] languages, WordFile file)
        {
            Languages = Array.ConvertAll(languages, Letters.Shared.IndexOf);
            var words = new Dictionary<string, uint>(StringComparer.Ordinal);
            foreach (var (number, language) in languages.Index())
            {
                foreach (var word in file.Listed(language).SelectMany(line => line.Split(' ')))
                {
                    words[word] = words.GetValueOrDefault(word) | (1u << number);
                }
            }

            _words = words.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
            _longestPart = words.Keys.Where(word => word.Contains('*', StringComparison.Ordinal)).Select(word => word.Length - 1).Append(0).Max();
        }

        public int[] Languages { get; }

        public void Weigh(ReadOnlySpan<char> text, Span<float> scores)
        {
            // Room for a star on both sides of the word.
            Span<char> buffer = stackalloc char[LongestWord + 2];
            foreach (var range in text.SplitAny(Breaks))
            {
                var word = text[range];
                if (word.Length is 0 or > LongestWord)
                {
                    continue;
                }

                var length = word.ToLowerInvariant(buffer[1..]);
                var languages = Of(buffer, length);
                for (var number = 0; number < Languages.Length; number++)
                {
                    scores[Languages[number]] += (languages & (1u << number)) != 0 ? Weight : 0;
                }
            }
        }

        // The word itself, or the longest stem that it begins with, or the longest ending.
        private uint Of(Span<char> buffer, int length)
        {
            if (_words.TryGetValue(buffer.Slice(1, length), out var languages))
            {
                return languages;
            }

            for (var stem = Math.Min(length, _longestPart); stem >= ShortestPart; stem--)
            {
                (var letter, buffer[stem + 1]) = (buffer[stem + 1], '*');
                var found = _words.TryGetValue(buffer.Slice(1, stem + 1), out languages);
                buffer[stem + 1] = letter;
                if (found)
                {
                    return languages;
                }
            }

            for (var ending = Math.Min(length - 1, _longestPart); ending >= ShortestPart; ending--)
            {
                var star = length - ending;
                (var letter, buffer[star]) = (buffer[star], '*');
                var found = _words.TryGetValue(buffer.Slice(star, ending + 1), out languages);
                buffer[star] = letter;
                if (found)
                {
                    return languages;
                }
            }

            return 0;
        }
    }
}
