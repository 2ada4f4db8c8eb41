using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>
/// Messages whose worker ended several times without an answer. Those on the way to a record count as a fault of ours, so that the documents
/// travel alone from then on and the culprit is found; all others are dropped, since the ledger asks for their outcome again.
/// </summary>
internal sealed class DeadLettersConsumer(ArrivalLedger ledger, ReparseLedger reparses, ILogger<DeadLettersConsumer> logger) : IConsumer<DocumentsFetched>, IConsumer<DocumentsParsed>
{
    public Task Consume(ConsumeContext<DocumentsFetched> context) =>
        FaultAsync([.. context.Message.Documents.Select(document => document.Arrival)], "parser", context.CancellationToken);

    public Task Consume(ConsumeContext<DocumentsParsed> context) =>
        FaultAsync([.. context.Message.Documents.Select(document => document.Arrival)], "storage", context.CancellationToken);

    private async Task FaultAsync(IReadOnlyList<Arrival> arrivals, string stage, CancellationToken cancellation)
    {
        var reason = new Reason
        {
            Code = ReasonCodes.WorkerLost,
            Message = "The worker that read this document ended without an answer several times; report it with the document to the operator.",
            Stage = stage,
        };
        await reparses.FaultAsync([.. arrivals.Where(arrival => arrival.Reparse is not null).Select(arrival => (arrival.Reparse!, reason))], cancellation);
        await ledger.FaultAsync([.. arrivals.Where(arrival => arrival.Reparse is null).DistinctBy(arrival => arrival.Id).Select(arrival => (arrival, reason))], worker: null, cancellation);
        foreach (var arrival in arrivals)
        {
            Log.Faulted(logger, arrival.Id, reason.Message);
        }
    }
}

/// <summary>
/// The queue behind the dead-letter exchange. It is no work queue, which would dead-letter into itself, and it binds to nothing but that exchange.
/// </summary>
internal sealed class DeadLettersConsumerDefinition : ConsumerDefinition<DeadLettersConsumer>
{
    public DeadLettersConsumerDefinition() => EndpointName = Platform.Hosting.Bus.DeadLetters;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<DeadLettersConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.LeaveFaultsToTheLedger();
        endpointConfigurator.DiscardSkippedMessages();
        var rabbit = (IRabbitMqReceiveEndpointConfigurator)endpointConfigurator;
        rabbit.SetQuorumQueue();
        rabbit.PrefetchCount = 8;
        rabbit.ConcurrentMessageLimit = 1;
    }
}
