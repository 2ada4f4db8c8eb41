using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Platform.Parser.Text;

/// <summary>
/// How probable a word is in each of 79 languages, by its sequences of up to five letters: tells languages apart, and a text from the same bytes read in a wrong charset.
/// </summary>
/// <remarks>
/// The table <c>letters.br</c> is made from Lingua's models by the benchmarks' <c>letters</c>. The build unpacks it into the 13 MB of a <see cref="LetterImage"/> within the assembly, which every process reads
/// from the assembly's own pages: nothing to decode at start, and one copy in memory for all.
/// </remarks>
public sealed class Letters
{
    /// <summary>The logarithm of the probability of a letter that a language does not have.</summary>
    public const float Unknown = LetterImage.Unknown;

    /// <summary>What a sequence loses for each letter that it had to be shortened by, since a longer one was not seen in that language.</summary>
    private const float Shortened = -0.9f;

    private const int Longest = 5;

    private readonly unsafe byte* _image;
    private readonly int _rows;
    private readonly int _values;

    private unsafe Letters()
    {
        // Lives as long as the assembly, which is never unloaded.
        var resource = (UnmanagedMemoryStream)typeof(Letters).Assembly.GetManifestResourceStream("letters")!;
        _image = resource.PositionPointer;
        var head = MemoryMarshal.Cast<byte, int>(new ReadOnlySpan<byte>(_image, LetterImage.Head));
        (_rows, _values) = (head[1], head[2]);
        Languages = Encoding.ASCII.GetString(new ReadOnlySpan<byte>(_image + LanguagesAt + _values, head[3])).Split(' ');
    }

    /// <summary>The table.</summary>
    public static Letters Shared { get; } = new();

    /// <summary>ISO 639-1 codes; a score has the index of its language here.</summary>
    public IReadOnlyList<string> Languages { get; }

    private static int RowsAt => LetterImage.Head + (LetterImage.Slots * sizeof(ulong));

    private int ValuesAt => RowsAt + (_rows * sizeof(float));

    private int LanguagesAt => ValuesAt + (_values * sizeof(float));

    /// <summary>Where a language's score stands.</summary>
    /// <exception cref="ArgumentException">The table does not have it.</exception>
    public int IndexOf(string language)
    {
        for (var at = 0; at < Languages.Count; at++)
        {
            if (Languages[at] == language)
            {
                return at;
            }
        }

        throw new ArgumentException($"The table of letters has no {language}.", nameof(language));
    }

    /// <summary>Adds the logarithm of the word's probability in each language.</summary>
    /// <param name="word">Letters in lower case.</param>
    /// <param name="scores">One for each of <see cref="Languages"/>.</param>
    public unsafe void Add(ReadOnlySpan<char> word, Span<float> scores)
    {
        var slots = new ReadOnlySpan<ulong>(_image + LetterImage.Head, LetterImage.Slots);
        Span<float> gains = stackalloc float[LetterImage.Width];
        Span<float> sums = stackalloc float[LetterImage.Width];
        sums.Clear();
        for (var end = 1; end <= word.Length; end++)
        {
            gains.Clear();
            var longest = Math.Min(end, Longest);
            for (var length = 1; length <= longest; length++)
            {
                if (LetterImage.Find(slots, word.Slice(end - length, length)) is var (start, count))
                {
                    Replace(start, count, Shortened * (longest - length), gains);
                }
            }

            Sum(gains, sums);
        }

        for (var language = 0; language < scores.Length; language++)
        {
            scores[language] += sums[language] + (Unknown * word.Length);
        }
    }

    // What a language has from a longer sequence goes before what it has from a shorter one. All are gains above the score of an unknown letter.
    private unsafe void Replace(int start, int count, float penalty, Span<float> gains)
    {
        if (count > 0)
        {
            var languages = new ReadOnlySpan<byte>(_image + LanguagesAt + start, count);
            var values = new ReadOnlySpan<float>((float*)(_image + ValuesAt) + start, count);
            for (var at = 0; at < count; at++)
            {
                gains[languages[at]] = Math.Max(0, values[at] + penalty);
            }

            return;
        }

        var row = new ReadOnlySpan<Vector<float>>((float*)(_image + RowsAt) + start, LetterImage.Width / Vector<float>.Count);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(gains);
        for (var at = 0; at < vectors.Length; at++)
        {
            var gain = Vector.Max(Vector<float>.Zero, row[at] + new Vector<float>(penalty));
            vectors[at] = Vector.ConditionalSelect(Vector.GreaterThan(row[at], new Vector<float>(LetterImage.Absent)), gain, vectors[at]);
        }
    }

    private static void Sum(Span<float> gains, Span<float> sums)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(gains);
        var into = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (var at = 0; at < into.Length; at++)
        {
            into[at] += from[at];
        }
    }
}
