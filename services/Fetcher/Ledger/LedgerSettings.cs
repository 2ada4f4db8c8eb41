namespace Platform.Fetcher.Ledger;

/// <summary>The ledger of arrivals: section <c>Ledger</c>.</summary>
internal sealed class LedgerSettings
{
    public const string Section = "Ledger";

    /// <summary>How long an arrival may be without an outcome before it is published again; doubles each time up to 10 minutes. 1 s to 10 min. Default 30 s.</summary>
    public TimeSpan RedriveAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most arrivals of each lane under way at once, 1 to 100,000; what is beyond waits in the watched folder. Those that wait for another attempt after a fault of ours are not counted.
    /// Of a backlog a fifth of it while single documents come. Default 1,000.</summary>
    public int InFlightLimit { get; set; } = 1000;

    /// <summary>How long settled batches stay in the ledger with their arrivals, 1 h to 3,650 d; their numbers stay in the books for good. Default 90 days.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(90);

    /// <summary>A sentence that names the bad setting; null where all is well.</summary>
    public static string? Problem(LedgerSettings ledger) => ledger switch
    {
        _ when ledger.RedriveAfter < TimeSpan.FromSeconds(1) || ledger.RedriveAfter > TimeSpan.FromMinutes(10) =>
            "Ledger__RedriveAfter must be 00:00:01 to 00:10:00.",
        { InFlightLimit: < 1 or > 100_000 } => "Ledger__InFlightLimit must be 1 to 100000.",
        _ when ledger.Keep < TimeSpan.FromHours(1) || ledger.Keep > TimeSpan.FromDays(3650) => "Ledger__Keep must be 01:00:00 to 3650.00:00:00.",
        _ => null,
    };
}
