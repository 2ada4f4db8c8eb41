using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Platform.Fetcher.Sources;

/// <summary>What the kernel reports.</summary>
internal enum HintKind
{
    /// <summary>A writer closed the file, or it was moved in whole.</summary>
    Complete,

    /// <summary>A folder was made: it may hold files already.</summary>
    FolderMade,

    /// <summary>A folder was moved in whole.</summary>
    FolderMovedIn,

    /// <summary>A file named like a side-car was made: it may be written still.</summary>
    SideCarMade,

    /// <summary>Reports were lost: list everything.</summary>
    Overflow,
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct Hint(HintKind Kind, RawPath Path);

/// <summary>
/// inotify(7), used directly because FileSystemWatcher cannot tell that a writer is done. Only a hint: what it misses the scan finds.
/// </summary>
internal sealed partial class Inotify : IDisposable
{
    private const uint CloseWrite = 0x8, MovedTo = 0x80, Create = 0x100, OnlyFolders = 0x01000000, NoFollow = 0x02000000, QueueOverflow = 0x4000,
        Gone = 0x8000, IsFolder = 0x40000000;

    private const int MostKept = 65_536;

    private readonly ConcurrentDictionary<int, RawPath> _folders = new();
    private readonly FolderScan _scan;
    private readonly Doorbell _bell;
    private readonly ConcurrentQueue<Hint> _hints = new();
    private readonly int _queue;
    private readonly int _end = EventFd(0, 0x80000);
    private readonly Thread _reader;
    private volatile bool _overflow;

    private Inotify(int queue, FolderScan scan, Doorbell bell)
    {
        (_queue, _scan, _bell) = (queue, scan, bell);
        _reader = new Thread(Read) { IsBackground = true, Name = "inotify" };
        _reader.Start();
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="scan">Knows where the folders lie.</param>
    /// <param name="bell">Rung when there is something to take.</param>
    /// <param name="error">0, or why the kernel refuses: then the answer is null.</param>
    public static Inotify? Start(FolderScan scan, Doorbell bell, out int error)
    {
        var queue = Init(0x80000); // IN_CLOEXEC
        error = queue < 0 ? Marshal.GetLastPInvokeError() : 0;
        return queue < 0 ? null : new Inotify(queue, scan, bell);
    }

    public bool TryTake(out Hint hint)
    {
        if (!_overflow)
        {
            return _hints.TryDequeue(out hint);
        }

        _overflow = false;
        hint = new Hint(HintKind.Overflow, RawPath.Root);
        return true;
    }

    /// <summary>Watches a folder; again for one that was watched under another name, which then counts. 0, or the error where the kernel refuses.</summary>
    public int Watch(RawPath folder)
    {
        var watch = AddWatch(_queue, _scan.At(folder), CloseWrite | MovedTo | Create | OnlyFolders | NoFollow);
        if (watch >= 0)
        {
            _folders[watch] = folder;
        }

        return watch >= 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    public void Dispose()
    {
        _ = Write(_end, [1, 0, 0, 0, 0, 0, 0, 0], 8);
        _reader.Join();
        _ = Close(_queue);
        _ = Close(_end);
    }

    private void Read()
    {
        var buffer = new byte[64 * 1024];
        Waiting[] waiting = [new() { Descriptor = _queue, Events = 1 }, new() { Descriptor = _end, Events = 1 }];
        while (true)
        {
            if (Poll(waiting, 2, -1) < 0)
            {
                continue; // interrupted by a signal
            }

            if (waiting[1].Returned != 0)
            {
                return;
            }

            var read = ReadEvents(_queue, buffer, buffer.Length);
            for (var events = buffer.AsSpan(0, (int)Math.Max(read, 0)); !events.IsEmpty;)
            {
                var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(events[12..]);
                Report(BinaryPrimitives.ReadInt32LittleEndian(events), BinaryPrimitives.ReadUInt32LittleEndian(events[4..]), events.Slice(16, length));
                events = events[(16 + length)..];
            }
        }
    }

    private void Report(int watch, uint mask, ReadOnlySpan<byte> name)
    {
        if ((mask & QueueOverflow) != 0)
        {
            Tell(new Hint(HintKind.Overflow, RawPath.Root));
        }
        else if ((mask & Gone) != 0)
        {
            _folders.TryRemove(watch, out _);
        }
        else if (_folders.TryGetValue(watch, out var folder) && name.IndexOf((byte)0) is > 0 and var end)
        {
            var path = folder.Join(RawPath.Of(name[..end]));
            if ((mask & IsFolder) != 0)
            {
                Tell(new Hint((mask & MovedTo) != 0 ? HintKind.FolderMovedIn : HintKind.FolderMade, path));
            }
            else if ((mask & (CloseWrite | MovedTo)) != 0)
            {
                Tell(new Hint(HintKind.Complete, path));
            }
            else if (SideCar.IsNamedLikeOne(path))
            {
                Tell(new Hint(HintKind.SideCarMade, path));
            }
        }
    }

    private void Tell(Hint hint)
    {
        if (hint.Kind == HintKind.Overflow || _hints.Count >= MostKept)
        {
            _overflow = true;
        }
        else
        {
            _hints.Enqueue(hint);
        }

        _bell.Ring();
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int Init(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true)]
    private static partial int AddWatch(int queue, byte[] path, uint mask);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll([In, Out] Waiting[] waiting, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadEvents(int queue, byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte[] bytes, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
