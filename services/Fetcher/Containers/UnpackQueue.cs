using System.Collections.Concurrent;
using System.Threading.Channels;
using Platform.Contracts;
using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Containers;

/// <summary>Containers that are due to be unpacked; the ledger holds them too, so what is lost here comes again. A small one never waits behind a large one or a backlog.</summary>
internal sealed class UnpackQueue
{
    /// <summary>Containers larger than this wait with the backlogs, in bytes.</summary>
    private const long Large = 4 << 20;

    private readonly Channel<ArrivalRow> _prompt = Channel.CreateUnbounded<ArrivalRow>(), _bulk = Channel.CreateUnbounded<ArrivalRow>();
    private readonly ConcurrentDictionary<Guid, bool> _queued = new();

    /// <summary>Queues a container, once however often it comes while it is queued or being unpacked.</summary>
    public void Add(ArrivalRow row)
    {
        if (_queued.TryAdd(row.Id, true))
        {
            (row.Lane == Lanes.Bulk || row.Size > Large ? _bulk : _prompt).Writer.TryWrite(row);
        }
    }

    /// <summary>Lets one that holds much wait with the backlogs.</summary>
    public void PutBehind(ArrivalRow row) => _bulk.Writer.TryWrite(row);

    /// <summary>The next of a lane.</summary>
    public ValueTask<ArrivalRow> NextAsync(string lane, CancellationToken cancellation) => (lane == Lanes.Bulk ? _bulk : _prompt).Reader.ReadAsync(cancellation);

    /// <summary>It may be queued again.</summary>
    public void Done(ArrivalRow row) => _queued.TryRemove(row.Id, out _);
}
