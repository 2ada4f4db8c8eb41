using System.Threading.Channels;

namespace Platform.Cli.Import;

/// <summary>Follows the batches of an import in their order until each document has its outcome.</summary>
internal sealed class Settlement(Server server, Receipt receipt, ImportProgress progress)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly string[] Names = ["stored", "duplicate", "rejected", "failed"];
    private readonly long[] _counts = new long[Names.Length];

    /// <summary>Outcomes by name.</summary>
    public IEnumerable<KeyValuePair<string, long>> Counts => Names.Zip(_counts, KeyValuePair.Create);

    /// <summary>Whether some document was refused.</summary>
    public bool HasRefusals => _counts[2] + _counts[3] > 0;

    /// <summary>Follows what comes through the channel to its end.</summary>
    public async Task FollowAsync(ChannelReader<Guid> batches, CancellationToken cancellation)
    {
        await foreach (var batch in batches.ReadAllAsync(cancellation))
        {
            long[] counts;
            while (true)
            {
                var state = await server.GetAsync($"/v1/batches/{batch}", cancellation);
                counts = [.. Names.Select(name => state.Number("books." + name))];
                progress.Settle(_counts.Sum(), counts.Sum());
                if (state.Number("books.waiting") + state.Number("books.in_flight") + state.Number("queued") == 0)
                {
                    break;
                }

                await Task.Delay(Interval, cancellation);
            }

            for (var index = 0; index < counts.Length; index++)
            {
                _counts[index] += counts[index];
            }

            progress.Settle(_counts.Sum(), 0);
            if (receipt.IsWanted || (counts[2] + counts[3] > 0 && receipt.Refusals.Count == 0))
            {
                await receipt.AddBatchAsync(server, batch, cancellation);
            }
        }
    }
}
