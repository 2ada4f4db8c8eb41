using Microsoft.Win32.SafeHandles;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>
/// Lists a tree in the order of the bytes of its paths, one item at a time, so that it can be laid beside a sorted table: files, links and special files. Follows no link, enters no other file
/// system, changes nothing. What cannot be listed is told as such and never looks like something that is not there.
/// </summary>
internal sealed class TreeWalk : IDisposable
{
    /// <summary>Longer paths are not listed, in bytes: what is known of a file is found by its path in an index, whose entries are bounded.</summary>
    public const int LongestPath = 2000;

    private readonly Stack<FolderNames> _folders = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly byte[] _path = new byte[LongestPath + 512];
    private readonly int _deepest;
    private readonly ItemState _top;
    private int _length;

    /// <param name="root">Absolute path as the operating system takes it, ending with a zero byte.</param>
    /// <param name="deepest">Folders in folders that are entered.</param>
    /// <exception cref="PosixException">The root cannot be listed.</exception>
    public TreeWalk(byte[] root, int deepest)
    {
        _deepest = deepest;
        var folder = Posix.OpenFolder(root, out var error) ?? throw new PosixException("It cannot be opened", error);
        _top = Posix.Look(folder);
        _folders.Push(new FolderNames(folder, 0, _buffer, out error));
        if (error != 0)
        {
            Dispose();
            throw new PosixException("It cannot be listed", error);
        }
    }

    /// <summary>The root's identity within its file system.</summary>
    public ulong RootInode => _top.Inode;

    /// <summary>Path of the item below the root. What cannot be listed and may hold files ends with a slash.</summary>
    public ReadOnlySpan<byte> Path => _path.AsSpan(0, _length);

    /// <summary>Whether the item was seen; else what stands at the path, and in it, is not known.</summary>
    public bool IsSeen { get; private set; }

    /// <summary>How the item looks.</summary>
    public ItemState State { get; private set; }

    /// <summary>Last change of the side-car that lies beside the item, nanoseconds since 1970; null where none does.</summary>
    public long? SideCarNs { get; private set; }

    /// <summary>How many folders and files could not be looked at so far, but for those that were taken away meanwhile, and the label of the first.</summary>
    public (int Count, string? First) Closed { get; private set; }

    /// <summary>How many items have a path that is too long, and the label of the first.</summary>
    public (int Count, string? First) TooLong { get; private set; }

    /// <summary>Goes to the next item; false at the end.</summary>
    public bool MoveNext()
    {
        while (_folders.TryPeek(out var folder))
        {
            if (!folder.TryNext(out var name, out var isFolder, out var sideCar))
            {
                _folders.Pop().Dispose();
                continue;
            }

            name[..^1].CopyTo(_path.AsSpan(folder.Prefix));
            _length = folder.Prefix + name.Length - 1;
            if (_length >= LongestPath)
            {
                TooLong = Counted(TooLong);
            }
            else if (isFolder)
            {
                _path[_length++] = (byte)'/';
                if (!TryEnter(folder.Folder, name))
                {
                    IsSeen = false;
                    return true;
                }
            }
            else if (Posix.Look(folder.Folder, name, out var error) is { } state)
            {
                (State, IsSeen) = (state, state.Kind != ItemKind.Folder);
                if (!IsSeen)
                {
                    _path[_length++] = (byte)'/'; // it became a folder since its name was read, and is entered next time
                }

                SideCarNs = sideCar.IsEmpty ? null : Posix.Look(folder.Folder, sideCar, out _) is { Kind: ItemKind.File } beside ? beside.ChangedNs : null;
                return true;
            }
            else if (error != Posix.NoEntry)
            {
                Closed = Counted(Closed);
                IsSeen = false;
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        while (_folders.TryPop(out var folder))
        {
            folder.Dispose();
        }
    }

    /// <summary>Enters a folder; true also where it was taken away. False where what it holds is not known.</summary>
    private bool TryEnter(SafeFileHandle parent, ReadOnlySpan<byte> name)
    {
        if (_folders.Count > _deepest)
        {
            return false;
        }

        var folder = Posix.OpenFolder(parent, name, out var error);
        if (folder is null)
        {
            Closed = error is Posix.NoEntry or Posix.NotFolder ? Closed : Counted(Closed);
            return error is Posix.NoEntry or Posix.NotFolder;
        }

        if (Posix.Look(folder).Device != _top.Device)
        {
            folder.Dispose();
            return false;
        }

        var names = new FolderNames(folder, _length, _buffer, out error);
        if (error == 0)
        {
            _folders.Push(names);
            return true;
        }

        names.Dispose();
        Closed = Counted(Closed);
        return false;
    }

    private (int, string?) Counted((int Count, string? First) before) => (before.Count + 1, before.First ?? RawPath.Of(Path).ToString());
}
