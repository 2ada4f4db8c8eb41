using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Parser.Workers;

/// <summary>One child process, from the side of the service. Used by one thread; <see cref="Kill"/> by any.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int MostSaid = 2000;

    /// <summary>What a child may know of the environment. Connection strings are not among it.</summary>
    private static readonly string[] Passed = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "TESSDATA_PREFIX"];

    private readonly Process _process;
    private readonly Stream _requests;
    private readonly BufferedStream _answers;
    private readonly WorkerSettings _settings;
    private readonly Thread _listening;
    private readonly StringBuilder _said = new();
    private Reason? _killedFor;

    private WorkerProcess(Process process, WorkerSettings settings)
    {
        (_process, _settings) = (process, settings);
        _requests = process.StandardInput.BaseStream;
        _answers = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
        _listening = new Thread(Listen, 1 << 18) { IsBackground = true };
        _listening.Start();
    }

    /// <summary>Documents that it answered.</summary>
    public int Answered { get; private set; }

    public int Pid => _process.Id;

    /// <summary>What it wrote to standard error, at most 2,000 characters.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString().Trim();
            }
        }
    }

    /// <summary>Resident memory in bytes; 0 once it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                return 0;
            }
        }
    }

    /// <summary>Starts one and waits until it takes documents.</summary>
    /// <exception cref="IOException">It does not start.</exception>
    public static WorkerProcess Start(WorkerSettings settings)
    {
        var start = new ProcessStartInfo(Host)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            ArgumentList = { typeof(WorkerProcess).Assembly.Location, "worker", Text(settings.Time.TotalMilliseconds), Text(settings.MemoryBytes), Text(settings.OutputBytes) },
        };
        foreach (var name in start.Environment.Keys.Where(name => !Passed.Contains(name, StringComparer.Ordinal) && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        // One document at a time needs one heap and no thread that collects it beside; few young objects, small regions and one arena keep it small (30 MB a worker, at no cost that was measured).
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCgen0size"] = "400000";
        start.Environment["DOTNET_GCRegionSize"] = "100000";
        start.Environment["MALLOC_ARENA_MAX"] = "1";
        start.Environment["DOTNET_GCHeapHardLimit"] = settings.MemoryBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        var process = Process.Start(start) ?? throw new IOException("No worker can be started.");
        var worker = new WorkerProcess(process, settings);
        if (Frames.Read(worker._answers, 0) is { Kind: Frames.Ready })
        {
            return worker;
        }

        worker.Dispose();
        throw new IOException("A worker ended before it took documents: " + worker.Said);
    }

    public void Send(ParseRequest request)
    {
        try
        {
            Frames.Write(_requests, 0, 0, JsonSerializer.SerializeToUtf8Bytes(request, WorkerJson.Shared.ParseRequest));
        }
        catch (IOException)
        {
            // It has ended, which the next answer will tell.
        }
    }

    /// <summary>The answer to the oldest request without one. Of kind <see cref="AnswerKind.Ended"/> where the worker ended: then it takes no more.</summary>
    public ParseAnswer Receive()
    {
        Frame? frame;
        try
        {
            frame = Frames.Read(_answers, _settings.OutputBytes);
        }
        catch (InvalidDataException)
        {
            Kill(Endings.OverOutput(_settings.OutputBytes));
            frame = null;
        }

        if (frame is null)
        {
            return new ParseAnswer(AnswerKind.Ended) { Reason = WhyEnded() };
        }

        Answered++;
        return (AnswerKind)frame.Kind switch
        {
            AnswerKind.Document => new ParseAnswer(AnswerKind.Document) { Json = frame.Payload, TextLength = frame.Number },
            AnswerKind.Rejected => new ParseAnswer(AnswerKind.Rejected) { Reason = JsonSerializer.Deserialize(frame.Payload, WorkerJson.Shared.Reason) },
            var kind => new ParseAnswer(kind) { Fault = Encoding.UTF8.GetString(frame.Payload) },
        };
    }

    /// <summary>kill -9, with whatever it has started.</summary>
    public void Kill(Reason why)
    {
        Interlocked.CompareExchange(ref _killedFor, why, null);
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>Ends it; at once, since no document is in it.</summary>
    public void Dispose()
    {
        Kill(Endings.Crashed);
        _process.WaitForExit();
        _listening.Join();
        _process.Dispose();
    }

    private static string Host => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private static string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private Reason WhyEnded()
    {
        _process.WaitForExit();
        return _killedFor ?? (_process.ExitCode == WorkerVerb.OutOfMemory || Said.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
            ? Endings.OverMemory(_settings.MemoryBytes)
            : Endings.Crashed);
    }

    // A runtime that ends tells its whole stack; the beginning says what happened.
    private void Listen()
    {
        var buffer = new char[1024];
        using var said = _process.StandardError;
        for (int read; (read = said.Read(buffer, 0, buffer.Length)) > 0;)
        {
            lock (_said)
            {
                _said.Append(buffer, 0, Math.Min(read, MostSaid - _said.Length));
            }
        }
    }
}
