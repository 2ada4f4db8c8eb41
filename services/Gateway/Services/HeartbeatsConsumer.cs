using MassTransit;
using Platform.Hosting;

namespace Platform.Gateway.Services;

/// <summary>Hears the heartbeats of every process, over a queue of this Gateway's own that goes with it.</summary>
public sealed class HeartbeatsConsumer(ServicesBook book) : IConsumer<Heartbeat>
{
    /// <summary>Connects to the bus, and listens.</summary>
    internal static void Listen(WebApplicationBuilder builder) => builder.AddBus(
        "gateway",
        bus => bus.AddConsumer<HeartbeatsConsumer>(),
        (context, rabbit) => rabbit.ReceiveEndpoint($"gateway.heartbeats.{Guid.NewGuid():N}", endpoint =>
        {
            (endpoint.Durable, endpoint.AutoDelete, endpoint.Exclusive) = (false, true, true);
            endpoint.LeaveFaultsToTheLedger();
            endpoint.ConfigureConsumer<HeartbeatsConsumer>(context);
        }));

    /// <inheritdoc />
    public Task Consume(ConsumeContext<Heartbeat> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        book.Heard(context.Message);
        return Task.CompletedTask;
    }
}
