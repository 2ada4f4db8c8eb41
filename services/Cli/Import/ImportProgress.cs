using System.Globalization;

namespace Platform.Cli.Import;

/// <summary>How far an import is: one line that is drawn anew on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed class ImportProgress(TimeProvider clock)
{
    private const int Width = 30;
    private readonly long _began = clock.GetTimestamp();
    private long _sent, _settled, _settling, _refused, _drawn;

    /// <summary>How many files there are; 0 while they are counted.</summary>
    public long Total { get; set; }

    /// <summary>Files that the server entered, now or in an earlier run.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Files that were not taken.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public void Add(int files) => Interlocked.Add(ref _sent, files);

    public void Refuse() => Interlocked.Increment(ref _refused);

    /// <summary>Files with an outcome: those of batches that are settled, and those of the one that is looked at.</summary>
    public void Settle(long before, long now)
    {
        Interlocked.Exchange(ref _settled, before);
        Interlocked.Exchange(ref _settling, now);
    }

    /// <summary>Draws until it is told to end.</summary>
    public async Task DrawAsync(bool waits, CancellationToken ended)
    {
        var interval = Console.IsErrorRedirected ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(250);
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await Console.Error.WriteAsync(Console.IsErrorRedirected ? Line(waits) + "\n" : $"\r{Line(waits),-110}");
                _drawn++;
            }
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteAsync(Console.IsErrorRedirected || _drawn == 0 ? "" : $"\r{"",-110}\r");
        }
    }

    private string Line(bool waits)
    {
        if (Total == 0)
        {
            return "counting …";
        }

        var done = (waits ? Interlocked.Read(ref _settled) + Interlocked.Read(ref _settling) : Sent) + Refused;
        var seconds = clock.GetElapsedTime(_began).TotalSeconds;
        var rate = done / Math.Max(0.001, seconds);
        var rest = rate > 0 ? TimeSpan.FromSeconds(Math.Ceiling((Total - done) / rate)).ToString("c", CultureInfo.InvariantCulture) : "?";
        var bar = new string('#', (int)Math.Clamp(done * Width / Total, 0, Width)).PadRight(Width, '.');
        return string.Create(CultureInfo.InvariantCulture, $"[{bar}] {done:N0} of {Total:N0}, {rate:N0} a second, {rest} to go{(waits ? $", {Sent:N0} sent" : "")}{(Refused > 0 ? $", {Refused:N0} refused" : "")}");
    }
}
