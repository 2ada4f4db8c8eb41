using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Contracts;
using Platform.Fetcher.Containers;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.RawContent;

namespace Platform.Fetcher;

/// <summary>Claims one file with its side-car, copies its bytes and fills in its row: with what was read, or with why it is refused.</summary>
internal sealed class ReadDocument(FolderSettings source, WatchedFolder folder, Claims claims, Filing filing, FileContentStore contents, TimeProvider clock, ILogger<ReadDocument> logger)
{
    /// <summary>Fills in a row.</summary>
    /// <param name="row">It.</param>
    /// <param name="item">As it was just found complete; null for a row of which it is not known how far it came.</param>
    /// <param name="copies">Gets the copy of its bytes, to be kept or discarded.</param>
    /// <param name="cancellation">Ends the call; nothing is left behind but the claim.</param>
    /// <returns>Why it must be tried again later; null where the row is filled in.</returns>
    public async Task<Reason?> ReadAsync(ArrivalRow row, ReadyItem? item, ConcurrentBag<(ArrivalRow, StagedContent)> copies, CancellationToken cancellation)
    {
        try
        {
            return await ClaimAsync(row, item, copies, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The disk is full or failing, ours or the inbox's. It may be this one file, so the others go on.
            if (row.ReasonCode != ReasonCodes.NotRead)
            {
                Log.NotFetched(logger, row.Id, row.Name, failure.Message);
            }

            return Waits.NotRead(failure);
        }
    }

    private async Task<Reason?> ClaimAsync(ArrivalRow row, ReadyItem? item, ConcurrentBag<(ArrivalRow, StagedContent)> copies, CancellationToken cancellation)
    {
        var error = item is null ? claims.GoOn(row) : claims.Take(row, item.SideCar); // (2); it fails where the file was claimed before
        var claimed = claims.Look(row);
        if (claimed is null && error is not (0 or Posix.NoEntry or Posix.NotFolder))
        {
            folder.Hold(row.RawPath);
            return Waits.Immovable(error);
        }

        if (error == 0 || item is not null || row.ReasonCode == ReasonCodes.Immovable)
        {
            folder.Release(row.RawPath); // it was held for this arrival, and is not there any more
        }

        if (claimed is not { } state)
        {
            return Refuse(row, Refusals.Withdrawn);
        }

        if (row.Attempt == 1 && folder.MarkerOf(row.RawPath) is { } marker)
        {
            _ = Posix.Remove(claims.At(marker)); // one that stays would let the next file of this name pass half-written
        }

        (row.Size, row.ModifiedNs) = (state.Kind == ItemKind.File ? state.Size : 0, state.ModifiedNs);
        return state switch
        {
            { Kind: ItemKind.Link } => Refuse(row, Refusals.SymbolicLink),
            { Kind: ItemKind.Special } => Refuse(row, Refusals.SpecialFile),
            { Kind: ItemKind.Folder } => RefuseFolder(row),
            { Size: 0 } => Refuse(row, Refusals.Empty),
            _ when SideCar.IsNamedLikeOne(row.RawPath) => Refuse(row, Refusals.OrphanSideCar),
            _ when state.Size > source.MaxBytes => Refuse(row, Refusals.TooLarge(state.Size, source.MaxBytes, source.Option(nameof(source.MaxBytes)))),
            _ => await ReadWithSideCarAsync(row, item is { SideCar: null }, state, copies, cancellation),
        };
    }

    /// <summary>Reads the side-car before its document: where it cannot be taken, nothing is copied.</summary>
    private async Task<Reason?> ReadWithSideCarAsync(
        ArrivalRow row, bool isKnownToBeAlone, ItemState state, ConcurrentBag<(ArrivalRow, StagedContent)> copies, CancellationToken cancellation)
    {
        if (!isKnownToBeAlone && claims.SideCarOf(row) is { } sideCar)
        {
            var path = claims.At(sideCar.Path);
            if (Posix.IsOpenForWriting(path))
            {
                return Waits.BeingWritten;
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

        return await CopyAsync(row, state, copies, cancellation);
    }

    private async Task<Reason?> CopyAsync(ArrivalRow row, ItemState before, ConcurrentBag<(ArrivalRow, StagedContent)> copies, CancellationToken cancellation)
    {
        using var file = Posix.OpenFile(claims.At(Claims.Of(row)), out var error);
        if (file is null)
        {
            return error is Posix.AccessDenied or Posix.NotPermitted ? Refuse(row, Refusals.Unreadable) : throw new PosixException("The file cannot be opened", error);
        }

        // An event says that some writer closed the file, not that the last one did: while another is known to hold it open it waits, so that it is read once and whole.
        if (Posix.IsOpenForWriting(file))
        {
            return Waits.BeingWritten;
        }

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
            return Waits.BeingWritten;
        }

        (row.ContentHash, row.FetchedAt, row.Size, row.ModifiedNs) = (copy.Content.Hash, clock.GetUtcNow(), before.Size, before.ModifiedNs);
        (row.ReasonCode, row.Reason, row.ReasonStage) = (null, null, null); // it may have waited
        row.Container = Sniffing.KindOf(file);
        copies.Add((row, copy));
        return null;
    }

    /// <summary>A folder that was empty when it was claimed. What came into it meanwhile goes back to be observed.</summary>
    private Reason? RefuseFolder(ArrivalRow row)
    {
        var claim = Claims.Of(row);
        if (Posix.Names(claims.At(claim)) is not { Count: > 0 })
        {
            return Refuse(row, Refusals.Folder);
        }

        filing.PutBack(claim, row.RawPath);
        return Refuse(row, Refusals.Withdrawn);
    }

    private Reason? Refuse(ArrivalRow row, Reason reason)
    {
        (row.ReasonCode, row.Reason, row.ReasonStage, row.ContentHash, row.FetchedAt) = (reason.Code, reason.Message, reason.Stage, null, null);
        Log.Refused(logger, row.Id, reason.Code, row.Name);
        return null;
    }
}
