using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>Answers of Storage to removals that mirrored folders have reported.</summary>
internal sealed class RemovalsSettledConsumer(MirrorLedger ledger) : IConsumer<RemovalsSettled>
{
    public Task Consume(ConsumeContext<RemovalsSettled> context) => ledger.AnsweredAsync(context.Message.Removals, context.CancellationToken);
}

/// <summary>An answer that is lost comes again, since the removal is reported until it is answered.</summary>
internal sealed class RemovalsSettledConsumerDefinition : ConsumerDefinition<RemovalsSettledConsumer>
{
    public RemovalsSettledConsumerDefinition() => EndpointName = "fetcher.removals";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RemovalsSettledConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 4, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
