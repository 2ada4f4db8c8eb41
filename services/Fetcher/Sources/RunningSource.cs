namespace Platform.Fetcher.Sources;

/// <summary>What an operator says to a source while it runs. Its loop owns the source; consumers ring its bell and set what is volatile.</summary>
internal class RunningSource : IDisposable
{
    private volatile bool _paused;
    private volatile bool _scanWanted;
    private int _commands;

    public Doorbell Bell { get; } = new();

    /// <summary>Whether it takes nothing more until it is resumed. What was taken before goes on.</summary>
    public bool Paused
    {
        get => _paused;
        set
        {
            _paused = value;
            Interlocked.Increment(ref _commands);
            Bell.Ring();
        }
    }

    /// <summary>Takes over what the ledger says of it, since an operator's word may have reached another Fetcher; what is said here meanwhile stands.</summary>
    /// <param name="isPaused">Asks the ledger.</param>
    public async Task LearnAsync(Func<Task<bool>> isPaused)
    {
        var before = Volatile.Read(ref _commands);
        var paused = await isPaused();
        if (Volatile.Read(ref _commands) == before)
        {
            _paused = paused;
        }
    }

    /// <summary>Asks for a look at it now.</summary>
    public void WantScan()
    {
        _scanWanted = true;
        Bell.Ring();
    }

    /// <summary>Whether a look was asked for since the last call.</summary>
    public bool TakeScanWish()
    {
        var wanted = _scanWanted;
        _scanWanted = false;
        return wanted;
    }

    public virtual void Dispose() => Bell.Dispose();
}
