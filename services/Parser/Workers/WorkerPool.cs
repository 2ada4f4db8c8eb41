using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Platform.Parser.Workers;

/// <summary>Child processes kept warm, which parse batches of documents under budgets. A document that crashes, hangs or swells its process costs no other.</summary>
public sealed class WorkerPool : IDisposable
{
    // So many of a backlog's documents are handed over at once: what does not belong to it waits for no more than these, some milliseconds.
    private const int Slice = 8;

    private readonly BlockingCollection<Job> _jobs = new(new PromptFirst());
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

    private sealed record Job(IReadOnlyList<ParseRequest> Batch, bool IsBulk)
    {
        public TaskCompletionSource<IReadOnlyList<ParseAnswer>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A queue in which what belongs to a backlog comes behind all else.</summary>
    private sealed class PromptFirst : IProducerConsumerCollection<Job>
    {
        private readonly ConcurrentQueue<Job> _prompt = [];
        private readonly ConcurrentQueue<Job> _bulk = [];

        public int Count => _prompt.Count + _bulk.Count;

        public bool IsSynchronized => false;

        public object SyncRoot => throw new NotSupportedException();

        public bool TryAdd(Job item)
        {
            (item.IsBulk ? _bulk : _prompt).Enqueue(item);
            return true;
        }

        public bool TryTake([MaybeNullWhen(false)] out Job item) => _prompt.TryDequeue(out item) || _bulk.TryDequeue(out item);

        public Job[] ToArray() => [.. _prompt, .. _bulk];

        public void CopyTo(Job[] array, int index) => ToArray().CopyTo(array, index);

        public void CopyTo(Array array, int index) => ToArray().CopyTo(array, index);

        public IEnumerator<Job> GetEnumerator() => ((IEnumerable<Job>)ToArray()).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
