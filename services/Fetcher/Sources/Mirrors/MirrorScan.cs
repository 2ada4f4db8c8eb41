using Platform.Fetcher.Ledger;

namespace Platform.Fetcher.Sources.Mirrors;

/// <summary>
/// Lays the listing of a mirrored folder beside what is known of it, both in the order of the paths, in one pass: memory does not grow with the number of files. The next page of the table is
/// read while this one is compared.
/// </summary>
/// <param name="source">The source's name.</param>
/// <param name="walk">The listing, from its beginning.</param>
/// <param name="ledger">What is known.</param>
/// <param name="found">Called for each file that is new or looks other than it is known.</param>
internal sealed class MirrorScan(string source, TreeWalk walk, MirrorLedger ledger, Action<RawPath, ItemState, long?> found)
{
    /// <summary>Most files that are noted as gone by one listing; the next does the others.</summary>
    private const int MostMissing = 10_000;

    private List<KnownFile> _page = [];
    private int _next;
    private bool _isLast;
    private bool _walking = true;

    /// <summary>Files that are there.</summary>
    public int Files { get; private set; }

    /// <summary>Those of them that are known.</summary>
    public int KnownFound { get; private set; }

    /// <summary>Files that are known and not there, without those that are noted as gone.</summary>
    public int MissingCount { get; private set; }

    /// <summary>The first of them.</summary>
    public List<byte[]> Missing { get; } = [];

    /// <summary>Files that were noted as gone before, and are not there.</summary>
    public int Gone { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        _walking = walk.MoveNext();
        var next = ledger.PageAsync(source, [], cancellation);
        do
        {
            (_page, _next) = (await next, 0);
            _isLast = MirrorLedger.IsLast(_page);
            if (!_isLast)
            {
                next = ledger.PageAsync(source, _page[^1].Path, cancellation);
            }
        }
        while (!Compare(cancellation));
    }

    /// <summary>Compares as far as the page goes; true at the end of both.</summary>
    private bool Compare(CancellationToken cancellation)
    {
        while (_next < _page.Count || _isLast)
        {
            cancellation.ThrowIfCancellationRequested();
            var known = _next < _page.Count ? _page[_next] : null;
            if (known is null && !_walking)
            {
                return true;
            }

            var order = known is null ? -1 : _walking ? walk.Path.SequenceCompareTo(known.Path) : 1;
            if (_walking && !walk.IsSeen && known is not null && IsWithin(known.Path, walk.Path))
            {
                _next++; // not seen is not gone
            }
            else if (order > 0)
            {
                Miss(known!);
                _next++;
            }
            else
            {
                if (walk.IsSeen)
                {
                    Meet(order == 0 ? known : null);
                }

                _next += order == 0 ? 1 : 0;
                _walking = walk.MoveNext();
            }
        }

        return false;
    }

    private static bool IsWithin(ReadOnlySpan<byte> path, ReadOnlySpan<byte> unseen) => unseen[^1] == '/' ? path.StartsWith(unseen) : path.SequenceEqual(unseen);

    private void Meet(KnownFile? known)
    {
        Files++;
        KnownFound += known is null ? 0 : 1;
        if (known is null || !known.Matches(walk.State, walk.SideCarNs))
        {
            found(RawPath.Of(walk.Path), walk.State, walk.SideCarNs);
        }
    }

    private void Miss(KnownFile known)
    {
        if (known.IsGone)
        {
            Gone++;
            return;
        }

        MissingCount++;
        if (Missing.Count < MostMissing)
        {
            Missing.Add(known.Path);
        }
    }
}
