using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

namespace Platform.Fetcher.Operations;

/// <summary>
/// Works through the operations that run, a step of each every second, and gives each item its result. Everything that it knows stands in the ledger, so a kill at any
/// moment is followed by going on.
/// </summary>
internal sealed class RunOperations(
    OperationLedger operations, RetryLedger retries, ArrivalLedger arrivals, RetryDocuments retry, AskForReparse reparse, Migration<AcquisitionContext> migration,
    ILogger<RunOperations> logger) : BackgroundService
{
    /// <summary>Arrivals or documents that one step turns at most.</summary>
    public const int Step = 256;

    /// <summary>An operation on more than this many travels in the lane of the backlogs.</summary>
    public const int MostPrompt = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Doorbell _bell = new();

    /// <summary>There is something to do.</summary>
    public void Ring() => _bell.Ring();

    public override void Dispose()
    {
        _bell.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await retries.CollectAsync(stoppingToken);
                await reparse.AgainAsync(stoppingToken);
                foreach (var operation in await operations.RunningAsync(stoppingToken))
                {
                    await StepAsync(operation, stoppingToken);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.OperationsStopped(logger, Outage.Stack(failure), failure.GetBaseException().Message);
            }

            await _bell.WaitAsync(Interval, stoppingToken);
        }
    }

    private async Task StepAsync(OperationRow operation, CancellationToken cancellation)
    {
        if (operation.Kind == OperationKinds.Dismiss)
        {
            while (await retries.DismissAsync(operation.Id, cancellation))
            {
            }

            await operations.EndAsync(operation.Id, OperationRow.Done, problem: null, cancellation);
            return;
        }

        var states = await operations.StatesAsync(operation.Id, cancellation);
        if (Of(OperationItemRow.Pending) + Of(OperationItemRow.UnderWay) == 0)
        {
            await operations.EndAsync(operation.Id, OperationRow.Done, problem: null, cancellation);
        }
        else if (operation.Documents is not null)
        {
            if (Of(OperationItemRow.Pending) > 0 && await reparse.RunAsync(operation, Step, cancellation))
            {
                Ring();
            }
        }
        else if (operation.Canary && Of(Outcomes.Rejected) + Of(Outcomes.Failed) > 0 && Of(Outcomes.Stored) + Of(Outcomes.Duplicate) == 0)
        {
            await operations.EndAsync(
                operation.Id, OperationRow.Stopped, "The one that was tried first did not become a document, so the others were left as they are.", cancellation);
        }
        else if (Of(OperationItemRow.Pending) > 0)
        {
            var proven = !operation.Canary || Of(Outcomes.Stored) + Of(Outcomes.Duplicate) > 0;
            var lane = proven && operation.Total > MostPrompt ? Lanes.Bulk : Lanes.Prompt;
            var most = proven ? Math.Min(Step, await arrivals.RoomAsync(lane, cancellation)) : 1 - Of(OperationItemRow.UnderWay);
            if (most > 0)
            {
                await retry.RunAsync(operation.Id, await operations.PendingAsync(operation.Id, most, cancellation), lane, cancellation);
                Ring(); // the next step need not wait where there is room
            }
        }

        int Of(string state) => states.GetValueOrDefault(state);
    }
}
