using Platform.Contracts;

namespace Platform.Fetcher.Ledger;

/// <summary>
/// Single documents have the right of way: while some are under way, fewer documents of backlogs are. The lanes keep a drop from queueing behind a backlog; that every station, the
/// database and the broker are busy with the backlog they cannot help.
/// </summary>
/// <remarks>
/// Measured on two cores beside a backlog, from observed to settled: with 1,000 under way half of the drops took 35 ms and 95 of 100 up to 127; with 400 it was 30 and 80, with 250 17 and 33, with 100 12 and 23
/// (idle: 8 and 9). The backlog went at 2,245 documents/s, 1,378, 922 and 525.
/// </remarks>
internal sealed class RightOfWay(TimeProvider clock)
{
    /// <summary>A backlog has this part of its limit then.</summary>
    public const int Share = 5;

    /// <summary>How long after a single document the next is expected: people drop files one after the other.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Guid _taker;
    private long? _taken, _takenByOthers;

    /// <summary>Documents of a batch go off in this lane. The first hundred of a backlog are prompt too; they have no right of way before the rest of it.</summary>
    public void Take(string lane, Guid batch)
    {
        lock (_gate)
        {
            if (lane == Lanes.Prompt)
            {
                _takenByOthers = batch == _taker ? _takenByOthers : _taken ?? _takenByOthers;
                (_taker, _taken) = (batch, clock.GetTimestamp());
            }
            else if (batch == _taker)
            {
                _taken = null;
            }
        }
    }

    /// <summary>Most documents under way in a lane now.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="limit">The most where nobody has the right of way, 1 or more.</param>
    public int Limit(string lane, int limit) => GivesWay(lane) ? Math.Max(limit / Share, 1) : limit;

    /// <summary>Most documents of one step, of those that a step takes otherwise: smaller pieces leave the stations room between them.</summary>
    public int Step(string lane, int most) => GivesWay(lane) ? most / 2 : most;

    private bool GivesWay(string lane)
    {
        lock (_gate)
        {
            return lane == Lanes.Bulk && (Lasts(_taken) || Lasts(_takenByOthers));
        }
    }

    private bool Lasts(long? since) => since is { } at && clock.GetElapsedTime(at) < Lasting;
}
