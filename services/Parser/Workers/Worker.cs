using Platform.Hosting;

namespace Platform.Parser.Workers;

/// <summary>
/// Hands documents to a child process, one batch after the other, watches what it takes, and starts another when it has ended or grown. Used by one thread.
/// </summary>
internal sealed class Worker(WorkerSettings settings, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Documents that the child holds at once, so that it never waits for the next one.</summary>
    private const int Ahead = 2;

    /// <summary>What has not been begun by then goes back: the broker waits half an hour for the answer to a message.</summary>
    private static readonly TimeSpan Batch = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private WorkerProcess? _process;
    private volatile bool _isClosing;
    private long _begun;

    /// <summary>Process id of the child; 0 where none runs.</summary>
    public int Pid => _process?.Pid ?? 0;

    /// <summary>Starts the child where none runs.</summary>
    /// <exception cref="IOException">It does not start.</exception>
    public void Start() => _process ??= WorkerProcess.Start(settings);

    /// <summary>Answers to all documents, in their order. One that ends the child costs only itself.</summary>
    /// <exception cref="IOException">No child can be started.</exception>
    public ParseAnswer[] Parse(IReadOnlyList<ParseRequest> batch)
    {
        var answers = new ParseAnswer[batch.Count];
        var start = time.GetTimestamp();
        using var watch = time.CreateTimer(_ => Watch(), null, Look, Look);
        for (var answered = 0; answered < batch.Count;)
        {
            if (_isClosing || time.GetElapsedTime(start) >= Batch)
            {
                answers.AsSpan(answered).Fill(new ParseAnswer(AnswerKind.NotBegun));
                break;
            }

            answered = ParseUntilEnded(batch, answered, answers, start);
        }

        Interlocked.Exchange(ref _begun, 0);
        if (_process is { } process && (process.Answered >= settings.RecycleDocuments || process.ResidentBytes > settings.RecycleBytes))
        {
            Renew();
        }

        return answers;
    }

    /// <summary>Ends the child, from another thread.</summary>
    public void Kill()
    {
        _isClosing = true;
        _process?.Kill(Endings.Crashed);
    }

    public void Dispose() => Renew();

    // Returns how many documents are answered now: all, or those up to the one that the child ended with.
    private int ParseUntilEnded(IReadOnlyList<ParseRequest> batch, int answered, ParseAnswer[] answers, long start)
    {
        Start();
        for (var sent = answered; answered < batch.Count; answered++)
        {
            while (sent < batch.Count && sent < answered + Ahead && (sent == answered || time.GetElapsedTime(start) < Batch))
            {
                _process!.Send(batch[sent++]);
            }

            if (sent == answered)
            {
                return answered;
            }

            Interlocked.Exchange(ref _begun, time.GetTimestamp());
            answers[answered] = _process!.Receive() with { Took = time.GetElapsedTime(Interlocked.Read(ref _begun)) };
            if (answers[answered].Kind == AnswerKind.Ended)
            {
                using var about = batch[answered].Arrival == Guid.Empty ? null : Traces.Begin("end of a worker", [batch[answered].Arrival], log);
                log.WorkerEnded(_process.Pid, batch[answered].Name, answers[answered].Reason!.Code, _process.Said);
                Renew();
                return answered + 1;
            }
        }

        return answered;
    }

    private void Watch()
    {
        var begun = Interlocked.Read(ref _begun);
        if (begun == 0 || _process is not { } process)
        {
            return;
        }

        if (time.GetElapsedTime(begun) > settings.Time)
        {
            process.Kill(Endings.OverTime(settings.Time));
        }
        else if (process.ResidentBytes > settings.MemoryBytes)
        {
            process.Kill(Endings.OverMemory(settings.MemoryBytes));
        }
    }

    private void Renew()
    {
        Interlocked.Exchange(ref _begun, 0);
        Interlocked.Exchange(ref _process, null)?.Dispose();
    }
}
