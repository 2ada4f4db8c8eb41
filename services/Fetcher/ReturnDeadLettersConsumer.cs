using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>Sends dead letters back to where they died. Each is marked once the broker has it, so a kill in between sends one twice at most, which its reader bears.</summary>
internal sealed class ReturnDeadLettersConsumer(DeadLetterLedger letters, Returning returning, ILogger<ReturnDeadLettersConsumer> logger) : IConsumer<ReturnDeadLetters>
{
    public async Task Consume(ConsumeContext<ReturnDeadLetters> context)
    {
        var (wanted, count) = (context.Message, 0);
        var problem = await returning.SendAsync(letters.WaitingAsync(wanted.Id, context.CancellationToken), async letter =>
        {
            await letters.ReturnedAsync(letter.Id, wanted.By, context.CancellationToken);
            count++;
        }, context.CancellationToken);
        Log.Returned(logger, count, wanted.By);
        await context.RespondAsync(new DeadLettersReturned { Count = count, Problem = problem ?? (count == 0 ? "There is no such dead letter that was not returned yet." : null) });
    }
}

/// <summary>A question that nobody took in time is gone: the broker drops it when its asker gives up.</summary>
internal sealed class ReturnDeadLettersConsumerDefinition : ConsumerDefinition<ReturnDeadLettersConsumer>
{
    public ReturnDeadLettersConsumerDefinition() => EndpointName = "fetcher.dead-letters";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReturnDeadLettersConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 1, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
