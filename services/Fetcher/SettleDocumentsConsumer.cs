using System.Diagnostics;
using MassTransit;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher;

/// <summary>
/// Outcomes that Storage has committed: the file moves first, then the row closes. A file that cannot be moved keeps its row open, and the
/// re-drive brings the outcome again.
/// </summary>
internal sealed class SettleDocumentsConsumer(FolderSources sources, ArrivalLedger ledger, Lease lease, ILogger<SettleDocumentsConsumer> logger)
    : IConsumer<DocumentsSettled>
{
    public async Task Consume(ConsumeContext<DocumentsSettled> context)
    {
        var settlements = context.Message.Settlements.OrderByDescending(settlement => settlement.Attempt).DistinctBy(settlement => settlement.ArrivalId).ToDictionary(settlement => settlement.ArrivalId);
        using var step = Traces.Begin("settle", settlements.Keys, logger, ActivityKind.Consumer);
        var rows = await ledger.RowsAsync([.. settlements.Keys], context.CancellationToken);
        // What is told of an earlier attempt no longer counts: its file is under way again.
        var filed = rows.Where(row => row.Attempt == settlements[row.Id].Attempt && TryFile(row, settlements[row.Id])).Select(row => settlements[row.Id]).ToList();
        await ledger.CloseAsync(filed, context.CancellationToken);
        await lease.TellOfRoomAsync(context.CancellationToken);
    }

    private bool TryFile(ArrivalRow row, Settlement settlement)
    {
        if (sources[row.Source]?.Filing is not { } filing)
        {
            return true; // no folder has it, or none that is watched: what lies in .processing there is filed when it is watched again
        }

        string? problem;
        try
        {
            problem = filing.FileUnchanged(row, settlement.Outcome, settlement.Reason, out var changed);
            if (changed)
            {
                Log.ChangedAfterRead(logger, row.Id, row.Name);
            }
        }
        catch (IOException failure)
        {
            problem = failure.Message;
        }

        if (problem is not null)
        {
            Log.NotFiled(logger, row.Id, settlement.Outcome, problem);
        }

        return problem is null;
    }
}

/// <summary>
/// One message at a time: two outcomes of one arrival must not move its file at once. What fails twice is dropped, since the ledger
/// asks for it again.
/// </summary>
internal sealed class SettleDocumentsConsumerDefinition : ConsumerDefinition<SettleDocumentsConsumer>
{
    public SettleDocumentsConsumerDefinition() => EndpointName = "fetcher.settled";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SettleDocumentsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 8, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
