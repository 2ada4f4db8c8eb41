using MassTransit;

namespace Platform.Hosting;

/// <summary>Asks another service over the bus and waits for its answer. A question that nobody takes in time is dropped by the broker.</summary>
/// <param name="bus">The connection.</param>
public sealed class Asker(IBus bus)
{
    /// <summary>Asks.</summary>
    /// <param name="question">The message; its service answers with a <typeparamref name="TAnswer"/>.</param>
    /// <param name="patience">Longest time to wait.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="NoAnswerException">The broker or the other service is away.</exception>
    public async Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, TimeSpan patience, CancellationToken cancellation)
        where TQuestion : class
        where TAnswer : class
    {
        // MassTransit's own timeout begins once the question is sent, and it waits for a broker that is away without end.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            var client = bus.CreateRequestClient<TQuestion>(RequestTimeout.After(ms: (int)patience.TotalMilliseconds));
            return (await client.GetResponse<TAnswer>(question, deadline.Token)).Message;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            throw new NoAnswerException(failure);
        }
    }
}

/// <summary>Nobody answered: the broker or the service that was asked is away.</summary>
/// <param name="cause">What was seen of that.</param>
public sealed class NoAnswerException(Exception cause) : Exception("Nobody answered in time: " + cause.Message, cause);
