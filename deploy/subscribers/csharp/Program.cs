// Reads events over AMQP from a durable queue of its own and appends each envelope to a file, one a line. Acknowledges what is written:
// killed at any moment it loses nothing, and what comes twice has the same id.
//
//   PLATFORM_BROKER=amqp://… dotnet run -- QUEUE events.jsonl [ROUTING-KEY]
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

if (args is not [var queue, var file, ..] || Environment.GetEnvironmentVariable("PLATFORM_BROKER") is not { } broker)
{
    Console.Error.WriteLine("usage: PLATFORM_BROKER=amqp://… dotnet run -- QUEUE FILE [ROUTING-KEY]");
    return 64;
}

var routingKey = args is [_, _, var key] ? key : "document.#";

// The client connects again by itself, also after the broker was away, and declares queue, binding and consumer anew.
var factory = new ConnectionFactory { Uri = new Uri(broker), ClientProvidedName = queue };
await using var connection = await factory.CreateConnectionAsync();
await using var channel = await connection.CreateChannelAsync();
await channel.ExchangeDeclareAsync("platform.events", ExchangeType.Topic, durable: true);
await channel.QueueDeclareAsync(
    queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" });
await channel.QueueBindAsync(queue, "platform.events", routingKey);
await channel.BasicQosAsync(0, prefetchCount: 64, global: false);
var consumer = new AsyncEventingBasicConsumer(channel);
consumer.ReceivedAsync += async (_, delivery) =>
{
    using var happened = JsonDocument.Parse(delivery.Body); // CloudEvents: id, type, data
    await File.AppendAllTextAsync(file, happened.RootElement.GetRawText() + "\n");
    await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
};
await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
Console.WriteLine("reading");
await Task.Delay(Timeout.Infinite);
return 0;
