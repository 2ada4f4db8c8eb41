namespace Platform.Storage.Search;

/// <summary>
/// When work behind the records is done. A single document is followed up at once; while many come in, the work waits for a moment without them, since on few cores it takes
/// from the path what it uses, and twenty seconds at most.
/// </summary>
internal sealed class Lull(TimeProvider time) : IDisposable
{
    /// <summary>So long without a new record is a lull.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Longest that work is put off.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private long _storedAt;

    /// <summary>Says that records were stored.</summary>
    public void Stored()
    {
        Volatile.Write(ref _storedAt, time.GetTimestamp());
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is known already.
        }
    }

    /// <summary>Returns when there is something to do and it may be done, and after <paramref name="poll"/> in any case, since others store too.</summary>
    public async Task WaitAsync(TimeSpan poll, CancellationToken cancellation)
    {
        if (!await _wake.WaitAsync(poll, cancellation))
        {
            return;
        }

        var began = time.GetTimestamp();
        while (time.GetElapsedTime(Volatile.Read(ref _storedAt)) is var quiet && quiet < Quiet && time.GetElapsedTime(began) < Longest)
        {
            await Task.Delay(Quiet - quiet, time, cancellation);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _wake.Dispose();
}
