using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.RawContent;

/// <summary>
/// Holds contents of a store until it is disposed: while anyone holds one, nobody removes it. Held across processes by locks on ranges of the file <c>ROOT/locks</c>, one place for each
/// hash, which the kernel takes back from a process that dies (open file description locks, fcntl(2)). Whoever writes down that a content is needed holds it from before it
/// looks whether the bytes are there until that is committed; whoever removes it holds it alone, and looks what was written down.
/// </summary>
public sealed partial class ContentHold : IDisposable
{
    private const int SetLock = 37; // F_OFD_SETLK
    private const short Shared = 0; // F_RDLCK
    private const short Alone = 1; // F_WRLCK
    private const int Again = 11, Denied = 13;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly SafeFileHandle _file;

    private ContentHold(SafeFileHandle file) => _file = file;

    /// <summary>Holds contents beside others; waits for whoever removes one of them, which takes milliseconds.</summary>
    internal static async Task<ContentHold> SharedAsync(string locks, IEnumerable<string> hashes, CancellationToken cancellation)
    {
        var hold = Open(locks);
        try
        {
            foreach (var hash in hashes.Distinct(StringComparer.Ordinal))
            {
                while (!hold.TryLock(hash, Shared))
                {
                    await Task.Delay(Pause, cancellation);
                }
            }

            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Holds one content alone; null where anyone else holds it now.</summary>
    internal static ContentHold? TryAlone(string locks, string hash)
    {
        var hold = Open(locks);
        if (hold.TryLock(hash, Alone))
        {
            return hold;
        }

        hold.Dispose();
        return null;
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private static ContentHold Open(string locks) => new(File.OpenHandle(locks, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <exception cref="IOException">The file system knows no such locks.</exception>
    private bool TryLock(string hash, short kind)
    {
        // The first 60 bits of the hash are its place in the file, which stays empty.
        var range = new Range { Kind = kind, Start = long.Parse(hash.AsSpan(0, 15), NumberStyles.HexNumber, CultureInfo.InvariantCulture), Length = 1 };
        if (Control(_file, SetLock, ref range) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error is Again or Denied ? false : throw new IOException($"The content store's lock file cannot be locked (error {error}).");
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, ref Range range);

    // struct flock
    [StructLayout(LayoutKind.Sequential)]
    private struct Range
    {
        public short Kind;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
