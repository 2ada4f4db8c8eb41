using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Fetcher.Sources.Mail;
using Platform.Fetcher.Sources.Web;
using Platform.RawContent;

namespace Platform.Fetcher.Operations;

/// <summary>
/// Begins the next attempt of refused arrivals. A file that lies in <c>failed/</c> is claimed (1) and read anew, so what was mended there counts; else the bytes
/// that were kept are parsed again. Then row and item turn in one statement (2) and the attempt begins as any does (3). A kill behind (1) is made good by
/// <see cref="Reconciliation"/>, which files the file again, one behind (2) by the loops that go on with rows that wait or are due.
/// </summary>
internal sealed class RetryDocuments(FolderSources sources, PolledSources polled, ArrivalLedger arrivals, RetryLedger ledger, FileContentStore contents, Outbound outbound)
{
    /// <summary>Takes a step of an operation.</summary>
    public async Task RunAsync(Guid operation, IReadOnlyList<Guid> ids, string lane, CancellationToken cancellation)
    {
        var rows = (await arrivals.RowsAsync(ids, cancellation)).ToDictionary(row => row.Id);
        var held = rows.Values.Select(row => sources[row.Source]).OfType<FolderSource>().Distinct().OrderBy(source => source.Settings.Name, StringComparer.Ordinal).ToList();
        var turned = new List<ArrivalRow>();
        var taken = 0;
        try
        {
            for (; taken < held.Count; taken++)
            {
                await held[taken].Moving.WaitAsync(cancellation);
            }

            var again = new List<(Guid, string)>();
            var skipped = new List<(Guid, string)>();
            foreach (var id in ids)
            {
                switch (Judge(rows.GetValueOrDefault(id)))
                {
                    case (string state, _): again.Add((id, state)); break;
                    case (_, var why): skipped.Add((id, why!)); break;
                }
            }

            turned = await ledger.TurnAsync(operation, again, lane, cancellation); // (2)
            await ledger.SkipAsync(operation, skipped, cancellation);
        }
        finally
        {
            held.Take(taken).ToList().ForEach(source => source.Moving.Release());
        }

        foreach (var waiting in turned.Where(row => row.State == ArrivalRow.Waiting).GroupBy(row => row.Source))
        {
            await FetchAsync(sources[waiting.Key]!.Fetch, [.. waiting], cancellation); // (3)
        }

        await outbound.SendAsync([.. turned.Where(row => row.State == ArrivalRow.InFlight)], cancellation); // (3)
    }

    /// <summary>The state in which the next attempt begins, or why there can be none.</summary>
    private (string? State, string? Why) Judge(ArrivalRow? row) => row switch
    {
        null => (null, "It was removed from the ledger meanwhile."),
        { IsRefused: false } => (null, "It is not rejected or failed any more."),
        _ when sources[row.Source]?.Filing.ClaimFailed(row) == true => (ArrivalRow.Waiting, null), // (1)
        { ContentHash: { } hash } when File.Exists(contents.PathOf(hash)) => (ArrivalRow.InFlight, null),
        { ContentHash: null, ParentId: not null } => (null, "Its bytes were not taken out of what it was found in; retry or drop that."),
        { ContentHash: null } when polled[row.Source]?.Settings is { } settings => (null, settings switch
        {
            SiteSettings => "Its address gave nothing that could be kept; it is asked for again by itself when it is due, and at once by a scan of its source.",
            FeedSettings => "Its address gave nothing that could be kept; it is asked for again once its feed shows that it changed. Upload the page if it is wanted now.",
            MailboxSettings => "Its message was not read; mend what its rejection names, and a message that comes into the mailbox anew is taken.",
            _ => "Its file was refused before it was read; it is read again by itself once it is changed.",
        }),
        { ContentHash: null } => (null, "Its bytes were never read, and its file is not in failed/ any more; drop or upload it again."),
        _ => (null, "Its bytes are not in the content store any more, nor is its file in failed/; drop or upload it again."),
    };

    private static async Task FetchAsync(FetchDocument fetch, IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        try
        {
            await fetch.FetchAsync(rows, cancellation);
        }
        catch
        {
            fetch.HoldBack(rows);
            throw;
        }
    }
}
