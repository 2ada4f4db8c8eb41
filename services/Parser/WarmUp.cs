using System.Runtime;
using Platform.Parser.Workers;

namespace Platform.Parser;

/// <summary>Takes the first message only once the workers are warm, so that no reader waits for them to start.</summary>
public sealed class WarmUp(WorkerPool workers) : IHostedService
{
    /// <summary>Parses a document of each usual kind, so that the words of all rules are read and the code compiled.</summary>
    public static void Parse(DocumentParser parser)
    {
        ArgumentNullException.ThrowIfNull(parser);
        parser.Parse("Warm-up\n\nA paragraph that is long enough for its language to be told from the words in it, in more than one way."u8.ToArray(), "warm-up.txt");
        parser.Parse("<html><body><article><h1>Warm-up</h1><p>Kappale, joka on kyllin pitka, jotta sen kieli voidaan tunnistaa sanoista.</p></article></body></html>"u8.ToArray(), "warm-up.html");
        parser.Parse("Published: 14 Machi 2022\n\nSomeone said: “The names of months in rare languages are loaded by this.”"u8.ToArray(), "warm-up.txt");
        // What is read at first use, such as names of countries, leaves garbage, some of it among large objects.
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => workers.StartedAsync().WaitAsync(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
