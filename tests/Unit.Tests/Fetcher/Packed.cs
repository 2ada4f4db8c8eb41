using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using SharpCompress.Writers;
using SharpCompress.Writers.SevenZip;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>Archives, good and hostile, made where they are needed.</summary>
internal static class Packed
{
    public const string Text = "The quay master gives notice of berths that are free from the first of the month.";

    /// <summary>A zip of files by name; all hold <see cref="Text"/> with their name behind unless told.</summary>
    public static byte[] Zip(params string[] names) => Zip(names.Select(name => (name, Encoding.UTF8.GetBytes(Text + name))), Encoding.UTF8);

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> files, Encoding names)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, names))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A zip of one file of zeros.</summary>
    public static byte[] Zeros(long length)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("zeros.txt").Open();
            var block = new byte[1 << 20];
            for (long at = 0; at < length; at += block.Length)
            {
                entry.Write(block);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A zip in a zip in a zip, <paramref name="depth"/> of them.</summary>
    public static byte[] Nested(int depth)
    {
        var inner = Encoding.UTF8.GetBytes(Text + depth);
        for (var level = depth; level > 0; level--)
        {
            inner = Zip([(level == depth ? "innermost.txt" : $"{level}.zip", inner)], Encoding.UTF8);
        }

        return inner;
    }

    public static byte[] Tar(Action<TarWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            write(tar);
        }

        return bytes.ToArray();
    }

    public static byte[] Tar(params string[] names) => Tar(tar => names.ToList().ForEach(name => Add(tar, name, Text + name)));

    public static void Add(TarWriter tar, string name, string content) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

    public static byte[] SevenZip(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var writer = SevenZipWriter.OpenWriter(bytes, new SevenZipWriterOptions()))
        {
            foreach (var name in names)
            {
                writer.Write(name, new MemoryStream(Encoding.UTF8.GetBytes(Text + name)), modificationTime: null);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Gzip(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return bytes.ToArray();
    }

    /// <summary>What a program such as <c>xz</c> makes of bytes.</summary>
    public static async Task<byte[]> ByAsync(string program, byte[] plain)
    {
        using var process = Process.Start(new ProcessStartInfo(program, "-c") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var packed = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(packed);
        await process.StandardInput.BaseStream.WriteAsync(plain);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        return packed.ToArray();
    }

    /// <summary>Sets a bit of the flags of every file of a zip, in both places where they stand.</summary>
    public static byte[] Flagged(byte[] zip, byte flag)
    {
        for (var at = 0; at < zip.Length - 10; at++)
        {
            if (zip.AsSpan(at).StartsWith("PK\u0003\u0004"u8))
            {
                zip[at + 6] |= flag;
            }
            else if (zip.AsSpan(at).StartsWith("PK\u0001\u0002"u8))
            {
                zip[at + 8] |= flag;
            }
        }

        return zip;
    }

    /// <summary>States another unpacked size for the files of a zip, in both places where it stands.</summary>
    public static byte[] Lying(byte[] zip, int size)
    {
        for (var at = 0; at < zip.Length - 30; at++)
        {
            var place = zip.AsSpan(at).StartsWith("PK\u0003\u0004"u8) ? 22 : zip.AsSpan(at).StartsWith("PK\u0001\u0002"u8) ? 24 : 0;
            if (place > 0)
            {
                BitConverter.TryWriteBytes(zip.AsSpan(at + place), size);
            }
        }

        return zip;
    }
}
