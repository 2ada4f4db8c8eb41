using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Platform.Hosting;

/// <summary>Sends messages to a queue as they once were, byte by byte: those that died go back to where they died.</summary>
/// <param name="configuration">Holds the broker's address.</param>
public sealed class Returning(IConfiguration configuration)
{
    /// <summary>Sends messages one after the other, each confirmed by the broker before the next.</summary>
    /// <param name="messages">The messages, read as they are sent.</param>
    /// <param name="returned">Called for each that the broker has taken.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>One sentence where one could not be sent; none is sent behind it. Null where all were.</returns>
    public async Task<string?> SendAsync(IAsyncEnumerable<DeadMessage> messages, Func<DeadMessage, Task> returned, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(returned);
        var factory = new ConnectionFactory { Uri = Bus.BrokerUri(configuration), AutomaticRecoveryEnabled = false, ClientProvidedName = "platform-return" };
        var queue = "";
        try
        {
            await using var connection = await factory.CreateConnectionAsync(cancellation);
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
            await foreach (var message in messages.WithCancellation(cancellation))
            {
                queue = message.Queue;
                var properties = new BasicProperties
                {
                    ContentType = message.ContentType,
                    MessageId = message.MessageId,
                    DeliveryMode = DeliveryModes.Persistent,
                    Headers = message.Headers.ToDictionary(header => header.Key, header => (object?)header.Value, StringComparer.Ordinal),
                };
                await channel.BasicPublishAsync(exchange: "", routingKey: queue, mandatory: true, properties, message.Body, cancellation);
                await returned(message);
            }

            return null;
        }
        catch (PublishException)
        {
            return $"The queue {queue} is not there any more, or takes nothing now; start the service that reads it and try again.";
        }
        catch (Exception away) when (away is RabbitMQClientException or IOException)
        {
            return "The broker is away: " + away.GetBaseException().Message;
        }
    }
}

/// <summary>A message as it was when it died.</summary>
/// <param name="Id">Key under which it is kept.</param>
/// <param name="Queue">The queue that it died in.</param>
/// <param name="MessageId">Its own id; null where it had none.</param>
/// <param name="ContentType">Media type of the body; null where it was not said.</param>
/// <param name="Headers">Its headers, those of its death left out.</param>
/// <param name="Body">The body.</param>
public sealed record DeadMessage(Guid Id, string Queue, string? MessageId, string? ContentType, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);
