using Platform.Contracts;

namespace Platform.Fetcher.Ledger;

/// <summary>What an arrival that is due is published as.</summary>
internal enum DueAs
{
    /// <summary><c>DocumentsFetched</c>, to the Parser.</summary>
    Fetched,

    /// <summary><c>DocumentsRejected</c>, to Storage: the Fetcher found the file's own fault.</summary>
    Rejected,

    /// <summary><c>ContainersUnpacked</c>, to Storage: an archive whose members are in the ledger.</summary>
    Unpacked,

    /// <summary>Not published: a container is to be unpacked first.</summary>
    ToUnpack,

    /// <summary><c>DocumentsFailed</c>, to Storage: every attempt met a fault of ours.</summary>
    Failed,
}

/// <summary>When and as what an arrival without an outcome is published again. Pure.</summary>
internal static class Schedule
{
    /// <summary>Delay after the first, second… fault of ours; after one more the document is failed.</summary>
    public static IReadOnlyList<TimeSpan> AfterFault { get; } =
        [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    public static DueAs For(ArrivalRow row) => row switch
    {
        _ when row.Faults > AfterFault.Count => DueAs.Failed,
        { Container: not null, UnpackedAt: null, ReasonCode: null } => DueAs.ToUnpack,
        { Faults: 0, ReasonCode: ReasonCodes.Unpacked } => DueAs.Unpacked,
        { Faults: 0, ReasonCode: not null } => DueAs.Rejected,
        _ => DueAs.Fetched,
    };

    /// <summary>Puts arrivals into messages of at most <paramref name="most"/>; one that has faulted travels alone.</summary>
    public static IEnumerable<IReadOnlyList<ArrivalRow>> Messages(IEnumerable<ArrivalRow> rows, int most)
    {
        var all = rows.ToList();
        return all.Where(row => row.Faults > 0).Select(IReadOnlyList<ArrivalRow> (row) => [row])
            .Concat(all.Where(row => row.Faults == 0).Chunk(most));
    }
}
