using System.Diagnostics;
using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>Faults of ours that the Parser reports: the ledger schedules another attempt, and after the last one fails the document.</summary>
internal sealed class FaultedDocumentsConsumer(ArrivalLedger ledger, ReparseLedger reparses, ILogger<FaultedDocumentsConsumer> logger) : IConsumer<DocumentsFaulted>
{
    public async Task Consume(ConsumeContext<DocumentsFaulted> context)
    {
        var faults = context.Message.Documents.Where(document => document.Arrival.Reparse is null).DistinctBy(document => document.Arrival.Id).ToList();
        using var step = Traces.Begin("schedule", faults.Select(document => document.Arrival.Id), logger, ActivityKind.Consumer);
        await ledger.FaultAsync([.. faults.Select(document => (document.Arrival, document.Reason))], context.Message.Worker, context.CancellationToken);
        await reparses.FaultAsync([.. context.Message.Documents.Where(document => document.Arrival.Reparse is not null).Select(document => (document.Arrival.Reparse!, document.Reason))], context.CancellationToken);
        faults.ForEach(document => Log.Faulted(logger, document.Arrival.Id, document.Reason.Message));
    }
}

/// <summary>Like every consumer of the Fetcher: see <see cref="SettleDocumentsConsumerDefinition"/>.</summary>
internal sealed class FaultedDocumentsConsumerDefinition : ConsumerDefinition<FaultedDocumentsConsumer>
{
    public FaultedDocumentsConsumerDefinition() => EndpointName = "fetcher.faulted";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<FaultedDocumentsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 8, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
