using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.Fetcher.Sources;

/// <summary>What an item is.</summary>
internal enum ItemKind
{
    File,
    Folder,
    Link,
    Special,
}

/// <summary>What the file system says of an item. Two equal states a while apart mean that nobody is writing.</summary>
/// <param name="Kind">File, folder, symbolic link, or a socket, pipe or device.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="ModifiedNs">Last change of the bytes, nanoseconds since 1970.</param>
/// <param name="ChangedNs">Last change of bytes or owner, mode, name, nanoseconds since 1970.</param>
/// <param name="Inode">Identity within the file system.</param>
/// <param name="Device">The file system.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemState(ItemKind Kind, long Size, long ModifiedNs, long ChangedNs, ulong Inode, ulong Device)
{
    /// <summary>Last change of the bytes, as exact as .NET tells time.</summary>
    public DateTimeOffset Modified => DateTimeOffset.UnixEpoch.AddTicks(ModifiedNs / 100);
}

/// <summary>A system call failed.</summary>
internal sealed class PosixException(string what, int error) : IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}.", error)
{
    public int Error { get; } = error;
}

/// <summary>The few Linux system calls that take names as bytes. Each returns 0 or an error number; missing files are an answer, not an exception.</summary>
internal static unsafe partial class Posix
{
    public const int NotPermitted = 1, NoEntry = 2, NoMemory = 12, AccessDenied = 13, Exists = 17, NotFolder = 20, NoSpace = 28;

    private const int Here = -100, NoFollowStat = 0x100, EffectiveIds = 0x200, EmptyPath = 0x1000, NoReplace = 1, BasicStats = 0x7ff;

    // These two differ by processor; all the others used here do not.
    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int FolderFlag = Arm ? 0x4000 : 0x10000;
    private static readonly int NoFollowFlag = Arm ? 0x8000 : 0x20000;

    /// <summary>Looks at an item without following a link; null where there is none.</summary>
    public static ItemState? Look(byte[] path) => State(Here, path, NoFollowStat, out _);

    /// <summary>The same, with the error that says why there is none to see; 0 where there is one.</summary>
    public static ItemState? Look(byte[] path, out int error) => State(Here, path, NoFollowStat, out error);

