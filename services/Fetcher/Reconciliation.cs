using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher;

/// <summary>
/// Makes folder and ledger agree after a stop of any kind: what waits goes on where it stood, what has its outcome is filed, and what the
/// ledger does not know goes back into the inbox.
/// </summary>
internal sealed class Reconciliation(FolderSettings source, Claims claims, Filing filing, ArrivalLedger ledger, FetchDocument fetch, ILogger<Reconciliation> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        fetch.Reset();

        // The folder is listed before the ledger is asked: a row is written before its file is claimed, so each file has its row by then.
        var claimed = claims.All();
        var rows = (await ledger.RowsAsync([.. claimed.Select(claim => claim.Id).OfType<Guid>()], cancellation)).ToDictionary(row => row.Id);
        var (filed, returned) = (0, 0);
        foreach (var (id, path) in claimed)
        {
            if (id is not { } known || !rows.TryGetValue(known, out var row))
            {
                filing.PutBack(path, id is null ? path.Name : path.Name.Skip(37));
                returned++;
            }
            else if (row.State is not (ArrivalRow.Waiting or ArrivalRow.InFlight))
            {
                filing.File(row, row.State, row.ToReason());
                filed++;
            }
        }

        // What took no room is left to the loop, which gives it some.
        var waiting = await ledger.WaitingAsync(source.Name, cancellation);
        fetch.HoldBack(waiting.Where(row => Waits.TakesNoRoom(row.ReasonCode)));
        foreach (var batch in waiting.Where(row => !Waits.TakesNoRoom(row.ReasonCode)).Chunk(FetchDocument.Batch))
        {
            await fetch.FetchAsync(batch, cancellation);
        }

        if (filed + returned + waiting.Count > 0)
        {
            Log.Reconciled(logger, source.Name, waiting.Count, filed, returned);
        }
    }
}
