using System.IO.Compression;
using System.Numerics;
using System.Text;

namespace Platform.Parser.Text;

/// <summary>
/// How probable a word is in each of 79 languages, by its sequences of up to five letters: tells languages apart, and a text from the same bytes read in a wrong charset.
/// </summary>
/// <remarks>The table <c>letters.br</c> is made from Lingua's models by the benchmarks' <c>letters</c>; 12 MB once read.</remarks>
public sealed class Letters
{
    /// <summary>The logarithm of the probability of a letter that a language does not have.</summary>
    public const float Unknown = -9f;

    /// <summary>What a sequence loses for each letter that it had to be shortened by, since a longer one was not seen in that language.</summary>
    private const float Shortened = -0.9f;

    private const int Longest = 5;
    private const int Slots = 1 << 20;

    private static readonly Lazy<Letters> Table = new(() => new Letters());

    private readonly ulong[] _keys = new ulong[Slots];
    private readonly int[] _starts = new int[Slots];
    private readonly byte[] _counts = new byte[Slots];
    private readonly List<byte> _languages = [];
    private readonly List<byte> _values = [];
    private readonly byte[] _languageOf;
    private readonly byte[] _valueOf;

    private Letters()
    {
        using var packed = new BrotliStream(typeof(Letters).Assembly.GetManifestResourceStream("letters.br")!, CompressionMode.Decompress);
        using var lines = new StreamReader(packed, Encoding.UTF8);
        Languages = lines.ReadLine()!.Split(' ');
        while (lines.ReadLine() is { } line)
        {
            Keep(line, line.IndexOf('\t', StringComparison.Ordinal));
        }

        (_languageOf, _valueOf) = ([.. _languages], [.. _values]);
        _languages = _values = [];
    }

    /// <summary>The table, read at first use.</summary>
    public static Letters Shared => Table.Value;

    /// <summary>ISO 639-1 codes; a score has the index of its language here.</summary>
    public IReadOnlyList<string> Languages { get; }

    /// <summary>Adds the logarithm of the word's probability in each language.</summary>
    /// <param name="word">Letters in lower case.</param>
    /// <param name="scores">One for each of <see cref="Languages"/>.</param>
    public void Add(ReadOnlySpan<char> word, Span<float> scores)
    {
        for (var end = 1; end <= word.Length; end++)
        {
            var known = UInt128.Zero;
            var longest = Math.Min(end, Longest);
            for (var length = longest; length > 0; length--)
            {
                if (Find(word.Slice(end - length, length)) is var slot and >= 0)
                {
                    AddUnknown(slot, Shortened * (longest - length), ref known, scores);
                }
            }
        }

        foreach (ref var score in scores)
        {
            score += Unknown * word.Length;
        }
    }

    // What a language has not had from a longer sequence, above the score that every letter gets anyway.
    private void AddUnknown(int slot, float penalty, ref UInt128 known, Span<float> scores)
    {
        var end = _starts[slot] + _counts[slot];
        for (var at = _starts[slot]; at < end; at++)
        {
            var bit = UInt128.One << _languageOf[at];
            if ((known & bit) == UInt128.Zero)
            {
                known |= bit;
                scores[_languageOf[at]] += Math.Max(0, penalty - (_valueOf[at] / 6f) - Unknown);
            }
        }
    }

    private void Keep(string line, int tab)
    {
        var key = Key(line.AsSpan(0, tab));
        var slot = (int)(key & (Slots - 1));
        while (_keys[slot] != 0)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        (_keys[slot], _starts[slot], _counts[slot]) = (key, _languages.Count, (byte)((line.Length - tab - 1) / 2));
        for (var at = tab + 1; at < line.Length; at += 2)
        {
            _languages.Add((byte)(line[at] - '0'));
            _values.Add((byte)(line[at + 1] - '0'));
        }
    }

    private int Find(ReadOnlySpan<char> sequence)
    {
        var key = Key(sequence);
        var slot = (int)(key & (Slots - 1));
        while (_keys[slot] != key)
        {
            if (_keys[slot] == 0)
            {
                return -1;
            }

            slot = (slot + 1) & (Slots - 1);
        }

        return slot;
    }

    // Two sequences of a few letters with the same 64 bits do not happen among half a million; the table would only say something slightly wrong.
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
