namespace Platform.Parser.Workers;

/// <summary>
/// Child processes kept warm, which parse batches of documents under budgets. A document that crashes, hangs or swells its process costs no other. One process runs from the start, more once documents wait.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    // So many of a backlog's documents are handed over at once: what does not belong to it waits for no more than these, some milliseconds.
    private const int Slice = 8;

    // What waits longer has another worker started, which takes about as long: less, and the first documents after a start, which are read slowly, would have all of them started.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly WorkerSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkerPool> _log;
    private readonly JobQueue _jobs = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _growing = new();
    private readonly List<(Worker Worker, Thread Thread)> _workers = [];
    private long _grown;
    private int _onBacklog; // workers that are busy with one
    private volatile int _count;
    private volatile bool _isClosing;

    /// <summary>Begins to start a worker.</summary>
    /// <param name="settings">How many there may be, and their budgets.</param>
    /// <param name="time">The clock of the time budget, and of how long documents wait.</param>
    /// <param name="log">Takes a line for each worker that ended.</param>
    public WorkerPool(WorkerSettings settings, TimeProvider time, ILogger<WorkerPool> log)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        (_settings, _time, _log) = (settings, time, log);
        Grow(promptOnly: false);
    }

    /// <summary>Completes once a worker takes documents.</summary>
    /// <exception cref="IOException">It does not start.</exception>
    public Task StartedAsync() => _started.Task;

    /// <summary>Process ids of the workers that run.</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (_growing)
            {
                return _workers.Select(running => running.Worker.Pid).Where(pid => pid != 0).ToList();
            }
        }
    }

    /// <summary>
    /// Hands a batch to the next worker that is free, a backlog's in slices to whichever are, and gives the answers in its order. An answer may be <see cref="AnswerKind.Ended"/>: then the caller sees to
    /// the neighbours, and tries that document by <see cref="ParseAgainAsync"/>.
    /// </summary>
    /// <param name="batch">The documents.</param>
    /// <param name="isBulk">Whether they belong to a backlog: all others go before them.</param>
    /// <exception cref="IOException">No worker can be started.</exception>
    public async Task<IReadOnlyList<ParseAnswer>> ParseAsync(IReadOnlyList<ParseRequest> batch, bool isBulk = false)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return isBulk && batch.Count > Slice
            ? [.. (await Task.WhenAll(batch.Chunk(Slice).Select(slice => HandOverAsync(new Job(slice, isBulk))))).SelectMany(answers => answers)]
            : await HandOverAsync(new Job(batch, isBulk));
    }

    private async Task<IReadOnlyList<ParseAnswer>> HandOverAsync(Job job)
    {
        if (!_jobs.Add(job))
        {
            throw Closing();
        }

        while (!job.Begun.Task.IsCompleted && _count < _settings.Count + (job.IsBulk ? 0 : 1))
        {
            await job.Begun.Task.WaitAsync(Patience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!job.Begun.Task.IsCompleted)
            {
                MakeRoom(job);
            }
        }

        return await job.Done.Task;
    }

    // One at a time. Where all are there and a backlog has some of them, one more that takes nothing of it: its documents may take minutes each.
    private void MakeRoom(Job waiting)
    {
        lock (_growing)
        {
            var isFull = _workers.Count >= _settings.Count;
            if (!_isClosing && _time.GetElapsedTime(_grown) >= Patience && (!isFull || (_workers.Count == _settings.Count && !waiting.IsBulk && Volatile.Read(ref _onBacklog) > 0)))
            {
                Grow(promptOnly: isFull);
            }
        }
    }

    private void Grow(bool promptOnly)
    {
        var worker = new Worker(_settings, _time, _log);
        var thread = new Thread(() => Work(worker, promptOnly)) { IsBackground = true, Name = "worker" };
        _workers.Add((worker, thread));
        (_count, _grown) = (_workers.Count, _time.GetTimestamp());
        thread.Start();
    }

    /// <summary>Tries a document that ended its worker once more, alone; what ends its worker again is rejected for that.</summary>
    /// <exception cref="IOException">No worker can be started.</exception>
    public async Task<ParseAnswer> ParseAgainAsync(ParseRequest request)
    {
        var answer = (await ParseAsync([request]))[0];
        return answer.Kind == AnswerKind.Ended ? answer with { Kind = AnswerKind.Rejected } : answer;
    }

    /// <summary>One document, tried again where it ended its worker.</summary>
    /// <exception cref="IOException">No worker can be started.</exception>
    public async Task<ParseAnswer> ParseAsync(ParseRequest request) =>
        (await ParseAsync([request]))[0] is { Kind: not AnswerKind.Ended } answer ? answer : await ParseAgainAsync(request);

    /// <summary>Ends the workers at once. What they hold gets no answer, so that nothing is said of a document that could have been read.</summary>
    public void Dispose()
    {
        lock (_growing)
        {
            _isClosing = true;
        }

        _jobs.Close();
        _workers.ForEach(running => running.Worker.Kill());
        _workers.ForEach(running => running.Thread.Join());
    }

    private void Work(Worker worker, bool promptOnly)
    {
        using (worker)
        {
            Try(worker.Start, () => _started.TrySetResult(), failure => _started.TrySetException(failure));
            while (_jobs.Take(promptOnly) is { } job)
            {
                job.Begun.SetResult();
                Interlocked.Add(ref _onBacklog, job.IsBulk ? 1 : 0);
                ParseAnswer[] answers = [];
                Try(() => answers = _isClosing ? throw Closing() : worker.Parse(job.Batch), () => Settle(job, answers), job.Done.SetException);
                Interlocked.Add(ref _onBacklog, job.IsBulk ? -1 : 0);
            }
        }
    }

    private void Settle(Job job, ParseAnswer[] answers)
    {
        if (_isClosing)
        {
            job.Done.SetException(Closing());
        }
        else
        {
            job.Done.SetResult(answers);
        }
    }

    private static IOException Closing() => new("The workers are being ended.");

    // What keeps a worker from starting is its job's to tell; the next job may find the machine well again.
    private static void Try(Action act, Action done, Action<Exception> failed)
    {
        try
        {
            act();
        }
        catch (Exception failure)
        {
            failed(failure is IOException ? failure : new IOException("A worker cannot be started or used: " + failure.Message, failure));
            return;
        }

        done();
    }
}
