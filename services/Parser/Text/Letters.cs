using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Platform.Parser.Text;

/// <summary>
/// How probable a word is in each of 79 languages, by its sequences of up to five letters: tells languages apart, and a text from the same bytes read in a wrong charset.
/// </summary>
/// <remarks>The table <c>letters.br</c> is made from Lingua's models by the benchmarks' <c>letters</c>; 17 MB once read.</remarks>
public sealed class Letters
{
    /// <summary>The logarithm of the probability of a letter that a language does not have.</summary>
    public const float Unknown = -9f;

    /// <summary>What a sequence loses for each letter that it had to be shortened by, since a longer one was not seen in that language.</summary>
    private const float Shortened = -0.9f;

    private const int Longest = 5;
    private const int Slots = 1 << 20;

    /// <summary>Room for the scores of all languages in whole vectors.</summary>
    private const int Width = 80;

    /// <summary>A sequence that so many languages have is kept as a row of all, which is added eight languages at a time.</summary>
    private const int Common = 12;

    private const float Absent = float.MinValue;

    private static readonly Lazy<Letters> Table = new(() => new Letters());

    /// <summary>One word of memory a sequence, since looking it up is all the time it takes: the upper half of its key, where its values begin, and how many they are, 0 for a row.</summary>
    private readonly ulong[] _slots = new ulong[Slots];
    private readonly byte[] _languages;
    private readonly float[] _values;
    private readonly float[] _rows;

    private Letters()
    {
        using var packed = new BrotliStream(typeof(Letters).Assembly.GetManifestResourceStream("letters.br")!, CompressionMode.Decompress);
        using var lines = new StreamReader(packed, Encoding.UTF8);
        var (languages, values, rows) = (new List<byte>(), new List<float>(), new List<float>());
        Languages = lines.ReadLine()!.Split(' ');
        while (lines.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var count = (line.Length - tab - 1) / 2;
            var isCommon = count >= Common;
            Keep(line.AsSpan(0, tab), isCommon ? rows.Count : values.Count, isCommon ? 0 : count);
            CollectionsMarshal.SetCount(rows, rows.Count + (isCommon ? Width : 0));
            var row = CollectionsMarshal.AsSpan(rows)[^(isCommon ? Width : 0)..];
            row.Fill(Absent);
            for (var at = tab + 1; at < line.Length; at += 2)
            {
                var (language, value) = (line[at] - '0', (-(line[at + 1] - '0') / 6f) - Unknown);
                if (isCommon)
                {
                    row[language] = value;
                }
                else
                {
                    languages.Add((byte)language);
                    values.Add(value);
                }
            }
        }

        (_languages, _values, _rows) = ([.. languages], [.. values], [.. rows]);
    }

    /// <summary>The table, read at first use.</summary>
    public static Letters Shared => Table.Value;

    /// <summary>ISO 639-1 codes; a score has the index of its language here.</summary>
    public IReadOnlyList<string> Languages { get; }

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
    public void Add(ReadOnlySpan<char> word, Span<float> scores)
    {
        Span<float> gains = stackalloc float[Width];
        Span<float> sums = stackalloc float[Width];
        sums.Clear();
        for (var end = 1; end <= word.Length; end++)
        {
            gains.Clear();
            var longest = Math.Min(end, Longest);
            for (var length = 1; length <= longest; length++)
            {
                if (Find(word.Slice(end - length, length)) is var found and not 0)
                {
                    Replace(found, Shortened * (longest - length), gains);
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
    private void Replace(ulong found, float penalty, Span<float> gains)
    {
        var (start, count) = ((int)(found >> 8) & 0xffffff, (int)(found & 0xff));
        if (count > 0)
        {
            for (var at = start; at < start + count; at++)
            {
                gains[_languages[at]] = Math.Max(0, _values[at] + penalty);
            }

            return;
        }

        var row = MemoryMarshal.Cast<float, Vector<float>>(_rows.AsSpan(start, Width));
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(gains);
        for (var at = 0; at < vectors.Length; at++)
        {
            var gain = Vector.Max(Vector<float>.Zero, row[at] + new Vector<float>(penalty));
            vectors[at] = Vector.ConditionalSelect(Vector.GreaterThan(row[at], new Vector<float>(Absent)), gain, vectors[at]);
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

    private void Keep(ReadOnlySpan<char> sequence, int start, int count)
    {
        var key = Key(sequence);
        var slot = (int)(key & (Slots - 1));
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        _slots[slot] = (key & 0xffffffff00000000) | ((ulong)start << 8) | (uint)count;
    }

    // The word kept for the sequence; 0 where there is none.
    private ulong Find(ReadOnlySpan<char> sequence)
    {
        var key = Key(sequence);
        var slot = (int)(key & (Slots - 1));
        while (_slots[slot] is var kept && kept != 0 && (kept ^ key) >> 32 != 0)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        return _slots[slot];
    }

    // Two sequences with the same 52 bits hardly happen among half a million; the table would only say something slightly wrong.
    private static ulong Key(ReadOnlySpan<char> sequence)
    {
        var key = 0x9e3779b97f4a7c15UL;
        foreach (var letter in sequence)
        {
            key = BitOperations.RotateLeft((key ^ letter) * 0xff51afd7ed558ccdUL, 29);
        }

        return key | 1UL << 63;
    }
}
