using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>
/// The names in one open folder, in the order in which the paths below it stand: bytewise, a folder as if its name ended with a slash. Names are kept as bytes in one buffer, so that a folder of
/// very many costs little more than their letters. What programs leave behind is left out, and a side-car stands with its document.
/// </summary>
internal sealed class FolderNames : IDisposable
{
    private const int FolderType = 4, UnknownType = 0, LongestName = 255;

    private readonly SafeFileHandle _folder;
    private byte[] _names = new byte[4096];
    private int _used;
    private Name[] _order = new Name[64];
    private int _count;
    private int _next;

    /// <param name="folder">The open folder; closed with this.</param>
    /// <param name="prefix">Bytes of the path before its names.</param>
    /// <param name="buffer">To read into, of at least 32 KB; not kept.</param>
    /// <param name="error">Why the listing is not whole, or 0.</param>
    public FolderNames(SafeFileHandle folder, int prefix, byte[] buffer, out int error)
    {
        (_folder, Prefix) = (folder, prefix);
        int read;
        while ((read = Posix.Entries(folder, buffer, out error)) > 0)
        {
            for (var entries = buffer.AsSpan(0, read); !entries.IsEmpty; entries = entries[BinaryPrimitives.ReadUInt16LittleEndian(entries[16..])..])
            {
                var name = entries[19..];
                Add(name[..(name.IndexOf((byte)0) + 1)], entries[18]);
            }
        }

        _order.AsSpan(0, _count).Sort(Compare);
        PairSideCars();
    }

    /// <summary>The folder itself.</summary>
    public SafeFileHandle Folder => _folder;

    /// <summary>Bytes of the path before its names.</summary>
    public int Prefix { get; }

    /// <summary>The next name; false at the end.</summary>
    /// <param name="name">Its bytes, with a zero byte at the end.</param>
    /// <param name="isFolder">Whether it is a folder's.</param>
    /// <param name="sideCar">The name of the side-car that lies beside it, with a zero byte at the end; empty where none does.</param>
    public bool TryNext(out ReadOnlySpan<byte> name, out bool isFolder, out ReadOnlySpan<byte> sideCar)
    {
        while (_next < _count && _order[_next].IsSideCar)
        {
            _next++;
        }

        if (_next == _count)
        {
            name = sideCar = [];
            isFolder = false;
            return false;
        }

        ref var entry = ref _order[_next++];
        name = _names.AsSpan(entry.At, entry.Length + 1);
        isFolder = entry.IsFolder;
        sideCar = entry.SideCar == 0 ? [] : _names.AsSpan(_order[entry.SideCar - 1].At, _order[entry.SideCar - 1].Length + 1);
        return true;
    }

    public void Dispose() => _folder.Dispose();

    private void Add(ReadOnlySpan<byte> name, byte type)
    {
        Span<char> characters = stackalloc char[LongestName + 1];
        var bytes = name[..^1];
        if (bytes.Length > LongestName || bytes.SequenceEqual("."u8) || bytes.SequenceEqual(".."u8) || FolderScan.IsJunk(characters[..Encoding.Latin1.GetChars(bytes, characters)]))
        {
            return;
        }

        if (_used + name.Length > _names.Length)
        {
            Array.Resize(ref _names, _names.Length * 2);
        }

        if (_count == _order.Length)
        {
            Array.Resize(ref _order, _count * 2);
        }

        name.CopyTo(_names.AsSpan(_used));

        // Some file systems do not say what an entry is.
        var isFolder = type == FolderType || (type == UnknownType && Posix.Look(_folder, name, out _) is { Kind: ItemKind.Folder });
        _order[_count++] = new Name { At = _used, Length = bytes.Length, IsFolder = isFolder };
        _used += name.Length;
    }

    private int Compare(Name one, Name other)
    {
        var length = Math.Min(one.Length, other.Length);
        var order = Bytes(one)[..length].SequenceCompareTo(Bytes(other)[..length]);
        return order != 0 ? order : After(one, length) - After(other, length);
    }

    /// <summary>What follows the first bytes of a name in a path: nothing, a letter, or the slash of a folder.</summary>
    private int After(Name name, int length) => length < name.Length ? _names[name.At + length] : name.IsFolder ? '/' : -1;

    private ReadOnlySpan<byte> Bytes(Name name) => _names.AsSpan(name.At, name.Length);

    private void PairSideCars()
    {
        for (var index = 0; index < _count; index++)
        {
            ref var entry = ref _order[index];
            for (var rank = 0; !entry.IsFolder && rank < SideCar.Endings.Count; rank++)
            {
                var ending = SideCar.Endings[rank].Characters;
                if (entry.Length > ending.Length && EndsWith(Bytes(entry), ending) && Find(Bytes(entry)[..^ending.Length]) is >= 0 and var document)
                {
                    entry.IsSideCar = true;
                    if (_order[document].SideCar == 0 || rank < _order[document].Rank)
                    {
                        (_order[document].SideCar, _order[document].Rank) = (index + 1, rank);
                    }
                }
            }
        }
    }

    private static bool EndsWith(ReadOnlySpan<byte> name, string ending)
    {
        var end = name[^ending.Length..];
        for (var index = ending.Length - 1; index >= 0; index--)
        {
            if (end[index] != ending[index])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where a file of a name stands; below 0 where there is none.</summary>
    private int Find(ReadOnlySpan<byte> name)
    {
        var (low, high) = (0, _count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var entry = _order[middle];
            var length = Math.Min(entry.Length, name.Length);
            var order = Bytes(entry)[..length].SequenceCompareTo(name[..length]);
            order = order != 0 ? order : After(entry, length) - (length < name.Length ? name[length] : -1);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private struct Name
    {
        public int At;
        public int Length;
        public bool IsFolder;

        /// <summary>One more than where its side-car stands; 0 for none.</summary>
        public int SideCar;

        /// <summary>Which of the endings that has.</summary>
        public int Rank;

        /// <summary>Whether it goes with a document.</summary>
        public bool IsSideCar;
    }
}
