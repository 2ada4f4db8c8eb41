using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Fetcher.Containers;

/// <summary>One unpacking process from the Fetcher's side: started when it is needed, kept for the next container, replaced when it crashed or took too long. Used by one loop.</summary>
internal sealed class UnpackerProcess(string contentRoot, ContainerSettings settings) : IDisposable
{
    private static readonly string[] Passed = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ"];

    private Process? _process;

    /// <summary>Has a container unpacked. One that crashes the process is tried once more in a fresh one.</summary>
    public async Task<UnpackAnswer> UnpackAsync(UnpackRequest request, CancellationToken cancellation)
    {
        var isFresh = _process is null;
        return await AskAsync(request, cancellation)
            ?? (isFresh ? null : await AskAsync(request, cancellation))
            ?? await AskAsync(request, cancellation)
            ?? new UnpackAnswer([], 0, Refusals.UnpackerCrashed, Trouble: null);
    }

    /// <summary>Ends the process; the next container starts another.</summary>
    public void Dispose()
    {
        try
        {
            _process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>Null where the process ended without an answer.</summary>
    private async Task<UnpackAnswer?> AskAsync(UnpackRequest request, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        over.CancelAfter(settings.Time);
        try
        {
            _process ??= Start();
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, UnpackJson.Default.UnpackRequest).AsMemory(), over.Token);
            await _process.StandardInput.FlushAsync(over.Token);
            var members = new List<UnpackedMember>();
            while (await _process.StandardOutput.ReadLineAsync(over.Token) is { } text)
            {
                var line = JsonSerializer.Deserialize(text, UnpackJson.Default.UnpackLine)!;
                if (line.End is { } end)
                {
                    return new UnpackAnswer(members, end.LeftOut, end.Reason, end.Trouble);
                }

                members.Add(line.Member!);
            }
        }
        catch (Exception broken) when (broken is IOException or JsonException)
        {
            // The process has ended, perhaps in the middle of a line.
        }
        catch (OperationCanceledException)
        {
            Dispose();
            cancellation.ThrowIfCancellationRequested();
            return new UnpackAnswer([], 0, Refusals.UnpackingOverTime(settings.Time), Trouble: null);
        }

        Dispose();
        return null;
    }

    private Process Start()
    {
        var ours = typeof(UnpackerProcess).Assembly;
        var start = new ProcessStartInfo(Assembly.GetEntryAssembly() == ours ? Environment.ProcessPath ?? "dotnet" : "dotnet")
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(ours.Location);
        }

        start.ArgumentList.Add(UnpackVerb.Verb);
        start.ArgumentList.Add(contentRoot);
        foreach (var name in start.Environment.Keys.Where(name => !Passed.Contains(name, StringComparer.Ordinal) && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        // A reader that asks for more gets an exception and the container its reason: the process needs no watching.
        start.Environment["DOTNET_GCHeapHardLimit"] = settings.MemoryBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start) ?? throw new IOException("The unpacking process cannot be started.");
    }
}
