using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher.Operations;

/// <summary>Begins, counts and cancels operations. What is begun is in the database before it is answered; <see cref="RunOperations"/> works through it.</summary>
internal sealed class OperationsConsumer(OperationLedger ledger, RunOperations running, PassingContents passing, ILogger<OperationsConsumer> logger)
    : IConsumer<BeginOperation>, IConsumer<CancelOperation>
{
    public async Task Consume(ConsumeContext<BeginOperation> context)
    {
        var begin = context.Message;
        if (begin.Preview)
        {
            var (count, sample) = await ledger.CountAsync(begin.Filter, context.CancellationToken);
            await context.RespondAsync(new OperationBegun { Count = count, Sample = sample });
            return;
        }

        if ((await ledger.RunningAsync(context.CancellationToken)) is { Count: >= OperationLedger.MostRunning } others && others.TrueForAll(other => other.Id != begin.Id))
        {
            await context.RespondAsync(new OperationBegun { Problem = $"{OperationLedger.MostRunning} operations are running; wait for one to end, or cancel one." });
            return;
        }

        var total = begin.Documents is { } chosen ? await BeginAsync(begin, chosen, context.CancellationToken) : await ledger.BeginAsync(begin, context.CancellationToken);
        await context.RespondAsync(total == 0 ? new OperationBegun { Problem = "No rejected or failed arrival meets this filter." } : new OperationBegun { Count = total });
        if (total > 0)
        {
            Log.OperationBegun(logger, begin.Kind, begin.Id, total, begin.By);
            running.Ring();
        }
    }

    private async Task<int> BeginAsync(BeginOperation begin, ChosenDocuments chosen, CancellationToken cancellation)
    {
        await using var list = new FileStream(passing.PathOf(chosen.Token), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024);
        return await ledger.BeginAsync(begin, list, cancellation);
    }

    public async Task Consume(ConsumeContext<CancelOperation> context)
    {
        var cancelled = await ledger.EndAsync(
            context.Message.Id, OperationRow.Cancelled, "The operation was cancelled before it came to this.", context.CancellationToken);
        await context.RespondAsync(new OperationCancelled { Problem = cancelled ? null : "This operation is not running any more." });
    }
}

/// <summary>A question that nobody took in time is gone: the broker drops it when its asker gives up.</summary>
internal sealed class OperationsConsumerDefinition : ConsumerDefinition<OperationsConsumer>
{
    public OperationsConsumerDefinition() => EndpointName = "fetcher.operations";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<OperationsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 4, concurrency: 2);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
