using System.Text;

namespace Platform.Fetcher.Sources;

/// <summary>An item of the watched folder.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="State">How it looks.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct FoundItem(RawPath Path, ItemState State);

/// <summary>Lists the watched folder by raw names. Follows no symbolic link, enters no other file system, and is never filtered by age.</summary>
/// <param name="root">Absolute path of the watched folder.</param>
/// <param name="deepest">Folders in folders that are entered.</param>
internal sealed class FolderScan(string root, int deepest = FolderScan.Deepest)
{
    /// <summary>Folders in folders that are entered at most.</summary>
    public const int Deepest = 32;

    public static readonly string[] OurFolders = [".processing", "done", "duplicate", "failed"];

    private static readonly string[] JunkEndings = [".part", ".tmp", ".crdownload"];

    // The dot follows a link, should the root itself be one; below it none is followed.
    private readonly byte[] _root = RawPath.Of(System.IO.Path.GetFullPath(root).TrimEnd('/') + "/.").Bytes;

    /// <summary>The absolute path as the operating system takes it, ending with a zero byte.</summary>
    public byte[] At(RawPath path)
    {
        if (path.IsRoot)
        {
            return [.. _root, 0];
        }

        var at = new byte[_root.Length + path.Characters.Length + 2];
        _root.CopyTo(at, 0);
        at[_root.Length] = (byte)'/';
        Encoding.Latin1.GetBytes(path.Characters, at.AsSpan(_root.Length + 1));
        return at;
    }

    /// <summary>Whether the item, or a folder that it lies in, is one of ours or what editors, downloads and file systems leave while they work.</summary>
    public static bool IsIgnored(RawPath path)
    {
        var parts = path.Characters.Split('/');
        return OurFolders.Contains(parts[0], StringComparer.Ordinal) || Array.Exists(parts, part => IsJunk(part));
    }

    /// <summary>Everything below a folder: files, links, special files, and folders that are empty. In each folder side-cars come first, so that a document is never seen before its own.</summary>
    /// <param name="folder">Where to begin; none that is ignored.</param>
    /// <param name="entering">Called for each folder before it is listed, so that an event is not lost between listing and watching.</param>
    public IEnumerable<FoundItem> List(RawPath folder, Action<RawPath> entering)
    {
        if (Posix.Look(At(RawPath.Root)) is not { } top)
        {
            yield break;
        }

        var folders = new Stack<RawPath>([folder]);
        while (folders.TryPop(out var current))
        {
            entering(current);
            if (Posix.Names(At(current)) is not { } names)
            {
                continue;
            }

            if (names.Count == 0 && !current.IsRoot && Posix.Look(At(current)) is { Kind: ItemKind.Folder } empty)
            {
                yield return new FoundItem(current, empty);
            }

            foreach (var name in names.Where(SideCar.IsNamedLikeOne).Concat(names.Where(name => !SideCar.IsNamedLikeOne(name))))
            {
                var path = current.Join(name);
                if (IsJunk(name.Characters) || (current.IsRoot && OurFolders.Contains(name.Characters, StringComparer.Ordinal)) || Posix.Look(At(path)) is not { } state)
                {
                    continue;
                }

                if (state.Kind != ItemKind.Folder)
                {
                    yield return new FoundItem(path, state);
                }
                else if (path.Depth <= deepest && state.Device == top.Device)
                {
                    folders.Push(path);
                }
            }
        }
    }

    /// <summary>Whether a name is one that editors, downloads and file systems leave.</summary>
    public static bool IsJunk(ReadOnlySpan<char> name)
    {
        var isJunk = (name.StartsWith(".", StringComparison.Ordinal) && !name.StartsWith("..", StringComparison.Ordinal)) || name.StartsWith("~$", StringComparison.Ordinal) || name is "@eaDir" or "Thumbs.db";
        foreach (var ending in JunkEndings)
        {
            isJunk |= name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
        }

        return isJunk;
    }
}
