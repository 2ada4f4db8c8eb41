using Platform.Gateway.Records;
using Platform.Gateway.Services;

namespace Platform.Gateway.Status;

/// <summary>
/// All that the overview shows, read by one for all who ask while the reading before it goes on, however many look. Nobody is given a reading that began before they asked: it may have missed
/// what they were just told of.
/// </summary>
public sealed class OverviewReader(PathReader path, Books books, LanesReader lanes, RecordsReader records, PathHistory history, ServicesBook services) : IDisposable
{
    private const int Shown = 20;

    private readonly SemaphoreSlim _one = new(1, 1);
    private long _started;
    private long _completed;
    private Overview? _last;

    /// <summary>Reads it, or shares the reading of another who asked meanwhile.</summary>
    public async Task<Overview> ReadAsync(CancellationToken cancellation)
    {
        var before = Volatile.Read(ref _started);
        await _one.WaitAsync(cancellation);
        try
        {
            if (_last is null || _completed <= before)
            {
                var number = Interlocked.Increment(ref _started);
                _last = new Overview(
                    await path.ReadAsync(cancellation), await books.ReadAsync(cancellation), await lanes.ReadAsync(cancellation), await records.NewestAsync(Shown, before: null, cancellation),
                    await records.RefusalsAsync(Shown, cancellation), history.Read(), services.All());
                _completed = number;
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();
}

/// <summary>What the overview shows.</summary>
public sealed record Overview(
    PathState Path, BooksState Books, IReadOnlyDictionary<string, LaneState> Lanes, IReadOnlyList<DocumentSummary> Newest, IReadOnlyList<Refusal> Refusals, IReadOnlyList<PathMinute> Hour,
    IReadOnlyList<ServiceState> Services);
