namespace Platform.Unit.Tests.Fetcher;

/// <summary>A monotonic clock that is moved by hand, and a wall clock that is set by itself.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _ticks;
    private DateTimeOffset _clock = DateTimeOffset.UnixEpoch;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => _clock;

    public void Advance(TimeSpan time) => _ticks += time.Ticks;

    public void SetClock(DateTimeOffset time) => _clock = time;
}
