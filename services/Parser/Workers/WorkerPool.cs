using System.Collections.Concurrent;

namespace Platform.Parser.Workers;

/// <summary>Child processes kept warm, which parse batches of documents under budgets. A document that crashes, hangs or swells its process costs no other.</summary>
public sealed class WorkerPool : IDisposable
{
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly List<Worker> _workers;
    private readonly List<Thread> _threads;
    private readonly List<Task> _starting;
    private volatile bool _isClosing;

    /// <summary>Begins to start the workers.</summary>
    /// <param name="settings">How many, and their budgets.</param>
    /// <param name="time">The clock of the time budget.</param>
    /// <param name="log">Takes a line for each worker that ended.</param>
    public WorkerPool(WorkerSettings settings, TimeProvider time, ILogger<WorkerPool> log)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _workers = Enumerable.Range(0, settings.Count).Select(_ => new Worker(settings, time, log)).ToList();
        var started = _workers.ConvertAll(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _starting = started.ConvertAll(source => source.Task);
        _threads = _workers.Zip(started, (worker, source) => new Thread(() => Work(worker, source)) { IsBackground = true, Name = "worker" }).ToList();
        _threads.ForEach(thread => thread.Start());
    }

    /// <summary>Completes once all workers take documents.</summary>
    /// <exception cref="IOException">One does not start.</exception>
    public Task StartedAsync() => Task.WhenAll(_starting);

    /// <summary>Process ids of the workers that run.</summary>
    public IReadOnlyList<int> Pids => _workers.Select(worker => worker.Pid).Where(pid => pid != 0).ToList();

    /// <summary>
    /// Hands a batch to the next worker that is free and gives the answers in its order. An answer may be <see cref="AnswerKind.Ended"/>: then the caller sees to
    /// the neighbours, and tries that document by <see cref="ParseAgainAsync"/>.
    /// </summary>
    /// <exception cref="IOException">No worker can be started.</exception>
    public async Task<IReadOnlyList<ParseAnswer>> ParseAsync(IReadOnlyList<ParseRequest> batch)
    {
        var job = new Job(batch);
        try
        {
            _jobs.Add(job);
        }
        catch (InvalidOperationException)
        {
            throw Closing();
        }

        return await job.Done.Task;
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
        _isClosing = true;
        _jobs.CompleteAdding();
        _workers.ForEach(worker => worker.Kill());
        _threads.ForEach(thread => thread.Join());
        _jobs.Dispose();
    }

    private void Work(Worker worker, TaskCompletionSource started)
    {
        using (worker)
        {
            Try(worker.Start, started.SetResult, started.SetException);
            foreach (var job in _jobs.GetConsumingEnumerable())
            {
                ParseAnswer[] answers = [];
                Try(() => answers = _isClosing ? throw Closing() : worker.Parse(job.Batch), () => Settle(job, answers), job.Done.SetException);
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

    private sealed record Job(IReadOnlyList<ParseRequest> Batch)
    {
        public TaskCompletionSource<IReadOnlyList<ParseAnswer>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
