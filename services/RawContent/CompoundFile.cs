using System.Buffers.Binary;
using System.Text;

namespace Platform.RawContent;

/// <summary>
/// A compound file ([MS-CFB], "OLE"), as Outlook's messages and old Office's documents are: storages and streams in chains of sectors. Whatever the tables say, no chain is followed further than the
/// file has sectors, and no entry is visited twice.
/// </summary>
public sealed class CompoundFile
{
    private const uint LastSector = 0xfffffffa; // above: end of a chain, free, or a table's own
    private const int EntryLength = 128;
    private const int HeaderLength = 512;
    private const int InHeader = 109;
    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _shift;
    private readonly int _miniShift;
    private readonly uint _cutoff;
    private readonly uint[] _next;
    private readonly uint[] _miniNext;
    private readonly byte[] _mini;

    private CompoundFile(ReadOnlyMemory<byte> content)
    {
        _content = content;
        (_shift, _miniShift) = (Short(30), Short(32));
        if (_shift is not (9 or 12) || _miniShift is < 1 or > 11)
        {
            throw Damaged();
        }

        _cutoff = Word(content.Span, 56);
        _next = Table(TableSectors());
        var entries = Chain(Word(content.Span, 48), content.Length);
        if (entries.Length < EntryLength)
        {
            throw Damaged();
        }

        _mini = Chain(Word(entries, 116), Word(entries, 120));
        _miniNext = Numbers(Chain(Word(content.Span, 60), content.Length));
        Root = Storage(entries, Word(entries, 76), new bool[entries.Length / EntryLength]);
    }

    /// <summary>What the file holds.</summary>
    public CompoundStorage Root { get; }

    /// <summary>Whether the bytes begin like one.</summary>
    public static bool IsOne(ReadOnlySpan<byte> content) => content.StartsWith((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

    /// <summary>Reads the tables.</summary>
    /// <param name="content">The whole file, at most 2 GiB; streams are read from it when they are asked for.</param>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static CompoundFile Read(ReadOnlyMemory<byte> content) => content.Length >= HeaderLength ? new CompoundFile(content) : throw Damaged();

    private static InvalidDataException Damaged() => new("The compound file's tables are damaged.");

    // The sectors of the table of sectors: the first in the header, the others in a chain of their own.
    private List<uint> TableSectors()
    {
        var most = (_content.Length >> _shift) + 1;
        var sectors = new List<uint>();
        for (var at = 0; at < InHeader; at++)
        {
            sectors.Add(Word(_content.Span, 76 + (4 * at)));
        }

        var (next, seen) = (Word(_content.Span, 68), 0);
        while (next < LastSector && seen++ < most && Sector(next) is { Length: > 4 } more)
        {
            sectors.AddRange(Numbers(more[..^4]));
            next = Word(more, more.Length - 4);
        }

        sectors.RemoveAll(sector => sector >= LastSector);
        return sectors.Count <= most ? sectors : sectors[..most];
    }

    private uint[] Table(List<uint> sectors)
    {
        var table = new List<uint>();
        foreach (var sector in sectors)
        {
            table.AddRange(Numbers(Sector(sector)));
        }

        return [.. table];
    }

    private ReadOnlySpan<byte> Sector(uint number)
    {
        var from = ((long)number + 1) << _shift;
        return from >= _content.Length ? [] : _content.Span.Slice((int)from, (int)Math.Min(1 << _shift, _content.Length - from));
    }

    /// <summary>The bytes of a chain, at most as many as given; a chain that runs in a circle or out of the file ends there.</summary>
    private byte[] Chain(uint sector, long length)
    {
        using var bytes = new MemoryStream();
        for (var left = (_content.Length >> _shift) + 1; left > 0 && bytes.Length < length && sector < LastSector; left--)
        {
            bytes.Write(Sector(sector));
            sector = sector < _next.Length ? _next[sector] : uint.MaxValue;
        }

        bytes.SetLength(Math.Min(bytes.Length, Math.Max(0, length)));
        return bytes.ToArray();
    }

    /// <summary>The bytes of a stream: short ones lie in small sectors within the root's own stream.</summary>
    private byte[] Stream(uint sector, uint length)
    {
        if (length >= _cutoff)
        {
            return Chain(sector, length);
        }

        using var bytes = new MemoryStream();
        for (var left = (_mini.Length >> _miniShift) + 1; left > 0 && bytes.Length < length && (long)sector << _miniShift < _mini.Length; left--)
        {
            var from = (int)(sector << _miniShift);
            bytes.Write(_mini, from, Math.Min(1 << _miniShift, _mini.Length - from));
            sector = sector < _miniNext.Length ? _miniNext[sector] : uint.MaxValue;
        }

        bytes.SetLength(Math.Min(bytes.Length, length));
        return bytes.ToArray();
    }

    private CompoundStorage Storage(byte[] entries, uint first, bool[] seen, int depth = 0)
    {
        var storage = new CompoundStorage();
        var waiting = new Stack<uint>([first]);
        while (waiting.TryPop(out var number))
        {
            if (number >= seen.Length || seen[number] || depth > 20)
            {
                continue;
            }

            seen[number] = true;
            var entry = entries.AsSpan((int)number * EntryLength, EntryLength);
            waiting.Push(Word(entry, 72));
            waiting.Push(Word(entry, 68));
            var name = Encoding.Unicode.GetString(entry[..Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) - 2, 0, 64)]).TrimEnd('\0');
            uint start = Word(entry, 116), length = Word(entry, 120);
            if (entry[66] == 2)
            {
                storage.Add(name, () => Stream(start, length));
            }
            else if (entry[66] == 1)
            {
                storage.Add(name, Storage(entries, Word(entry, 76), seen, depth + 1));
            }
        }

        return storage;
    }

    private int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_content.Span[at..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static uint[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new uint[bytes.Length / 4];
        for (var at = 0; at < numbers.Length; at++)
        {
            numbers[at] = Word(bytes, at * 4);
        }

        return numbers;
    }
}
