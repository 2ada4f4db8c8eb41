using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Hosting;

namespace Platform.Fetcher.Operations;

/// <summary>Has Storage hand documents to the Parser. What does not go out is due again by the ledger.</summary>
internal sealed class AskForReparse(ReparseLedger ledger, Publisher publisher, ILogger<AskForReparse> logger)
{
    /// <summary>Takes a step of an operation.</summary>
    /// <returns>Whether there was room for one.</returns>
    public async Task<bool> RunAsync(OperationRow operation, int most, CancellationToken cancellation)
    {
        most = Math.Min(most, await ledger.RoomAsync(cancellation));
        if (most == 0)
        {
            return false;
        }

        await SendAsync(operation.Id, await ledger.TurnAsync(operation.Id, most, cancellation), operation.Charset, operation.Total, cancellation);
        return true;
    }

    /// <summary>Asks again for what got no answer.</summary>
    public async Task AgainAsync(CancellationToken cancellation)
    {
        foreach (var due in (await ledger.TakeDueAsync(cancellation)).GroupBy(document => document.OperationId))
        {
            await SendAsync(due.Key, [.. due.Select(document => document.DocumentId)], due.First().Charset, due.First().Total, cancellation);
        }
    }

    private async Task SendAsync(Guid operation, IReadOnlyList<Guid> documents, string? charset, int total, CancellationToken cancellation)
    {
        var lane = total > RunOperations.MostPrompt ? Lanes.Bulk : Lanes.Prompt;
        foreach (var some in documents.Chunk(RunOperations.Step))
        {
            var failure = await publisher.TryPublishAsync(
                new ReparseDocuments { Operation = operation, Documents = some, Charset = charset, Lane = lane }, lane == Lanes.Bulk ? Lanes.BulkStorage : null, cancellation);
            if (failure is not null)
            {
                Log.NotPublished(logger, some.Length, failure.Message);
            }
        }
    }
}