    /// <summary>What an error number means, such as <c>Permission denied</c>.</summary>
    public static string Words(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>Looks at an open file.</summary>
    public static ItemState Look(SafeFileHandle file) =>
        State((int)file.DangerousGetHandle(), [0], EmptyPath, out var error) ?? throw new PosixException("Cannot look at an open file", error);

    /// <summary>Opens a file for reading; never follows a link and never waits for the other end of a pipe. Null with <paramref name="error"/> set where that fails.</summary>
    public static SafeFileHandle? OpenFile(byte[] path, out int error)
    {
        const int NonBlocking = 0x800, CloseOnExec = 0x80000;
        var descriptor = Open(path, NonBlocking | CloseOnExec | NoFollowFlag);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Writes a small file, over what it held.</summary>
    public static void WriteFile(byte[] path, ReadOnlySpan<byte> content)
    {
        const int WriteOnly = 1, Create = 0x40, Truncate = 0x200, CloseOnExec = 0x80000;
        using var file = new SafeFileHandle(Open(path, WriteOnly | Create | Truncate | CloseOnExec | NoFollowFlag, Convert.ToInt32("644", 8)), ownsHandle: true);
        if (file.IsInvalid)
        {
            throw new PosixException("Cannot write a note", Marshal.GetLastPInvokeError());
        }

        RandomAccess.Write(file, content, 0);
    }

    /// <summary>Names in a folder, in the order that the file system gives; <c>.</c> and <c>..</c> left out. Null for a folder that is gone or closed to us.</summary>
    public static List<RawPath>? Names(byte[] folder)
    {
        const int CloseOnExec = 0x80000;
        var names = new List<RawPath>();
        using var handle = new SafeFileHandle(Open(folder, FolderFlag | NoFollowFlag | CloseOnExec), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return null;
        }

        var buffer = new byte[64 * 1024];
        long read;
        while ((read = ReadEntries((int)handle.DangerousGetHandle(), buffer, buffer.Length)) > 0)
        {
            for (var entries = buffer.AsSpan(0, (int)read); !entries.IsEmpty; entries = entries[BinaryPrimitives.ReadUInt16LittleEndian(entries[16..])..])
            {
                var name = entries[19..];
                name = name[..name.IndexOf((byte)0)];
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    names.Add(RawPath.Of(name));
                }
            }
        }

        return names;
    }

    /// <summary>Renames without ever replacing: <see cref="Exists"/> where the new name is taken.</summary>
    public static int Move(byte[] from, byte[] to) => Rename(Here, from, Here, to, NoReplace) == 0 ? 0 : Marshal.GetLastPInvokeError();

    public static int MakeFolder(byte[] path) => MakeDirectory(path, Convert.ToUInt32("777", 8)) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>
    /// Whether somebody holds the file open for writing, as far as the kernel tells us: it refuses a read lease then (fcntl(2), F_SETLEASE). It tells of our own user's files
    /// on local file systems; of others it does not, and the answer is false.
    /// </summary>
    public static bool IsOpenForWriting(byte[] path)
    {
        using var file = OpenFile(path, out _);
        return file is not null && IsOpenForWriting(file);
    }

    /// <summary>The same of a file that we have opened for reading.</summary>
    public static bool IsOpenForWriting(SafeFileHandle file)
    {
        const int SetSignal = 10, SetLease = 1024, ReadLease = 0, NoLease = 2, IgnoredSignal = 23, TryAgain = 11;

        // Who opens the file for writing while we hold the lease waits for these few microseconds, and we get a signal: SIGURG, which is ignored, and not SIGIO, which ends us.
        var descriptor = (int)file.DangerousGetHandle();
        _ = Control(descriptor, SetSignal, IgnoredSignal);
        if (Control(descriptor, SetLease, ReadLease) != 0)
        {
            return Marshal.GetLastPInvokeError() == TryAgain;
        }

        _ = Control(descriptor, SetLease, NoLease);
        return false;
    }

    /// <summary>Removes a marker: a file without meaning of its own.</summary>
    public static int Remove(byte[] path) => Unlink(path) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Whether this process may read the item, now.</summary>
    public static bool MayRead(byte[] path) => Access(Here, path, 4, EffectiveIds) == 0;

    /// <summary>Whether this process may make and rename files in the folder, now.</summary>
    public static bool MayWrite(byte[] path) => Access(Here, path, 2 | 1, EffectiveIds) == 0;

    /// <summary>Whether it may list them too.</summary>
    public static bool MayChange(byte[] path) => Access(Here, path, 4 | 2 | 1, EffectiveIds) == 0;

    private static ItemState? State(int descriptor, ReadOnlySpan<byte> path, int flags, out int error)
    {
        var answer = stackalloc byte[256];
        fixed (byte* bytes = path)
        {
            error = StatX(descriptor, bytes, flags, BasicStats, answer) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        if (error != 0)
        {
            return null;
        }

        // struct statx of the Linux kernel interface: offsets are the same on every processor.
        var kind = (*(ushort*)(answer + 28) & 0xF000) switch
        {
            0x8000 => ItemKind.File,
            0x4000 => ItemKind.Folder,
            0xA000 => ItemKind.Link,
            _ => ItemKind.Special,
        };
        return new ItemState(
            kind, *(long*)(answer + 40), Nanoseconds(answer + 112), Nanoseconds(answer + 96), *(ulong*)(answer + 32), *(ulong*)(answer + 136));
    }

    private static long Nanoseconds(byte* time) => unchecked((*(long*)time * 1_000_000_000) + *(uint*)(time + 8));

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int folder, byte* path, int flags, uint mask, byte* answer);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte[] path, int flags, int mode = 0);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static partial long ReadEntries(int folder, byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    private static partial int Rename(int fromFolder, byte[] from, int toFolder, byte[] to, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true)]
    private static partial int Unlink(byte[] path);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static partial int MakeDirectory(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true)]
    private static partial int Access(int folder, byte[] path, int mode, int flags);
}
