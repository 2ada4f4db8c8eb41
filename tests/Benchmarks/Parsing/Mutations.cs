using System.IO.Compression;
using System.Text;

namespace Platform.Benchmarks.Parsing;

/// <summary>Makes documents from documents that no program would write: bytes changed, cut, doubled, and parts of one put into another; within a package, in one of its parts.</summary>
internal sealed class Mutations(IReadOnlyList<byte[]> seeds, Random random)
{
    private const int MostSteps = 6;
    private const int LongestRange = 4000;

    /// <summary>What readers trip over: brackets, counts at their bounds, half characters, marks of charsets.</summary>
    private static readonly byte[][] Tokens = new[]
    {
        "<", ">", "</", "<!--", "]]>", "<![CDATA[", "&#x110000;", "&#0;", "&shy;", "\"", "'", "{", "}", "\\", "\\'e4", "\\u-10179?", "\\bin99999999 ", "\\par ", "%PDF-1.7", "stream\r\n", "endstream", "endobj", "/Kids [1 0 R]", "<<", ">>",
        "-1", "0", "2147483647", "4294967296", "99999999999999999999", "1e999", "\0", "\r\n", "\n\n", "\t", "\u00a0", "\u200b", "\ufeff", "\ufffe", "e\u0301", "\u0130", "\ufb01", "\u202e", "\ud83d\ude00",
        "Published: ", "Дата публикации\n", "Автор: ", "12.03.2022", "31/31/2022", "2022-02-30T25:61", "“", "”", "«", "— ", "said ", "---\n", "```\n", "|", ",", ";", "Content-Type: multipart/mixed; boundary=\"", "--", "=?utf-8?b?", "From ", "=\r\n",
    }.Select(token => Encoding.UTF8.GetBytes(token)).Concat([[0xd8, 0x3d], [0xff, 0xfe], [0xc3], [0x1b, 0x24, 0x42], [0xed, 0xa0, 0x80]]).ToArray();

    public byte[] Next()
    {
        var bytes = seeds[random.Next(seeds.Count)];
        return bytes.AsSpan().StartsWith("PK\u0003\u0004"u8) && random.Next(4) > 0 ? WithinPackage(bytes) : Mutate(bytes);
    }

    private byte[] Mutate(byte[] seed)
    {
        var bytes = new List<byte>(seed);
        for (var step = 1 + random.Next(MostSteps); step > 0; step--)
        {
            Step(bytes);
        }

        return [.. bytes];
    }

    private void Step(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 12)), Math.Min(LongestRange, bytes.Count - at));
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
            case 1 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.RemoveRange(at, length); break;
            case 3: bytes.InsertRange(at, Enumerable.Repeat(bytes.GetRange(at, length), 1 + random.Next(8)).SelectMany(range => range)); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            case 5: bytes.InsertRange(at, Piece(seeds[random.Next(seeds.Count)])); break;
            case 6: bytes.InsertRange(at, Enumerable.Repeat(Tokens[random.Next(Tokens.Length)], 1 + (random.Next(10) == 0 ? random.Next(2000) : 0)).SelectMany(token => token)); break;
            default: bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]); break;
        }
    }

    private byte[] Piece(byte[] other)
    {
        var from = random.Next(other.Length + 1);
        return other[from..Math.Min(other.Length, from + random.Next(1, LongestRange))];
    }

    // With right checksums, since a reader stops at wrong ones.
    private byte[] WithinPackage(byte[] package)
    {
        try
        {
            using var from = new ZipArchive(new MemoryStream(package));
            using var bytes = new MemoryStream();
            using (var to = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            {
                var changed = random.Next(from.Entries.Count);
                for (var at = 0; at < from.Entries.Count; at++)
                {
                    using var part = from.Entries[at].Open();
                    using var whole = new MemoryStream();
                    part.CopyTo(whole);
                    using var written = to.CreateEntry(from.Entries[at].FullName, CompressionLevel.Fastest).Open();
                    written.Write(at == changed ? Mutate(whole.ToArray()) : whole.ToArray());
                }
            }

            return bytes.ToArray();
        }
        catch (InvalidDataException)
        {
            return Mutate(package); // a package only by its first bytes
        }
    }
}
