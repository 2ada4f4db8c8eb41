namespace Platform.Cli.Import;

/// <summary>A file to upload.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its path below the folder that is imported, with <c>/</c>.</param>
/// <param name="Size">In bytes; -1 where it cannot be looked at.</param>
/// <param name="Modified">Its modification time in ticks, UTC.</param>
internal sealed record LocalFile(string Path, string Name, long Size, long Modified);

/// <summary>
/// The files below a folder, each folder's in the order of their names, so that the same files come in the same order again. Holds the names of the folders on the way down, and
/// nothing else. Links are not followed; what the watched inbox leaves alone is left out too.
/// </summary>
internal sealed class FolderWalk(string root)
{
    private const int MaxDepth = 64;
    private static readonly string[] Unfinished = [".part", ".tmp", ".crdownload"];

    /// <summary>How many were left out so far.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The files.</summary>
    /// <exception cref="CommandException">A folder cannot be read.</exception>
    public IEnumerable<LocalFile> Files() => Below(new DirectoryInfo(root), "", 0);

    private IEnumerable<LocalFile> Below(DirectoryInfo folder, string prefix, int depth)
    {
        foreach (var entry in Entries(folder))
        {
            if (entry.Name.StartsWith('.') || entry.Name.StartsWith("~$", StringComparison.Ordinal) || Array.Exists(Unfinished, ending => entry.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                LeftOut++;
            }
            else if (entry is DirectoryInfo inner)
            {
                if (depth == MaxDepth)
                {
                    throw new CommandException(ExitCodes.NoInput, $"{inner.FullName} lies more than {MaxDepth} folders deep; import it by itself.");
                }

                foreach (var file in Below(inner, prefix + inner.Name + "/", depth + 1))
                {
                    yield return file;
                }
            }
            else
            {
                yield return Look((FileInfo)entry, prefix + entry.Name);
            }
        }
    }

    private static FileSystemInfo[] Entries(DirectoryInfo folder)
    {
        try
        {
            var entries = folder.GetFileSystemInfos();
            Array.Sort(entries, (one, other) => string.CompareOrdinal(one.Name, other.Name));
            return entries;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.NoInput, $"The folder cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static LocalFile Look(FileInfo file, string name)
    {
        try
        {
            return new LocalFile(file.FullName, name, file.Length, file.LastWriteTimeUtc.Ticks);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new LocalFile(file.FullName, name, -1, 0); // a name that is no UTF-8, or gone meanwhile
        }
    }
}
