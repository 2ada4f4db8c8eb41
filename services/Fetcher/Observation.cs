using Platform.Fetcher.Batches;
using Platform.Fetcher.Containers;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher;

/// <summary>What the ledger is told of items before they are touched: a waiting row each, and the batches that begin with them.</summary>
internal static class Observation
{
    /// <summary>The rows of items in their order. An archive that is dropped alone is a batch of its own.</summary>
    public static (List<ArrivalRow> Rows, List<BatchRow> Begun) Of(IReadOnlyList<ReadyItem> items, FolderSettings source, WatchedFolder folder, DateTimeOffset now)
    {
        var archives = items.Where(item => item.Batch.Kind == BatchKinds.Interval && item.State.Kind == ItemKind.File && IsArchive(folder.At(item.Path))).ToDictionary(item => item.Path, item => new BatchRow
        {
            Id = Guid.CreateVersion7(now), Source = source.Name, Kind = BatchKinds.Archive, Name = item.Path.ToString(), Path = [], OpenedAt = now, ClosedAt = now,
        });
        var rows = items.Select(item => new ArrivalRow
        {
            Id = Guid.CreateVersion7(now),
            Source = source.Name,
            Name = item.Path.ToString(),
            Path = item.Path.Bytes,
            BatchId = archives.GetValueOrDefault(item.Path)?.Id ?? item.Batch.Id,
            Lane = item.Lane,
            State = ArrivalRow.Waiting,
            Tags = folder.TagsOf(item.Path, []),
            Language = source.Language,
            ObservedAt = now,
        }).ToList();
        var begun = items.Where(item => !archives.ContainsKey(item.Path)).Select(item => item.Batch).Where(batch => !batch.Known).Distinct();
        return (rows, [.. begun.Select(batch => BatchRow.Of(batch, source.Name)), .. archives.Values]);
    }

    /// <summary>Whether an item looks like an archive or a mailbox before it is claimed: only its batch follows from that.</summary>
    private static bool IsArchive(byte[] path)
    {
        try
        {
            using var file = Posix.OpenFile(path, out _);
            return file is not null && Sniffing.IsArchive(file);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
