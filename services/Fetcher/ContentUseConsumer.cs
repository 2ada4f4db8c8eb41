using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>Tells Storage which contents arrivals under way still need, while it holds their removal back.</summary>
internal sealed class ContentUseConsumer(ArrivalLedger ledger) : IConsumer<AskContentUse>
{
    public async Task Consume(ConsumeContext<AskContentUse> context) =>
        await context.RespondAsync(new ContentUse { Hashes = await ledger.UnderWayAsync([.. context.Message.Hashes], context.CancellationToken) });
}

/// <summary>A question that nobody took in time is asked again by who asked it.</summary>
internal sealed class ContentUseConsumerDefinition : ConsumerDefinition<ContentUseConsumer>
{
    public ContentUseConsumerDefinition() => EndpointName = "fetcher.contents";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ContentUseConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 4, concurrency: 2);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
