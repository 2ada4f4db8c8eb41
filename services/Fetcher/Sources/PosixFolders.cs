using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.Fetcher.Sources;

/// <summary>The calls that go through an open folder, for listings of many files: a name is looked up in its folder and not along its whole path.</summary>
internal static unsafe partial class Posix
{
    /// <summary>Opens a folder, which a link at the end of its path does not count as.</summary>
    public static SafeFileHandle? OpenFolder(byte[] path, out int error) => OpenFolder(Here, path, out error);

    /// <summary>Opens a folder by its name in another; the name ends with a zero byte.</summary>
    public static SafeFileHandle? OpenFolder(SafeFileHandle parent, ReadOnlySpan<byte> name, out int error) => OpenFolder((int)parent.DangerousGetHandle(), name, out error);

    /// <summary>Looks at an item by its name in an open folder, without following a link; the name ends with a zero byte. Null with <paramref name="error"/> set where that fails.</summary>
    public static ItemState? Look(SafeFileHandle folder, ReadOnlySpan<byte> name, out int error) => State((int)folder.DangerousGetHandle(), name, NoFollowStat, out error);

    /// <summary>Reads the next entries of an open folder as getdents64(2) lays them out. 0 at its end; below 0 with <paramref name="error"/> set where that fails.</summary>
    public static int Entries(SafeFileHandle folder, byte[] buffer, out int error)
    {
        var read = (int)ReadEntries((int)folder.DangerousGetHandle(), buffer, buffer.Length);
        error = read < 0 ? Marshal.GetLastPInvokeError() : 0;
        return read;
    }

    private static SafeFileHandle? OpenFolder(int parent, ReadOnlySpan<byte> name, out int error)
    {
        const int CloseOnExec = 0x80000;
        fixed (byte* bytes = name)
        {
            var descriptor = OpenAt(parent, bytes, FolderFlag | NoFollowFlag | CloseOnExec);
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
            return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, byte* path, int flags, int mode = 0);
}
