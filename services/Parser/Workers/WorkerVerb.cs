using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Parser.Workers;

/// <summary>
/// <c>worker</c>: the child process. Takes requests from standard input, writes answers to standard output, one after the other, and ends when its input ends: at once,
/// also within a document, since then the service is gone.
/// </summary>
internal static class WorkerVerb
{
    /// <summary>Exit code where the memory ran out.</summary>
    public const int OutOfMemory = 77;

    /// <summary>Most bytes that a packed file may hold; as many as a package's.</summary>
    private const int MostUnpacked = 200_000_000;

    /// <summary>The room that deeply nested documents have; only what is used of it is taken.</summary>
    private const int StackBytes = 16 * 1024 * 1024;

    private const int KeptBuffer = 1 << 20;

    /// <summary>Runs until standard input ends.</summary>
    /// <param name="time">The whole time for a document, in milliseconds.</param>
    /// <param name="memory">The whole memory, in bytes.</param>
    /// <param name="output">Longest answer, in bytes.</param>
    public static int Run(string time, string memory, string output)
    {
        var allowance = new Func<Allowance>(() => new Allowance(
            TimeSpan.FromMilliseconds(long.Parse(time, CultureInfo.InvariantCulture)) / 2, long.Parse(memory, CultureInfo.InvariantCulture) / 2, TimeProvider.System));
        using var answers = Console.OpenStandardOutput();
        Console.SetOut(Console.Error); // answers alone go to standard output
        OfferToTheKernel();

        // Whoever asks the whole group of processes to end means the service, which lets us finish.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);

        using var requests = new BlockingCollection<ParseRequest>();
        var parsing = new Thread(() => Answer(requests, answers, allowance, int.Parse(output, CultureInfo.InvariantCulture)), StackBytes);
        parsing.Start();
        using var input = new BufferedStream(Console.OpenStandardInput(), 1 << 16);
        while (Frames.Read(input, int.MaxValue) is { } frame)
        {
            requests.Add(JsonSerializer.Deserialize(frame.Payload, WorkerJson.Shared.ParseRequest)!);
        }

        Environment.Exit(0);
        return 0;
    }

    private static void Answer(BlockingCollection<ParseRequest> requests, Stream answers, Func<Allowance> allowance, int output)
    {
        try
        {
            var parser = new DocumentParser();
            WarmUp.Parse(parser);
            Frames.Write(answers, Frames.Ready, Environment.ProcessId, []);
            using var frame = new MemoryStream();
            foreach (var request in requests.GetConsumingEnumerable())
            {
                frame.SetLength(Frames.Head);
                frame.Position = Frames.Head;
                var (kind, number) = Write(request, parser, frame, allowance(), output);
                var whole = frame.GetBuffer().AsSpan(0, (int)frame.Length);
                Frames.Close(whole, (byte)kind, number);
                answers.Write(whole);
                answers.Flush();
                if (frame.Capacity > KeptBuffer)
                {
                    frame.SetLength(0);
                    frame.Capacity = 0;
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                }
            }
        }
        catch (OutOfMemoryException)
        {
            Environment.Exit(OutOfMemory);
        }
        catch (IOException)
        {
            Environment.Exit(0); // nobody reads the answers any more
        }
    }

    private static (AnswerKind Kind, int Number) Write(ParseRequest request, DocumentParser parser, MemoryStream frame, Allowance allowance, int output)
    {
        ParseResult result;
        try
        {
            result = parser.Parse(new Content(Bytes(request), request.Name)
            {
                Url = request.Url, Given = request.Given, FetchedAt = request.FetchedAt, ExpectedLanguage = request.ExpectedLanguage, Charset = request.Charset, Allowance = allowance,
            });
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            frame.Write(Encoding.UTF8.GetBytes(unreadable.Message));
            return (AnswerKind.Missing, 0);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            frame.Write(Encoding.UTF8.GetBytes(fault.ToString()));
            return (AnswerKind.Faulted, 0);
        }

        // Each character takes a byte at least.
        var length = result.Document?.Blocks.Sum(block => (long)block.Text.Length) ?? 0;
        if (result.Document is { } document && length <= output)
        {
            JsonSerializer.Serialize(frame, document, WorkerJson.Shared.ParsedDocument);
            if (frame.Length <= output)
            {
                return (AnswerKind.Document, (int)length);
            }

            frame.SetLength(Frames.Head);
            frame.Position = Frames.Head;
        }

        JsonSerializer.Serialize(frame, result.Rejection ?? Endings.OverOutput(output), WorkerJson.Shared.Reason);
        return (AnswerKind.Rejected, 0);
    }

    private static ReadOnlyMemory<byte> Bytes(ParseRequest request)
    {
        if (!request.IsPacked)
        {
            return File.ReadAllBytes(request.Path);
        }

        using var file = File.OpenRead(request.Path);
        using var packed = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = packed.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MostUnpacked)
            {
                throw new InvalidDataException($"it unpacks to more than {MostUnpacked / 1_000_000} million bytes.");
            }
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    // Where the machine's memory runs out, a worker is what can be missed most.
    private static void OfferToTheKernel()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "500");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // no Linux, or none that lets us
        }
    }
}
