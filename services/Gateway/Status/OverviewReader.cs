using Platform.Gateway.Records;
using Platform.Gateway.Services;

namespace Platform.Gateway.Status;

/// <summary>All that the overview shows, read at most once a second, however many look at it.</summary>
public sealed class OverviewReader(PathReader path, Books books, LanesReader lanes, RecordsReader records, PathHistory history, ServicesBook services, TimeProvider time) : IDisposable
{
    private const int Shown = 20;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private long _readAt;
    private Overview? _last;

    /// <summary>It, or what it was a second ago.</summary>
    public async Task<Overview> ReadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_last is null || time.GetElapsedTime(_readAt) > Fresh)
            {
                _last = new Overview(
                    await path.ReadAsync(cancellation), await books.ReadAsync(cancellation), await lanes.ReadAsync(cancellation), await records.NewestAsync(Shown, before: null, cancellation),
                    await records.RefusalsAsync(Shown, cancellation), history.Read(), services.All());
                _readAt = time.GetTimestamp();
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
