using System.Buffers.Binary;
using System.Text;

namespace Platform.RawContent;

/// <summary>
/// Writes a storage as a compound file of version 3 ([MS-CFB]): sectors of 512 bytes, streams shorter than 4,096 bytes in small sectors of 64 within a stream of the root's own.
/// </summary>
public sealed class CompoundWriter
{
    private const int SectorLength = 512;
    private const int SmallLength = 64;
    private const int Cutoff = 4096;
    private const int EntryLength = 128;
    private const int InHeader = 109;
    private const int InTable = SectorLength / 4;
    private const uint Free = 0xffffffff, End = 0xfffffffe, OfTable = 0xfffffffd, OfTables = 0xfffffffc, None = 0xffffffff;
    private readonly MemoryStream _sectors = new();
    private readonly MemoryStream _small = new();
    private readonly List<uint> _next = [];
    private readonly List<uint> _smallNext = [];
    private readonly List<byte[]> _entries = [];

    private CompoundWriter()
    {
    }

    /// <summary>The whole file.</summary>
    /// <param name="root">What it holds: streams of at most 2 GiB together.</param>
    public static byte[] Write(CompoundStorage root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new CompoundWriter().File(root);
    }

    private byte[] File(CompoundStorage root)
    {
        var top = Entry("Root Entry", 5);
        Word(top, 76, Children(root));
        Word(top, 116, Chain(_small.ToArray()));
        Word(top, 120, (uint)_small.Length);
        _smallNext.AddRange(Enumerable.Repeat(Free, Missing(_smallNext.Count, InTable)));
        var smallTable = Chain(Words(_smallNext));
        while (Missing(_entries.Count, SectorLength / EntryLength) > 0)
        {
            Entry("", 0);
        }

        var entries = Chain([.. _entries.SelectMany(entry => entry)]);
        var (tables, more) = Tables();

        var file = new byte[SectorLength + (int)_sectors.Length];
        ((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).CopyTo(file);
        ((ReadOnlySpan<byte>)[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]).CopyTo(file.AsSpan(24));
        Word(file, 44, (uint)tables.Count);
        Word(file, 48, entries);
        Word(file, 56, Cutoff);
        Word(file, 60, smallTable);
        Word(file, 64, (uint)(_smallNext.Count / InTable));
        Word(file, 68, more.Count == 0 ? End : more[0]);
        Word(file, 72, (uint)more.Count);
        for (var at = 0; at < InHeader; at++)
        {
            Word(file, 76 + (4 * at), at < tables.Count ? tables[at] : Free);
        }

        _sectors.GetBuffer().AsSpan(0, (int)_sectors.Length).CopyTo(file.AsSpan(SectorLength));
        return file;
    }

    // The entries of a folder are a tree in the order of their names' lengths, then letters; gives its topmost.
    private uint Children(CompoundStorage storage)
    {
        var children = storage.Streams.Select(name => (Name: name, Storage: (CompoundStorage?)null)).Concat(storage.Storages.Select(inner => (Name: inner.Key, Storage: (CompoundStorage?)inner.Value)))
            .OrderBy(child => child.Name.Length).ThenBy(child => child.Name.ToUpperInvariant(), StringComparer.Ordinal).ToList();
        return Tree(children.ConvertAll(child => child.Storage is { } inner ? Folder(child.Name, inner) : Stream(child.Name, storage.Bytes(child.Name)!)), 0, children.Count);
    }

    private uint Tree(List<uint> entries, int from, int to)
    {
        if (from >= to)
        {
            return None;
        }

        var middle = (from + to) / 2;
        var entry = _entries[(int)entries[middle]];
        Word(entry, 68, Tree(entries, from, middle));
        Word(entry, 72, Tree(entries, middle + 1, to));
        return entries[middle];
    }

    private uint Folder(string name, CompoundStorage storage)
    {
        var number = (uint)_entries.Count;
        var entry = Entry(name, 1);
        Word(entry, 76, Children(storage));
        return number;
    }

    private uint Stream(string name, byte[] bytes)
    {
        var number = (uint)_entries.Count;
        var entry = Entry(name, 2);
        Word(entry, 116, bytes.Length >= Cutoff ? Chain(bytes) : Small(bytes));
        Word(entry, 120, (uint)bytes.Length);
        return number;
    }

    private byte[] Entry(string name, byte kind)
    {
        var entry = new byte[EntryLength];
        var length = Encoding.Unicode.GetBytes(name.AsSpan(0, Math.Min(name.Length, 31)), entry);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(64), (ushort)(length == 0 ? 0 : length + 2));
        (entry[66], entry[67]) = (kind, kind == 0 ? (byte)0 : (byte)1);
        Word(entry, 68, None);
        Word(entry, 72, None);
        Word(entry, 76, None);
        _entries.Add(entry);
        return entry;
    }

    private uint Chain(ReadOnlySpan<byte> bytes) => Chain(bytes, _sectors, _next, SectorLength);

    private uint Small(ReadOnlySpan<byte> bytes) => Chain(bytes, _small, _smallNext, SmallLength);

    private static uint Chain(ReadOnlySpan<byte> bytes, MemoryStream sectors, List<uint> next, int length)
    {
        var first = next.Count;
        sectors.Write(bytes);
        sectors.SetLength((sectors.Length + length - 1) / length * length);
        sectors.Position = sectors.Length;
        for (var at = first; at < sectors.Length / length; at++)
        {
            next.Add((uint)at + 1);
        }

        if (next.Count == first)
        {
            return End;
        }

        next[^1] = End;
        return (uint)first;
    }

    // The table of sectors counts its own sectors, and those that list them where the header has no room.
    private (List<uint> Tables, List<uint> More) Tables()
    {
        var (others, tables, more) = (_next.Count, 0, 0);
        while (tables * InTable < others + tables + more || tables > InHeader + (more * (InTable - 1)))
        {
            tables += tables * InTable < others + tables + more ? 1 : 0;
            more = Math.Max(0, (tables - InHeader + InTable - 2) / (InTable - 1));
        }

        var sectors = Enumerable.Range(others, tables).Select(number => (uint)number).ToList();
        var lists = Enumerable.Range(others + tables, more).Select(number => (uint)number).ToList();
        _next.AddRange(Enumerable.Repeat(OfTable, tables));
        _next.AddRange(Enumerable.Repeat(OfTables, more));
        _next.AddRange(Enumerable.Repeat(Free, (tables * InTable) - _next.Count));
        _sectors.Write(Words(_next));
        foreach (var (at, list) in sectors.Skip(InHeader).Chunk(InTable - 1).Index())
        {
            _sectors.Write(Words([.. list, .. Enumerable.Repeat(Free, InTable - 1 - list.Length), at + 1 < lists.Count ? lists[at + 1] : End]));
        }

        return (sectors, lists);
    }

    // To a whole number of them.
    private static int Missing(int count, int of) => (of - (count % of)) % of;

    private static byte[] Words(List<uint> words)
    {
        var bytes = new byte[4 * words.Count];
        for (var at = 0; at < words.Count; at++)
        {
            Word(bytes, 4 * at, words[at]);
        }

        return bytes;
    }

    private static void Word(Span<byte> bytes, int at, uint word) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], word);
}
