namespace Platform.Parser;

/// <summary>Parses one document before the first message is taken, so that no reader waits for the table of letters and for code still to be compiled.</summary>
public sealed class WarmUp(DocumentParser parser) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        parser.Parse("Warm-up\n\nA paragraph that is long enough for its language to be told from the words in it, in more than one way."u8.ToArray(), "warm-up.txt");
        parser.Parse("<html><body><article><h1>Warm-up</h1><p>Kappale, joka on kyllin pitka, jotta sen kieli voidaan tunnistaa sanoista.</p></article></body></html>"u8.ToArray(), "warm-up.html");
        parser.Parse("Published: 14 Machi 2022\n\nSomeone said: “The names of months in rare languages are loaded by this.”"u8.ToArray(), "warm-up.txt");
        // Reading the table leaves as much garbage as it is large.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
