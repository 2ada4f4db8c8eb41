using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>An operator's word to a source. A pause is in the database before it is answered, so it outlives a restart.</summary>
internal sealed class SourceCommandsConsumer(FolderSources folders, PolledSources polled, SourceLedger ledger, ILogger<SourceCommandsConsumer> logger) : IConsumer<CommandSource>
{
    public async Task Consume(ConsumeContext<CommandSource> context)
    {
        var command = context.Message;
        await context.RespondAsync(new SourceCommanded { Problem = await ObeyAsync(command, context.CancellationToken) });
    }

    /// <returns>Why it cannot be done; null where it is done.</returns>
    private async Task<string?> ObeyAsync(CommandSource command, CancellationToken cancellation)
    {
        if (((RunningSource?)folders[command.Source] ?? polled[command.Source]) is not { } source)
        {
            return "This source is none that can be paused or scanned now.";
        }

        if (command.Command == SourceCommands.Scan)
        {
            if (source.Paused)
            {
                return "The source is paused; resume it first.";
            }

            source.WantScan();
        }
        else
        {
            await ledger.SetPausedAsync(command.Source, command.Command == SourceCommands.Pause, cancellation);
            source.Paused = command.Command == SourceCommands.Pause;
        }

        Log.Commanded(logger, command.Source, command.Command);
        return null;
    }
}

/// <summary>A command that nobody took in time is gone: the broker drops it when its asker gives up.</summary>
internal sealed class SourceCommandsConsumerDefinition : ConsumerDefinition<SourceCommandsConsumer>
{
    public SourceCommandsConsumerDefinition() => EndpointName = "fetcher.commands";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SourceCommandsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 4, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
