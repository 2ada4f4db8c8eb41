namespace Platform.Storage.Search;

/// <summary>
/// When work behind the records is done. A single document is followed up at once; while many come in, the work waits for a moment without them, since on few cores it takes
/// from the path what it uses, and twenty seconds at most. Where no such moment comes, it takes a quarter of the time.
/// </summary>
internal sealed class Lull(TimeProvider time) : IDisposable
{
    /// <summary>So long without a new record is a lull.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Longest that work is put off.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private long _storedAt;

    // Whether no lull came for too long.
    private bool _isPressed;

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
        if (await _wake.WaitAsync(poll, cancellation))
        {
            await UntilQuietAsync(Longest, cancellation);
        }
    }

    /// <summary>Returns when the next piece of the work may be done, after one that took so long.</summary>
    public Task RestAsync(TimeSpan worked, CancellationToken cancellation) => UntilQuietAsync(_isPressed ? worked * 3 : Longest, cancellation);

    private async Task UntilQuietAsync(TimeSpan most, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        TimeSpan quiet;
        while ((quiet = time.GetElapsedTime(Volatile.Read(ref _storedAt))) < Quiet && time.GetElapsedTime(began) is var waited && waited < most)
        {
            await Task.Delay(Quiet - quiet < most - waited ? Quiet - quiet : most - waited, time, cancellation);
        }

        _isPressed = quiet < Quiet;
    }

    /// <inheritdoc />
    public void Dispose() => _wake.Dispose();
}
