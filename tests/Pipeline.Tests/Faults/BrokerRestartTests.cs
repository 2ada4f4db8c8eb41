using Platform.Pipeline.Tests.Running;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace Platform.Pipeline.Tests.Faults;

public sealed class BrokerRestartTests
{
    /// <summary>Without help RabbitMQ 3.10.8 leaves a quorum queue without a leader when a client opens it before its election.</summary>
    [Fact]
    public async Task A_queue_that_is_opened_while_a_killed_broker_starts_again_takes_and_gives_messages()
    {
        await using var servers = new NativeServers();
        await servers.StartAsync("rabbitmq");
        var queues = Enumerable.Range(0, 10).Select(number => $"restarted-{number}").ToList();
        await using (var connection = await ConnectAsync(servers.RabbitMq))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (var queue in queues)
            {
                await channel.QueueDeclareAsync(
                    queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" },
                    cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        await NativeServers.KillAsync(servers.RabbitMqPid);
        var starting = servers.StartAsync("rabbitmq");
        await Task.WhenAll(queues.Select(queue => PassMessageAsync(servers.RabbitMq, queue)));
        await starting;
    }

    // Connects as soon as the port is open, as a consumer does whose broker went away.
    private static async Task PassMessageAsync(string broker, string queue)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await using var reading = await connection.CreateChannelAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(reading);
        consumer.ReceivedAsync += (_, _) =>
        {
            arrived.TrySetResult();
            return Task.CompletedTask;
        };
        await reading.BasicConsumeAsync(queue, autoAck: true, consumer).WaitAsync(Wait.Bound);
        await channel.BasicPublishAsync("", queue, new byte[] { 1 }).AsTask().WaitAsync(Wait.Bound);
        await arrived.Task.WaitAsync(Wait.Bound);
    }

    private static Task<IConnection> ConnectAsync(string broker) => Wait.ForAsync("the broker", async () =>
    {
        try
        {
            return await new ConnectionFactory { Uri = new Uri(broker), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        }
        catch (Exception away) when (away is BrokerUnreachableException or OperationInterruptedException)
        {
            return null;
        }
    });
}
