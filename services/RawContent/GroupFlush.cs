using System.Runtime.InteropServices;

namespace Platform.RawContent;

/// <summary>
/// Flushes files and folders of one file system to the disk, together where several ask at once: what gathers while one flush runs is covered by the
/// next, with one <c>syncfs</c> for all of it. Alone, a file or folder is flushed by <c>fsync</c>, which touches nothing else. Flushing each of many
/// small files by itself cost the writer a third of its processor time, most of it in switching between waits.
/// </summary>
internal sealed partial class GroupFlush(string root)
{
    private const int CloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC
    private readonly Lock _gate = new();
    private List<Request> _gathered = [];
    private bool _running;

    /// <summary>Returns once the files and folders are on the disk.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public Task FlushAsync(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return Task.CompletedTask;
        }

        var request = new Request(paths);
        lock (_gate)
        {
            _gathered.Add(request);
            if (_running)
            {
                return request.Done.Task;
            }

            _running = true;
        }

        _ = Task.Run(Run);
        return request.Done.Task;
    }

    private void Run()
    {
        while (true)
        {
            List<Request> together;
            lock (_gate)
            {
                if (_gathered.Count == 0)
                {
                    _running = false;
                    return;
                }

                (together, _gathered) = (_gathered, []);
            }

            try
            {
                var paths = together.SelectMany(request => request.Paths).ToList();
                if (paths.Count <= 2)
                {
                    paths.ForEach(path => Flush(path, Fsync));
                }
                else
                {
                    Flush(root, Syncfs);
                }

                together.ForEach(request => request.Done.SetResult());
            }
            catch (IOException failure)
            {
                together.ForEach(request => request.Done.TrySetException(failure));
            }
        }
    }

    // .NET opens no folders, so the system calls are made here.
    private static void Flush(string path, Func<int, int> call)
    {
        var descriptor = Open(path, CloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open {path} to flush it (error {Marshal.GetLastPInvokeError()}).");
        }

        var failed = call(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
        {
            throw new IOException($"Cannot flush {path} (error {error}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int Syncfs(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private sealed class Request(IReadOnlyList<string> paths)
    {
        public IReadOnlyList<string> Paths { get; } = paths;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
