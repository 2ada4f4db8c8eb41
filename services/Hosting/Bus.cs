using System.Text.Encodings.Web;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Hosting;

/// <summary>The connection to RabbitMQ through MassTransit, and the shape that every work queue has.</summary>
public static class Bus
{
    /// <summary>Exchange and queue that take messages whose worker ended <see cref="DeliveryLimit"/> times without an answer.</summary>
    public const string DeadLetters = "platform.dead-letters";

    /// <summary>
    /// Deliveries before a message is dead-lettered. A crash counts against every message its worker had prefetched, so the limit leaves
    /// room for a few innocent ones; the ledger re-drives whatever is lost here.
    /// </summary>
    public const int DeliveryLimit = 4;

    /// <summary>Connects to <c>ConnectionStrings:RabbitMq</c>, an AMQP 0-9-1 URI such as <c>amqp://user:password@127.0.0.1:5672/platform</c>.</summary>
    /// <param name="builder">The service under construction.</param>
    /// <param name="service">Its name, as its heartbeats say it.</param>
    /// <param name="consumers">Registers the service's consumers.</param>
    /// <param name="endpoints">Declares the service's receive endpoints.</param>
    /// <exception cref="BadSettingException">The connection string is missing or no AMQP URI.</exception>
    public static void AddBus(
        this WebApplicationBuilder builder,
        string service,
        Action<IBusRegistrationConfigurator> consumers,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> endpoints)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var broker = BrokerUri(builder.Configuration);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddReceiveObserver<QueueWork>();
            consumers(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                // MassTransit indents its messages, which costs writer, broker and reader a third of their work here.
                rabbit.ConfigureJsonSerializerOptions(json =>
                {
                    json.WriteIndented = false;
                    json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
                    return json;
                });
                rabbit.Host(broker, host => host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5)));
                endpoints(context, rabbit);
            });
        });
        builder.Services.AddSingleton<Publisher>();
        builder.Services.AddSingleton<Asker>();
        builder.Services.AddSingleton<Returning>();
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<Heartbeats>(services, service));
        builder.Services.AddHostedService(services => services.GetRequiredService<Heartbeats>());
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(20);
        });
    }

    /// <summary>
    /// A durable queue that loses nothing: quorum, with a limit on deliveries and a dead-letter exchange. With a limit and no such exchange
    /// RabbitMQ deletes the message silently (seen on 3.10.8).
    /// </summary>
    /// <param name="endpoint">The receive endpoint.</param>
    /// <param name="prefetch">Messages held unacknowledged at once. A crash counts against each of them: keep it small.</param>
    /// <param name="concurrency">Messages handled at once, at most <paramref name="prefetch"/>.</param>
    public static void WorkQueue(this IRabbitMqReceiveEndpointConfigurator endpoint, int prefetch, int concurrency)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.SetQuorumQueue();
        endpoint.ThrowOnSkippedMessages(); // what its reader cannot read dies too, and is seen
        QueueWork.Reads(endpoint.InputAddress, concurrency);
        endpoint.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        endpoint.SetQueueArgument("x-dead-letter-exchange", DeadLetters);
        endpoint.PrefetchCount = prefetch;
        endpoint.ConcurrentMessageLimit = concurrency;
    }

    /// <summary>A work queue that takes what is sent to it by name, and nothing that is published: the second lane of a station.</summary>
    /// <param name="endpoint">The receive endpoint.</param>
    /// <param name="prefetch">As for <see cref="WorkQueue"/>.</param>
    /// <param name="concurrency">As for <see cref="WorkQueue"/>.</param>
    public static void BulkQueue(this IRabbitMqReceiveEndpointConfigurator endpoint, int prefetch, int concurrency)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.ConfigureConsumeTopology = false;
        endpoint.WorkQueue(prefetch, concurrency);
    }

    /// <summary>
    /// For the stations on the way to a record: what fails twice goes back to the broker, and dies of it at <see cref="DeliveryLimit"/>. So all that cannot be dealt with comes together among the
    /// dead letters, and no error queue fills up beside the work.
    /// </summary>
    /// <param name="endpoint">The receive endpoint.</param>
    public static void LeaveFaultsToTheBroker(this IReceiveEndpointConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.PublishFaults = false;
        endpoint.UseMessageRetry(retry => retry.Intervals(TimeSpan.FromSeconds(1)));
        endpoint.RethrowFaultedMessages();
    }

    /// <summary>
    /// For consumers whose work the ledger asks for again: what fails twice is dropped, and makes neither an error queue nor a fault message.
    /// </summary>
    /// <param name="endpoint">The receive endpoint.</param>
    public static void LeaveFaultsToTheLedger(this IReceiveEndpointConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.PublishFaults = false;
        endpoint.UseMessageRetry(retry => retry.Intervals(TimeSpan.FromSeconds(1)));
        endpoint.DiscardFaultedMessages();
    }

    /// <summary>The broker's address as <c>ConnectionStrings:RabbitMq</c> gives it.</summary>
    /// <exception cref="BadSettingException">It is missing or no AMQP URI.</exception>
    public static Uri BrokerUri(IConfiguration configuration)
    {
        var value = configuration.RequiredConnectionString("RabbitMq");
        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"
            ? uri
            : throw new BadSettingException(
                "ConnectionStrings__RabbitMq must be an AMQP address such as amqp://user:password@127.0.0.1:5672/platform.");
    }
}
