using MassTransit;

namespace Platform.Hosting;

/// <summary>Publishes outside of a consumer, for a service whose own ledger publishes again what did not go out.</summary>
/// <param name="bus">The connection.</param>
public sealed class Publisher(IBus bus)
{
    /// <summary>Longest time that one message may take: 10 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Publishes a message and waits until the broker has confirmed it.</summary>
    /// <returns>Null, or why it did not go out, in the time allowed; it may still arrive.</returns>
    /// <param name="message">The message.</param>
    /// <param name="queue">The one queue that it goes to; null for everyone who has subscribed to its type.</param>
    /// <param name="cancellation">Ends the call with an exception.</param>
    public async Task<Exception?> TryPublishAsync<T>(T message, string? queue, CancellationToken cancellation)
        where T : class
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        try
        {
            // The exchange of the queue's name, which its reader binds to it: a message that comes before its reader is not kept, and published again.
            await (queue is null ? bus.Publish(message, deadline.Token) : (await bus.GetSendEndpoint(new Uri("exchange:" + queue))).Send(message, deadline.Token));
            return null;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return failure;
        }
    }
}
