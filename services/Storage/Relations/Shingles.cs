namespace Platform.Storage.Relations;

/// <summary>The three-word sequences of a text, each once: what two texts have in common is the share of sequences that both have (Jaccard).</summary>
internal static class Shingles
{
    /// <summary>Words of a sequence. One changed word changes three of them, so a text of which one word in thirty was changed still has four fifths in common.</summary>
    public const int Length = 3;

    /// <summary>Texts of fewer words are compared as a whole only: so few sequences say nothing.</summary>
    public const int FewestWords = 24;

    /// <summary>A hash of each sequence, in ascending order.</summary>
    public static ulong[] Of(TextWords text)
    {
        var words = text.Words;
        if (words.Count < FewestWords)
        {
            return [];
        }

        var shingles = new ulong[words.Count - Length + 1];
        for (var place = 0; place < shingles.Length; place++)
        {
            shingles[place] = Mixed((((words[place] * 0x9E3779B97F4A7C15) ^ words[place + 1]) * 0xC2B2AE3D27D4EB4F) ^ words[place + 2]);
        }

        Array.Sort(shingles);
        var count = 0;
        foreach (var shingle in shingles)
        {
            if (count == 0 || shingles[count - 1] != shingle)
            {
                shingles[count++] = shingle;
            }
        }

        return shingles[..count];
    }

    /// <summary>The share of the sequences of either text that both have, 0 to 1.</summary>
    public static double Likeness(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other)
    {
        if (one.IsEmpty || other.IsEmpty)
        {
            return 0;
        }

        int left = 0, right = 0, both = 0;
        while (left < one.Length && right < other.Length)
        {
            var (a, b) = (one[left], other[right]);
            both += a == b ? 1 : 0;
            left += a <= b ? 1 : 0;
            right += b <= a ? 1 : 0;
        }

        return (double)both / (one.Length + other.Length - both);
    }

    /// <summary>The finalizer of MurmurHash3: each bit of what goes in changes half of those that come out.</summary>
    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
