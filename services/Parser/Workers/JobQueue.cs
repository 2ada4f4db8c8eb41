namespace Platform.Parser.Workers;

/// <summary>What waits for a worker. What belongs to a backlog comes behind all else.</summary>
internal sealed class JobQueue
{
    private readonly object _gate = new();
    private readonly Queue<Job> _prompt = [];
    private readonly Queue<Job> _bulk = [];
    private bool _isClosed;

    /// <summary>Puts a job behind those of its kind; false once the queue is closed.</summary>
    public bool Add(Job job)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                (job.IsBulk ? _bulk : _prompt).Enqueue(job);
                Monitor.PulseAll(_gate);
            }

            return !_isClosed;
        }
    }

    /// <summary>Waits for the next job; null once the queue is closed and empty.</summary>
    /// <param name="promptOnly">Leaves what belongs to a backlog to others.</param>
    public Job? Take(bool promptOnly)
    {
        lock (_gate)
        {
            Job? job;
            while (!_prompt.TryDequeue(out job) && (promptOnly || !_bulk.TryDequeue(out job)) && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            return job;
        }
    }

    /// <summary>Takes no more jobs.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}

/// <summary>Documents that go to a worker together.</summary>
/// <param name="Batch">The documents.</param>
/// <param name="IsBulk">Whether they belong to a backlog.</param>
internal sealed record Job(IReadOnlyList<ParseRequest> Batch, bool IsBulk)
{
    /// <summary>Completes once a worker has it.</summary>
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the answers.</summary>
    public TaskCompletionSource<IReadOnlyList<ParseAnswer>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
