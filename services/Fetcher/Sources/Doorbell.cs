namespace Platform.Fetcher.Sources;

/// <summary>Wakes one sleeper. Rung while nobody sleeps, it wakes the next one at once; rung twice, it wakes once.</summary>
internal sealed class Doorbell : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);
    private readonly Lock _lock = new();

    public void Ring()
    {
        lock (_lock)
        {
            if (_rung.CurrentCount == 0)
            {
                _rung.Release();
            }
        }
    }

    /// <summary>Sleeps until rung or until the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) =>
        _rung.WaitAsync(atMost < TimeSpan.Zero ? TimeSpan.Zero : atMost, cancellation);

    public void Dispose() => _rung.Dispose();
}
