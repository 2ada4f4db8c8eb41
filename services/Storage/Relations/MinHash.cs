using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Platform.Storage.Relations;

/// <summary>
/// MinHash (Broder, 1997): of each of <see cref="Size"/> permutations of all sequences the one of a text that comes first. Two texts agree in as many places as they have in common. The places
/// are cut into <see cref="Bands"/> bands of <see cref="Rows"/>: texts that agree in a whole band are looked at, which of texts with 0.7 in common are 96 of 100, with 0.8
/// 99.8, with 0.3 nine, and with a twentieth, as pages of one site have, none of ten thousand.
/// </summary>
internal static class MinHash
{
    public const int Bands = 12;

    public const int Rows = 4;

    public const int Size = Bands * Rows;

    private static readonly uint[] Factors = Numbers(0x5EED).Select(number => number | 1).ToArray();
    private static readonly uint[] Summands = Numbers(0xADD).ToArray();

    /// <summary>The signature of a text; null where it has no sequences.</summary>
    public static uint[]? Of(ReadOnlySpan<ulong> shingles)
    {
        if (shingles.IsEmpty)
        {
            return null;
        }

        var first = new uint[Size];
        Array.Fill(first, uint.MaxValue);
        var places = MemoryMarshal.Cast<uint, Vector<uint>>(first.AsSpan());
        var factors = MemoryMarshal.Cast<uint, Vector<uint>>(Factors.AsSpan());
        var summands = MemoryMarshal.Cast<uint, Vector<uint>>(Summands.AsSpan());
        foreach (var shingle in shingles)
        {
            var value = new Vector<uint>((uint)(shingle >> 32));
            for (var place = 0; place < places.Length; place++)
            {
                places[place] = Vector.Min(places[place], (value * factors[place]) + summands[place]);
            }
        }

        return first;
    }

    /// <summary>The band keys of a signature, one for each band.</summary>
    public static int[] Keys(ReadOnlySpan<uint> signature)
    {
        var keys = new int[Bands];
        for (var band = 0; band < Bands; band++)
        {
            var key = (ulong)band;
            foreach (var row in signature.Slice(band * Rows, Rows))
            {
                key = (key ^ row) * 0x9E3779B97F4A7C15;
                key ^= key >> 29;
            }

            keys[band] = (int)(key >> 32);
        }

        return keys;
    }

    /// <summary>About how much two texts have in common, 0 to 1, ± 0.07.</summary>
    public static double Estimate(ReadOnlySpan<uint> one, ReadOnlySpan<uint> other)
    {
        var equal = 0;
        for (var place = 0; place < Size; place++)
        {
            equal += one[place] == other[place] ? 1 : 0;
        }

        return (double)equal / Size;
    }

    /// <summary>A signature as it is stored: four bytes a place, little-endian.</summary>
    public static byte[] Write(ReadOnlySpan<uint> signature)
    {
        var bytes = new byte[Size * sizeof(uint)];
        for (var place = 0; place < Size; place++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place * sizeof(uint)), signature[place]);
        }

        return bytes;
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static uint[] Read(ReadOnlySpan<byte> bytes)
    {
        var signature = new uint[Size];
        for (var place = 0; place < Size; place++)
        {
            signature[place] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(place * sizeof(uint))..]);
        }

        return signature;
    }

    /// <summary>The permutations, always the same: signatures are kept. SplitMix64 (Steele, Lea, Flood, 2014).</summary>
    private static IEnumerable<uint> Numbers(ulong state)
    {
        for (var place = 0; place < Size; place++)
        {
            state += 0x9E3779B97F4A7C15;
            var number = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
            yield return (uint)(number >> 32);
        }
    }
}
