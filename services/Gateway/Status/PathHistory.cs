namespace Platform.Gateway.Status;

/// <summary>
/// The last hour, minute by minute, in memory: filled by what is read for the metrics anyway, so that a chart costs no query, however many look. What was settled before this process began is
/// taken from the event log, once; what waited then is not known any more.
/// </summary>
public sealed class PathHistory
{
    /// <summary>Minutes that are kept.</summary>
    public const int Minutes = 60;

    private readonly Lock _one = new();
    private readonly Queue<PathMinute> _past = new();
    private PathMinute? _now;

    /// <summary>Takes what was settled before the first reading, oldest first.</summary>
    public void Begin(IReadOnlyList<PathMinute> before)
    {
        lock (_one)
        {
            before.Where(minute => _now is null || minute.At < _now.At).ToList().ForEach(_past.Enqueue);
        }
    }

    /// <summary>Takes a reading.</summary>
    public void Note(PathState path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var minute = new DateTimeOffset(path.Now.UtcTicks - (path.Now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var backlog = path.Fetcher.Pending + path.Parser.Pending + path.Storage.Pending;
        var errors = path.Fetcher.ErrorsPerMinute + path.Parser.ErrorsPerMinute + path.Storage.ErrorsPerMinute;
        lock (_one)
        {
            if (_now is { } before && before.At != minute)
            {
                _past.Enqueue(before);
                while (_past.Count >= Minutes)
                {
                    _past.Dequeue();
                }
            }

            // A rate is that of the last sixty seconds, so the last reading of a minute is the minute's; of a backlog the highest is what one wants to see.
            _now = new PathMinute(minute, path.Storage.PerMinute, errors, Math.Max(backlog, _now?.At == minute ? _now.Backlog ?? 0 : 0));
        }
    }

    /// <summary>What is known of the last hour, oldest first; minutes in which nothing could be read are missing.</summary>
    public IReadOnlyList<PathMinute> Read()
    {
        lock (_one)
        {
            return _now is null ? [] : [.. _past.Where(minute => _now.At - minute.At < TimeSpan.FromMinutes(Minutes)), _now];
        }
    }
}

/// <summary>One minute of the path.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="PerMinute">Outcomes.</param>
/// <param name="Errors">Rejections and failures among them.</param>
/// <param name="Backlog">Most documents that waited for a stage; null where nobody looked.</param>
public sealed record PathMinute(DateTimeOffset At, double PerMinute, double Errors, long? Backlog);
