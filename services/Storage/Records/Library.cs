using Microsoft.EntityFrameworkCore;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Storage.Deletions;
using Platform.Storage.EventLog;
using Platform.Storage.Search;

namespace Platform.Storage.Records;

/// <summary>
/// The one store operation: record, outcome and event of each arrival in one transaction, idempotent by arrival id; a document is known by its location where its source gives one, by its content otherwise.
/// </summary>
public sealed class Library(IDbContextFactory<LibraryContext> contexts, Doorbell doorbell, Indexer indexer, TimeProvider time, ILogger<Library> log)
{
    /// <summary>
    /// Ends the arrivals and tells how each ended; one that had ended before keeps its outcome, word for word. All or none in one transaction; only where several are of one
    /// location, each but the first of them has one of its own, in the order in which they were observed.
    /// </summary>
    /// <param name="endings">1 or more, each arrival once.</param>
    /// <param name="cancellation">Ends the call; what is not committed is not stored then.</param>
    /// <exception cref="DbUpdateException">The database refused; see the inner exception.</exception>
    /// <exception cref="Npgsql.PostgresException">The database refused: a unique violation means that another writer was faster, and a second call sees what it wrote.</exception>
    public async Task<IReadOnlyList<Settlement>> EndAsync(IReadOnlyList<Ending> endings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endings);
        var settlements = new List<Settlement>(endings.Count);
        foreach (var round in Rounds(endings))
        {
            settlements.AddRange(await EndRoundAsync(round, cancellation));
        }

        return settlements;
    }

    /// <summary>Each location once a round, the earliest observed first.</summary>
    private static IEnumerable<IReadOnlyList<Ending>> Rounds(IReadOnlyList<Ending> endings)
    {
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        return endings.OrderBy(ending => ending.Arrival.ObservedAt).GroupBy(Round).OrderBy(round => round.Key).Select(round => round.ToList());

        int Round(Ending ending)
        {
            var round = ending.Locations.Count == 0 ? 0 : ending.Locations.Max(location => next.GetValueOrDefault(location));
            foreach (var location in ending.Locations)
            {
                next[location] = round + 1;
            }

            return round;
        }
    }

    private async Task<IEnumerable<Settlement>> EndRoundAsync(IReadOnlyList<Ending> endings, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);

        // 1. Arrivals that have ended are only answered again. A rejection or failure makes way for the outcome of a later try, whose event stands behind its own.
        var tries = endings.ToDictionary(ending => ending.Arrival.Id, ending => ending.Arrival.Attempt);
        var ids = tries.Keys.ToArray();
        var known = (await context.Outcomes.AsNoTracking().Where(outcome => ids.Contains(outcome.ArrivalId)).ToListAsync(cancellation))
            .Where(outcome => outcome.Attempt >= tries[outcome.ArrivalId] || outcome.Outcome is Outcomes.Stored or Outcomes.Duplicate).ToList();
        var knownIds = known.Select(outcome => outcome.ArrivalId).ToHashSet();
        var open = endings.Where(ending => !knownIds.Contains(ending.Arrival.Id)).ToList();
        if (open.Count == 0)
        {
            return known.ConvertAll(Again);
        }

        // 2. The records, in the order of their hashes, so that two writers never wait for each other in a circle. Of equal contents the
        // first becomes the record.
        var now = time.GetUtcNow();
        var records = open.Where(ending => ending.Document is not null)
            .OrderBy(ending => ending.Arrival.ContentHash, StringComparer.Ordinal)
            .Select(ending => RecordComposer.Record(ending, now))
            .ToList();
        var places = await Places.LockAsync(context, open.Where(ending => ending.Document is not null), cancellation);
        var news = records.ToLookup(record => places.Of(record) is { } place && place.ContentHash != record.ContentHash);
        var holders = await RecordWriter.HoldersAsync(context, records, cancellation);
        var fresh = news[false].Where(record => holders.TryAdd(record.ContentHash, record.DocumentId)).ToList();
        await RecordWriter.CopyAsync(context.Connection, fresh, cancellation);
        var stored = fresh.Select(record => record.ArrivalId).ToHashSet();

        // 3. Other content at a known location becomes a revision of the document there. Every location of what was stored leads to it from now on.
        var revised = news.Contains(true) ? await Revisions.StoreAsync(context, news[true], places, holders, cancellation) : [];
        await places.LeadAsync(context, records.Where(record => stored.Contains(record.ArrivalId) || places.Of(record) is not null), cancellation);

        // 4. Outcomes, what waits for the index, and events, in one go.
        var outcomes = open.ConvertAll(ending => OutcomeRow.Of(
            ending,
            stored.Contains(ending.Arrival.Id) || revised.ContainsKey(ending.Arrival.Id) ? Outcomes.Stored : Outcomes.Duplicate,
            ending.Document is null ? null : revised.GetValueOrDefault(ending.Arrival.Id)?.DocumentId ?? holders[ending.Arrival.ContentHash!],
            now));
        await ParsedContents.NoteAsync(context, open, cancellation);
        var ended = OutcomeWriter.Command(outcomes);
        var changed = fresh.Select(record => record.DocumentId).Concat(revised.Values.Where(one => one.Current == one.Revision).Select(one => one.DocumentId));
        var events = open.Zip(outcomes, (ending, outcome) => EventComposer.Event(ending, outcome, revised.GetValueOrDefault(ending.Arrival.Id))).ToList();
        await context.RunAsync([ended, IndexQueue.Enter(changed), EventWriter.Command(events)], cancellation);
        if (ended.RecordsAffected != outcomes.Count)
        {
            throw new DbUpdateConcurrencyException("Another writer ended one of these arrivals meanwhile.");
        }

        // 5. Only what is committed is told.
        await transaction.CommitAsync(cancellation);
        doorbell.Ring();
        Measure(outcomes, time.GetElapsedTime(began));
        indexer.Wake();
        log.Settled(stored.Count + revised.Count, records.Count - stored.Count - revised.Count, open.Count - records.Count, known.Count);
        return [.. known.Select(Again), .. outcomes.Select(Settlement)];

        // What became a record stays one, whatever later try is asked about.
        Settlement Again(OutcomeRow outcome) => Settlement(outcome) with { Attempt = Math.Max(outcome.Attempt, tries[outcome.ArrivalId]) };
    }

    private static void Measure(List<OutcomeRow> outcomes, TimeSpan took)
    {
        foreach (var outcome in outcomes)
        {
            StageMetrics.Count("storage", outcome.Outcome, outcome.ReasonCode);
            StageMetrics.Took("storage", took);
            StageMetrics.Ended(outcome.Outcome, outcome.SettledAt - outcome.ObservedAt);
        }
    }

    private static Settlement Settlement(OutcomeRow outcome) => new()
    {
        ArrivalId = outcome.ArrivalId,
        Attempt = outcome.Attempt,
        Outcome = outcome.Outcome,
        DocumentId = outcome.DocumentId,
        Reason = outcome.ReasonCode is null ? null : new Reason { Code = outcome.ReasonCode, Message = outcome.Reason!, Stage = outcome.ReasonStage! },
        SettledAt = outcome.SettledAt,
    };
}
