using System.Numerics;

namespace Platform.Parser.Text;

/// <summary>
/// The form of the letters' table that is mapped as it is, so that all workers of a machine share one copy of it: a head of four numbers (none, for a round length; how many figures
/// the rows have, how many values there are, the length of the languages' names), the slots, the rows, the values, the values' languages, the names. Little-endian.
/// </summary>
internal static class LetterImage
{
    /// <summary>Places for sequences, twice as many as there are.</summary>
    public const int Slots = 1 << 20;

    /// <summary>Room for the scores of all languages in whole vectors.</summary>
    public const int Width = 80;

    /// <summary>A sequence that so many languages have is kept as a row of all, which is added eight languages at a time.</summary>
    public const int Common = 12;

    /// <summary>The value in a row for a language that does not have the sequence.</summary>
    public const float Absent = float.MinValue;

    /// <summary>The logarithm of the probability of a letter that a language does not have.</summary>
    public const float Unknown = -9f;

    /// <summary>Bytes of the head.</summary>
    public const int Head = 4 * sizeof(int);

    /// <summary>What a letter of <c>letters.br</c> stands for: sixths of a logarithm, above <see cref="Unknown"/>.</summary>
    public static float Gain(char value) => (-(value - '0') / 6f) - Unknown;

    /// <summary>Keeps where a sequence's values begin and how many they are, 0 for a row: one word of memory a sequence, since looking it up is all the time it takes.</summary>
    public static void Keep(Span<ulong> slots, ReadOnlySpan<char> sequence, int start, int count)
    {
        var key = Key(sequence);
        var slot = (int)(key & (Slots - 1));
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        slots[slot] = (key & 0xffffffff00000000) | ((ulong)start << 8) | (uint)count;
    }

    /// <summary>What was kept for a sequence; null where it was not.</summary>
    public static (int Start, int Count)? Find(ReadOnlySpan<ulong> slots, ReadOnlySpan<char> sequence)
    {
        var key = Key(sequence);
        var slot = (int)(key & (Slots - 1));
        while (slots[slot] is var kept && kept != 0)
        {
            if ((kept ^ key) >> 32 == 0)
            {
                return ((int)(kept >> 8) & 0xffffff, (int)(kept & 0xff));
            }

            slot = (slot + 1) & (Slots - 1);
        }

        return null;
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
