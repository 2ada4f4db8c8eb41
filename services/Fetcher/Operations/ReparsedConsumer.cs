using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher.Operations;

/// <summary>Results of documents that were parsed again.</summary>
internal sealed class ReparsedConsumer(ReparseLedger ledger, RunOperations running) : IConsumer<DocumentsReparsed>
{
    public async Task Consume(ConsumeContext<DocumentsReparsed> context)
    {
        await ledger.CloseAsync(context.Message.Results, context.CancellationToken);
        running.Ring();
    }
}

/// <summary>What fails twice is dropped, since the ledger asks for it again.</summary>
internal sealed class ReparsedConsumerDefinition : ConsumerDefinition<ReparsedConsumer>
{
    public ReparsedConsumerDefinition() => EndpointName = "fetcher.reparsed";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReparsedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 8, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
