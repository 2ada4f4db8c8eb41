using System.Collections.Concurrent;
using Platform.Contracts;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher;

/// <summary>
/// What is in the books of a watched folder and cannot be taken now, with why. It takes no place among what is found, and of a thousand such files each scan tries those first that waited longest.
/// </summary>
internal sealed class HeldBack(FolderSettings source, Claims claims, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, Held> _all = new();
    private readonly Settling _settling = new(clock);
    private long _turn;

    public int Count => _all.Count;

    /// <summary>A sentence about what somebody must mend; null where nothing is to be.</summary>
    public string? Problem => _all.IsEmpty ? null : Waits.Problem([.. _all.Values.Where(held => held.Why is not null).Select(held => (held.Row.Name, held.Why!))]);

    /// <summary>Holds a row back.</summary>
    /// <param name="row">It.</param>
    /// <param name="why">Why; null where that is not known, as of one that was on its way when the database went away.</param>
    public void Add(ArrivalRow row, Reason? why) => _all[row.Id] = new Held(row, why, Interlocked.Increment(ref _turn));

    public void Remove(ArrivalRow row) => _all.TryRemove(row.Id, out _);

    /// <summary>Forgets all, before the ledger is read anew.</summary>
    public void Clear() => _all.Clear();

    /// <summary>Those that are worth another attempt, the longest untried first. For one caller at a time.</summary>
    public List<ArrivalRow> Due(int most)
    {
        var mayLeave = new Dictionary<RawPath, bool>();
        var due = new List<ArrivalRow>();
        var looks = 0;
        foreach (var held in _all.Values.OrderBy(held => held.Turn))
        {
            if (due.Count == most)
            {
                break;
            }

            if (held.Why?.Code == ReasonCodes.Immovable && !MayLeave(held.Row.RawPath.Folder))
            {
                // Its folder is closed still, but the file may have been taken away: so many are looked at each time.
                if (looks == most)
                {
                    continue;
                }

                looks++;
                if (Posix.Look(claims.At(held.Row.RawPath)) is not null)
                {
                    held.Turn = Interlocked.Increment(ref _turn);
                    continue;
                }
            }
            else if (claims.Look(held.Row) is { } state && !_settling.Look(Claims.Of(held.Row), state, source.SettleTime))
            {
                continue;
            }

            _settling.Forget(Claims.Of(held.Row));
            held.Turn = Interlocked.Increment(ref _turn);
            due.Add(held.Row);
        }

        return due;

        bool MayLeave(RawPath folder) => mayLeave.TryGetValue(folder, out var may) ? may : mayLeave[folder] = Posix.MayWrite(claims.At(folder));
    }

    private sealed class Held(ArrivalRow row, Reason? why, long turn)
    {
        public ArrivalRow Row { get; } = row;

        public Reason? Why { get; } = why;

        /// <summary>When it was tried last, in the order of all attempts.</summary>
        public long Turn { get; set; } = turn;
    }
}
