using Platform.Contracts;

namespace Platform.Gateway.Records;

/// <summary>One step of an arrival on its way, as its timeline shows it.</summary>
/// <param name="Stage"><c>source</c>, <c>fetcher</c>, <c>parser</c> or <c>storage</c>.</param>
/// <param name="Attempt">Which try, from 1 on.</param>
/// <param name="Result"><c>done</c>; <c>faulted</c>: a fault of ours, tried again; <c>rejected</c> or <c>failed</c>; <c>pending</c>: not yet; <c>skipped</c>: it did not come to this.</param>
/// <param name="At">When it ended; null where it has not.</param>
/// <param name="Milliseconds">How long it took, waiting included for <c>fetcher</c> and <c>storage</c>; null where that is not known.</param>
/// <param name="Worker">Which process did it, as host and process id; null where that is not known.</param>
/// <param name="Reason">Why it went wrong; null where it did not.</param>
public sealed record TimelineStep(string Stage, int Attempt, string Result, DateTimeOffset? At, int? Milliseconds, string? Worker, Reason? Reason)
{
    /// <summary>The way of an arrival: what went wrong in earlier attempts first, then the stages of the present one.</summary>
    /// <param name="arrival">The arrival.</param>
    /// <param name="before">What is kept of earlier attempts, oldest first.</param>
    /// <param name="work">What is told of the work on the present one.</param>
    public static IReadOnlyList<TimelineStep> Of(ArrivalState arrival, IEnumerable<TimelineStep> before, ArrivalWork work)
    {
        ArgumentNullException.ThrowIfNull(arrival);
        ArgumentNullException.ThrowIfNull(work);
        var failedIn = arrival.SettledAt is not null && arrival.State is Outcomes.Rejected or Outcomes.Failed ? arrival.Reason : null;
        // A later attempt begins with what the operator did, of which no time is kept with the arrival.
        var began = arrival.Attempt == 1 ? arrival.ObservedAt : (DateTimeOffset?)null;
        return
        [
            new("source", 1, "done", arrival.ObservedAt, null, null, null),
            .. before,
            Step("fetcher", arrival.FetchedAt, Between(began, arrival.FetchedAt), worker: null),
            Step("parser", arrival.ParsedAt, work.ParseMs, work.ParsedBy),
            Step("storage", arrival.SettledAt, Between(arrival.ParsedAt ?? arrival.FetchedAt, arrival.SettledAt), work.StoredBy),
        ];

        TimelineStep Step(string stage, DateTimeOffset? at, int? took, string? worker) =>
            failedIn?.Stage == stage ? new(stage, arrival.Attempt, arrival.State, arrival.SettledAt, took, worker, failedIn)
            : at is not null ? new(stage, arrival.Attempt, "done", at, took, worker, null)
            : new(stage, arrival.Attempt, arrival.SettledAt is null ? "pending" : "skipped", null, null, null, null);
    }

    private static int? Between(DateTimeOffset? from, DateTimeOffset? until) => from is { } began && until is { } ended ? (int)Math.Clamp((ended - began).TotalMilliseconds, 0, int.MaxValue) : null;
}

/// <summary>What is told of the work on an arrival beside its outcome.</summary>
/// <param name="ParseMs">How long it was read.</param>
/// <param name="ParsedBy">Which process read or refused it.</param>
/// <param name="StoredBy">Which process stored its outcome.</param>
public sealed record ArrivalWork(int? ParseMs, string? ParsedBy, string? StoredBy);
