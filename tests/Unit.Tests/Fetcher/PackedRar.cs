using System.Text;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>RAR archives of files that are stored as they are: no program that packs them is free.</summary>
internal static class PackedRar
{
    /// <summary>As WinRAR wrote them up to version 4.</summary>
    public static byte[] Four(params string[] names)
    {
        using var archive = new MemoryStream();
        archive.Write("Rar!\u001a\u0007\u0000"u8);
        archive.Write(Block4(0x73, 0, new byte[6]));
        foreach (var name in names)
        {
            var (content, path) = (Encoding.UTF8.GetBytes(Packed.Text + name), Encoding.ASCII.GetBytes(name.Replace('/', '\\')));
            using var head = new MemoryStream();
            using var writer = new BinaryWriter(head);
            writer.Write(content.Length);
            writer.Write(content.Length);
            writer.Write((byte)3);
            writer.Write(Crc(content));
            writer.Write(0x5c620000);
            writer.Write((byte)20);
            writer.Write((byte)0x30);
            writer.Write((short)path.Length);
            writer.Write(0x81a4);
            writer.Write(path);
            archive.Write(Block4(0x74, 0x8000, head.ToArray()));
            archive.Write(content);
        }

        archive.Write(Block4(0x7b, 0x4000, []));
        return archive.ToArray();
    }

    /// <summary>As WinRAR writes them since version 5.</summary>
    public static byte[] Five(params string[] names)
    {
        using var archive = new MemoryStream();
        archive.Write("Rar!\u001a\u0007\u0001\u0000"u8);
        archive.Write(Block5([1, 0, 0]));
        foreach (var name in names)
        {
            var (content, path) = (Encoding.UTF8.GetBytes(Packed.Text + name), Encoding.UTF8.GetBytes(name));
            archive.Write(Block5([2, 2, (byte)content.Length, 4, (byte)content.Length, 0x20, .. BitConverter.GetBytes(Crc(content)), 0, 1, (byte)path.Length, .. path]));
            archive.Write(content);
        }

        archive.Write(Block5([5, 0, 0]));
        return archive.ToArray();
    }

    private static byte[] Block4(byte type, ushort flags, byte[] rest)
    {
        byte[] block = [type, .. BitConverter.GetBytes(flags), .. BitConverter.GetBytes((ushort)(7 + rest.Length)), .. rest];
        return [.. BitConverter.GetBytes((ushort)Crc(block)), .. block];
    }

    private static byte[] Block5(byte[] rest)
    {
        byte[] block = [(byte)rest.Length, .. rest];
        return [.. BitConverter.GetBytes(Crc(block)), .. block];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var letter in bytes)
        {
            crc ^= letter;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
