using System.Collections.Concurrent;
using MassTransit;

namespace Platform.Hosting;

/// <summary>Counts what this process does with each queue that it reads, for its heartbeat.</summary>
internal sealed class QueueWork : IReceiveObserver
{
    private static readonly ConcurrentDictionary<string, Count> Counts = new(StringComparer.Ordinal);

    /// <summary>Every queue that this process reads.</summary>
    public static IReadOnlyDictionary<string, Count> All => Counts;

    /// <summary>Names a queue, with how many of its messages are handled at once.</summary>
    public static void Reads(Uri queue, int concurrency) => Of(queue).Concurrency = concurrency;

    /// <inheritdoc />
    public Task PreReceive(ReceiveContext context) => Note(context, count => Interlocked.Increment(ref count.UnderWay));

    /// <inheritdoc />
    public Task PostReceive(ReceiveContext context) => EndAsync(context);

    /// <inheritdoc />
    public Task ReceiveFault(ReceiveContext context, Exception exception) => EndAsync(context);

    /// <inheritdoc />
    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    /// <inheritdoc />
    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    private static Task EndAsync(ReceiveContext context) => Note(context, count =>
    {
        Interlocked.Decrement(ref count.UnderWay);
        Interlocked.Increment(ref count.Taken);
    });

    // Only queues that were named: those for answers and heartbeats come and go.
    private static Task Note(ReceiveContext context, Action<Count> note)
    {
        if (Counts.TryGetValue(NameOf(context.InputAddress), out var count))
        {
            note(count);
        }

        return Task.CompletedTask;
    }

    private static Count Of(Uri queue) => Counts.GetOrAdd(NameOf(queue), _ => new Count());

    private static string NameOf(Uri queue) => queue.AbsolutePath[(queue.AbsolutePath.LastIndexOf('/') + 1)..];

    /// <summary>The counts of one queue.</summary>
    internal sealed class Count
    {
        public int Concurrency { get; set; }

        public int UnderWay;

        public long Taken;
    }
}
