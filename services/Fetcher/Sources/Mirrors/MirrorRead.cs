using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Contracts;
using Platform.Fetcher.Containers;
using Platform.Fetcher.Ledger;
using Platform.RawContent;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>Reads files of a mirrored folder and says what comes of them. It changes nothing there.</summary>
internal sealed class MirrorRead(MirrorSettings settings, FileContentStore contents, MirrorQueue queue, TimeProvider clock, ILogger logger)
{
    private static readonly int Degree = 2 * Environment.ProcessorCount;

    private readonly FolderScan _places = new(settings.Root);
    private readonly Selection _selection = new(settings);

    /// <summary>How a file looks now; null where it is there no more.</summary>
    public MirrorItem? Look(MirrorItem item) => Posix.Look(_places.At(item.Path)) is { } state && state.Kind != ItemKind.Folder
        ? item with { State = state, SideCarNs = SideCarOf(item.Path)?.State.ChangedNs } : null;

    /// <summary>Whether a file is a document of the source, or a side-car of one.</summary>
    public bool Takes(RawPath path) => _selection.Takes(SideCar.DocumentOf(path) ?? path);

    /// <summary>Reads files; what is being written or cannot be read now waits in the queue.</summary>
    /// <param name="items">The files.</param>
    /// <param name="known">What is known of them.</param>
    /// <param name="batch">The batch of their arrivals.</param>
    /// <param name="lane">Their lane.</param>
    /// <param name="cancellation">Ends the call; nothing is left behind.</param>
    /// <returns>What was read, in the order of the paths. What is staged is to be kept or discarded.</returns>
    public async Task<List<MirrorChange>> ReadAsync(
        IReadOnlyList<MirrorItem> items, Dictionary<RawPath, MirroredRow> known, BatchRow batch, string lane, CancellationToken cancellation)
    {
        var changes = new ConcurrentBag<MirrorChange>();
        var later = new ConcurrentBag<MirrorItem>();
        try
        {
            await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Degree, CancellationToken = cancellation }, async (item, stop) =>
            {
                if (await TryReadAsync(item, known.GetValueOrDefault(item.Path), batch, lane, stop) is { } change)
                {
                    changes.Add(change);
                }
                else
                {
                    later.Add(item);
                }
            });
        }
        catch
        {
            changes.Select(change => change.Staged).OfType<StagedContent>().ToList().ForEach(FileContentStore.Discard);
            throw;
        }

        later.ToList().ForEach(item => queue.PutOff(item, settings.SettleTime));
        return [.. changes.OrderBy(change => change.Item.Path.Characters, StringComparer.Ordinal)];
    }

    private async Task<MirrorChange?> TryReadAsync(MirrorItem item, MirroredRow? known, BatchRow batch, string lane, CancellationToken cancellation)
    {
        if (known is not null && known.ReportedAt is null && known.Matches(item.State, item.SideCarNs))
        {
            // It is back as it was, or another Fetcher has read it meanwhile.
            return new MirrorChange(item, item.State, known) { Hash = known.ContentHash, Refused = known.Refused };
        }

        try
        {
            return item.State switch
            {
                { Kind: ItemKind.Link } => Refuse(MirrorRefusals.SymbolicLink),
                { Kind: not ItemKind.File } => Refuse(MirrorRefusals.SpecialFile),
                _ when SideCar.DocumentOf(item.Path) is not null => queue.HasStood(item.Path, item.State, settings.GraceTime) ? Refuse(MirrorRefusals.OrphanSideCar) : null,
                _ when item.State.Size > settings.MaxBytes => Refuse(Refusals.TooLarge(item.State.Size, settings.MaxBytes, settings.Option(nameof(settings.MaxBytes)))),
                _ => await ReadFileAsync(),
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The disk is full or failing, ours or the folder's. It may be this one file, so the others go on.
            Log.NotRead(logger, settings.Name, item.Path.ToString(), failure.Message);
            return null;
        }

        async Task<MirrorChange?> ReadFileAsync()
        {
            using var file = Posix.OpenFile(_places.At(item.Path), out var error);
            if (file is null)
            {
                return error is Posix.NoEntry or Posix.NotFolder ? null
                    : error is not (Posix.AccessDenied or Posix.NotPermitted) ? throw new PosixException("The file cannot be opened", error)
                    : queue.HasStood(item.Path, item.State, settings.GraceTime) ? Refuse(MirrorRefusals.Unreadable) : null;
            }

            // What looks other than when it was found, or is being written, is looked at again once it is complete. A file that is just being written anew may look empty and as old as before.
            if (Posix.Look(file) != item.State || Posix.IsOpenForWriting(file))
            {
                return null;
            }

            if (item.State.Size == 0)
            {
                return Refuse(MirrorRefusals.Empty);
            }

            var beside = SideCarOf(item.Path);
            if (beside?.State.ChangedNs != item.SideCarNs || (beside is { } lies && Posix.IsOpenForWriting(_places.At(lies.Path))))
            {
                return null;
            }

            SideCar? sideCar;
            try
            {
                sideCar = beside is { } present ? SideCar.Read(_places.At(present.Path), yaml: present.Ending != SideCar.Endings[0]) : null;
            }
            catch (BadSideCarException bad)
            {
                return Refuse(MirrorRefusals.BadSideCar(bad.Message));
            }

            await using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            var staged = await contents.StageAsync(stream, settings.MaxBytes, cancellation);
            var hash = staged.Content.Hash;
            var isSame = known is { ReportedAt: null } && known.ContentHash == hash;
            if (isSame || Posix.Look(file) != item.State)
            {
                FileContentStore.Discard(staged);
                return isSame ? new MirrorChange(item, item.State, known) { Hash = hash } : null;
            }

            var row = Row(item, batch, lane, sideCar);
            (row.ContentHash, row.FetchedAt, row.Container) = (hash, clock.GetUtcNow(), Sniffing.KindOf(file));
            return new MirrorChange(item, item.State, known) { Hash = hash, Staged = staged, Arrival = row };
        }

        MirrorChange Refuse(Reason reason)
        {
            ArrivalRow? row = null;
            if (known?.Refused != reason.Code || known.ReportedAt is not null)
            {
                row = Row(item, batch, lane, sideCar: null);
                (row.ReasonCode, row.Reason, row.ReasonStage) = (reason.Code, reason.Message, reason.Stage);
                Log.Refused(logger, row.Id, reason.Code, row.Name);
            }

            return new MirrorChange(item, item.State, known) { Refused = reason.Code, Arrival = row };
        }
    }

    private ArrivalRow Row(MirrorItem item, BatchRow batch, string lane, SideCar? sideCar)
    {
        var now = clock.GetUtcNow();
        return new ArrivalRow
        {
            Id = Guid.CreateVersion7(now),
            Source = settings.Name,
            BatchId = batch.Id,
            Lane = lane,
            Name = item.Path.ToString(),
            Path = item.Path.Bytes,
            Size = item.State.Kind == ItemKind.File ? item.State.Size : 0,
            ModifiedNs = item.State.ModifiedNs,
            State = ArrivalRow.InFlight,
            Tags = _selection.TagsOf(item.Path, sideCar?.Tags ?? []),
            Language = sideCar?.Language ?? settings.Language,
            Location = MirrorLocation.Of(settings.Name, item.Path),
            Given = sideCar is null ? null : JsonSerializer.Serialize(sideCar.Given, JsonSerializerOptions.Web),
            ObservedAt = now,
        };
    }

    /// <summary>The side-car beside a document, as a listing sees it.</summary>
    private (RawPath Path, RawPath Ending, ItemState State)? SideCarOf(RawPath document)
    {
        foreach (var ending in SideCar.Endings)
        {
            if (document.Append(ending) is var path && Posix.Look(_places.At(path)) is { Kind: ItemKind.File } state)
            {
                return (path, ending, state);
            }
        }

        return null;
    }
}
