using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Contracts;
using Platform.Fetcher.Containers;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher;

/// <summary>
/// Takes settled items through the first half of their way: a ledger row (1), a rename into <c>.processing/</c>, with its side-car (2), the bytes into the content
/// store (3), the row in flight (4), a message (5). A kill between any two is made good from the ledger: see <see cref="Reconciliation"/>.
/// </summary>
internal sealed class FetchDocument(
    FolderSettings source, WatchedFolder folder, Filing filing, ArrivalLedger ledger, FileContentStore contents, Outbound outbound, TimeProvider clock,
    ILogger<FetchDocument> logger)
{
    /// <summary>Files copied at once: a few more than processors, since some wait for a disk.</summary>
    private static readonly int Degree = 2 * Environment.ProcessorCount;

    private readonly Settling _settling = new(clock);
    private readonly ConcurrentDictionary<Guid, ArrivalRow> _heldBack = new();

    /// <summary>Claims items and sends them off.</summary>
    public async Task ClaimAsync(IReadOnlyList<ReadyItem> items, CancellationToken cancellation)
    {
        var (rows, begun) = Observation.Of(items, source, folder, clock.GetUtcNow());
        using var step = Begin(rows);
        await ledger.ObserveAsync(rows, begun, cancellation); // (1)
        items.Where(item => begun.Exists(batch => batch.Id == item.Batch.Id)).ToList().ForEach(item => item.Batch.Known = true);
        await ReadAndSendAsync(rows, cancellation);
    }

    /// <summary>Goes on with rows that wait: their files are in the inbox or claimed already.</summary>
    public async Task FetchAsync(IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        using var step = Begin(rows);
        await ReadAndSendAsync(rows, cancellation);
    }

    private Step Begin(IReadOnlyList<ArrivalRow> rows) => Traces.Begin("fetch", rows.Select(row => row.Id), logger);

    private async Task ReadAndSendAsync(IReadOnlyList<ArrivalRow> rows, CancellationToken cancellation)
    {
        var ready = new ConcurrentBag<ArrivalRow>();
        var copies = new ConcurrentBag<(ArrivalRow Row, StagedContent Content)>();
        try
        {
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = Degree, CancellationToken = cancellation }, async (row, stop) =>
            {
                if (await TryReadAsync(row, copies, stop))
                {
                    ready.Add(row);
                }
                else
                {
                    _heldBack[row.Id] = row;
                }
            });
        }
        catch
        {
            copies.ToList().ForEach(copy => FileContentStore.Discard(copy.Content));
            throw;
        }

        using var hold = await contents.HoldAsync(copies.Select(copy => copy.Content.Content.Hash), cancellation);
        var kept = await TryKeepAsync([.. copies]);
        var sent = ready.Where(row => kept || row.ContentHash is null).OrderBy(row => row.Id).ToList();
        if (sent.Count == 0)
        {
            return;
        }

        sent.ForEach(row => _heldBack.TryRemove(row.Id, out _));
        await ledger.SendOffAsync(sent, cancellation); // (4)
        await outbound.SendAsync(sent, cancellation); // (5)
        foreach (var row in sent)
        {
            StageMetrics.Count("fetcher", row.ReasonCode is null ? "fetched" : "rejected", row.ReasonCode);
            StageMetrics.Took("fetcher", clock.GetUtcNow() - row.ObservedAt);
        }
    }

    /// <summary>Tries again what changed while it was read or could not be read, once it has settled.</summary>
    public Task FetchHeldBackAsync(CancellationToken cancellation)
    {
        var settled = _heldBack.Values
            .Where(row => filing.Look(row) is not { } state || _settling.Look(row.RawPath, state, source.SettleTime)).Take(256).ToList();
        settled.ForEach(row => _settling.Forget(row.RawPath));
        return settled.Count == 0 ? Task.CompletedTask : FetchAsync(settled, cancellation);
    }

    /// <summary>Puts the bytes of an arrival under way into the content store once more, where a worker did not find them there.</summary>
    public async Task StoreAgainAsync(ArrivalRow row, CancellationToken cancellation)
    {
        try
        {
            using var file = Posix.OpenFile(filing.At(Filing.ClaimOf(row.Id, row.RawPath)), out _);
            if (file is not null)
            {
                await using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
                await contents.PutAsync(stream, source.MaxBytes, cancellation);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ContentTooLargeException)
        {
            Log.NotFetched(logger, row.Id, row.Name, failure.Message); // the attempt that follows faults again and is scheduled
        }
    }

    /// <summary>Leaves rows that wait to the loop, which reads them with what else is held back.</summary>
    public void HoldBack(IEnumerable<ArrivalRow> rows)
    {
        foreach (var row in rows)
        {
            _heldBack[row.Id] = row;
        }
    }

    /// <summary>The places of what is held back and lies there still, as in a folder out of which nothing may be moved yet: it is in the books already, so it is not observed again.</summary>
    public HashSet<RawPath> PlacesHeldBack() => [.. _heldBack.Values.Where(row => filing.Look(row) is null).Select(row => row.RawPath)];

    /// <summary>Forgets what is held back, before the ledger is read anew.</summary>
    public void Reset() => _heldBack.Clear();

    /// <summary>Keeps all copies with one flush of the disk; where that fails their files wait.</summary>
    private async Task<bool> TryKeepAsync(IReadOnlyList<(ArrivalRow Row, StagedContent Content)> copies)
    {
        try
        {
            await contents.KeepAsync([.. copies.Select(copy => copy.Content)]); // (3)
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            foreach (var (row, _) in copies)
            {
                Log.NotFetched(logger, row.Id, row.Name, failure.Message);
                _heldBack[row.Id] = row;
            }

            return false;
        }
    }

    private async Task<bool> TryReadAsync(ArrivalRow row, ConcurrentBag<(ArrivalRow, StagedContent)> copies, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(row, copies, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The disk is full or failing, ours or the inbox's. It may be this one file, so the others go on.
            if (!_heldBack.ContainsKey(row.Id))
            {
                Log.NotFetched(logger, row.Id, row.Name, failure.Message);
            }

            return false;
        }
    }

    /// <summary>Fills in the row; false where it must be looked at again later.</summary>
    private async Task<bool> ReadAsync(ArrivalRow row, ConcurrentBag<(ArrivalRow, StagedContent)> copies, CancellationToken cancellation)
    {
        var error = filing.Claim(row); // (2); it fails where the file was claimed before
        if (filing.Look(row) is not { } state)
        {
            return error is 0 or Posix.NoEntry or Posix.NotFolder ? Refuse(row, Refusals.Withdrawn) : throw new PosixException("The file cannot be claimed", error);
        }

        if (row.Attempt == 1 && folder.MarkerOf(row.RawPath) is { } marker)
        {
            _ = Posix.Remove(filing.At(marker)); // one that stays would let the next file of this name pass half-written
        }

        (row.Size, row.ModifiedNs) = (state.Kind == ItemKind.File ? state.Size : 0, state.ModifiedNs);
        return state switch
        {
            { Kind: ItemKind.Link } => Refuse(row, Refusals.SymbolicLink),
            { Kind: ItemKind.Special } => Refuse(row, Refusals.SpecialFile),
            { Kind: ItemKind.Folder } => RefuseFolder(row),
            { Size: 0 } => Refuse(row, Refusals.Empty),
            _ when SideCar.DocumentOf(row.RawPath) is not null => Refuse(row, Refusals.OrphanSideCar),
            _ when state.Size > source.MaxBytes => Refuse(row, Refusals.TooLarge(state.Size, source.MaxBytes, source.Option(nameof(source.MaxBytes)))),
            _ => await ReadWithSideCarAsync(row, copies, cancellation),
        };
    }

    private async Task<bool> ReadWithSideCarAsync(ArrivalRow row, ConcurrentBag<(ArrivalRow, StagedContent)> copies, CancellationToken cancellation)
    {
        if (filing.SideCarOf(row) is { } sideCar)
        {
            var path = filing.At(sideCar.Path);
            if (Posix.IsOpenForWriting(path))
            {
                return false;
            }

            try
            {
                var beside = SideCar.Read(path, yaml: sideCar.Ending != SideCar.Endings[0]);
                row.Given = JsonSerializer.Serialize(beside.Given, JsonSerializerOptions.Web);
                (row.Tags, row.Language) = (folder.TagsOf(row.RawPath, beside.Tags), beside.Language ?? source.Language);
            }
            catch (BadSideCarException bad)
            {
                return Refuse(row, Refusals.BadSideCar(bad.Message));
            }
        }

        return await CopyAsync(row, copies, cancellation);
    }

    private async Task<bool> CopyAsync(ArrivalRow row, ConcurrentBag<(ArrivalRow, StagedContent)> copies, CancellationToken cancellation)
    {
        using var file = Posix.OpenFile(filing.At(Filing.ClaimOf(row.Id, row.RawPath)), out var error);
        if (file is null)
        {
            return error is Posix.AccessDenied or Posix.NotPermitted ? Refuse(row, Refusals.Unreadable) : throw new PosixException("The file cannot be opened", error);
        }

        // An event says that some writer closed the file, not that the last one did: while another is known to hold it open it waits, so that it is read once and whole.
        if (Posix.IsOpenForWriting(file))
        {
            return false;
        }

        var before = Posix.Look(file);
        await using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        StagedContent copy;
        try
        {
            copy = await contents.StageAsync(stream, source.MaxBytes, cancellation);
        }
        catch (ContentTooLargeException)
        {
            return Refuse(row, Refusals.TooLarge(Posix.Look(file).Size, source.MaxBytes, source.Option(nameof(source.MaxBytes))));
        }

        // A writer that still holds the file open shows here; what was read is not the document.
        if (Posix.Look(file) != before)
        {
            FileContentStore.Discard(copy);
            Log.ChangedWhileRead(logger, row.Id, row.Name);
            return false;
        }

        (row.ContentHash, row.FetchedAt, row.Size, row.ModifiedNs) = (copy.Content.Hash, clock.GetUtcNow(), before.Size, before.ModifiedNs);
        row.Container = Sniffing.KindOf(file);
        copies.Add((row, copy));
        return true;
    }

    /// <summary>A folder that was empty when it was claimed. What came into it meanwhile goes back to be observed.</summary>
    private bool RefuseFolder(ArrivalRow row)
    {
        var claim = Filing.ClaimOf(row.Id, row.RawPath);
        if (Posix.Names(filing.At(claim)) is not { Count: > 0 })
        {
            return Refuse(row, Refusals.Folder);
        }

        filing.PutBack(claim, row.RawPath);
        return Refuse(row, Refusals.Withdrawn);
    }

    private bool Refuse(ArrivalRow row, Reason reason)
    {
        (row.ReasonCode, row.Reason, row.ReasonStage, row.ContentHash, row.FetchedAt) = (reason.Code, reason.Message, reason.Stage, null, null);
        Log.Refused(logger, row.Id, reason.Code, row.Name);
        return true;
    }
}
