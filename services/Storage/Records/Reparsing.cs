using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts;
using Platform.Storage.Deletions;
using Platform.Storage.EventLog;
using Platform.Storage.Search;

namespace Platform.Storage.Records;

/// <summary>
/// Documents that are parsed again: first handed out with what stood beside their bytes, then compared with what came of them. A record that changed gets a revision and an event; one that
/// did not gets its proof brought up to date. Each result is written with what it made true, so an answer that was lost is given again.
/// </summary>
public sealed class Reparsing(IDbContextFactory<LibraryContext> contexts, Doorbell doorbell, Indexer indexer, TimeProvider time)
{
    private static readonly Reason Gone = new() { Code = "document_gone", Message = "The document is not in the library any more.", Stage = "storage" };
    private static readonly Reason Replaced = new() { Code = "document_revised", Message = "The document got other content meanwhile, which was parsed when it came.", Stage = "storage" };

    /// <summary>What the Parser is to read again, and the results of those that there is nothing to read of.</summary>
    public async Task<(List<Arrival> Arrivals, List<ReparseResult> Results)> TakeAsync(ReparseDocuments wanted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var ids = wanted.Documents.ToArray();
        var known = await KnownAsync(context, wanted.Operation, ids, cancellation);
        var open = ids.Except(known.Select(row => row.DocumentId)).ToArray();
        var found = await context.Records.Where(record => open.Contains(record.DocumentId))
            .Select(record => new
            {
                record.DocumentId, record.ArrivalId, record.Source, record.Name, record.Size, record.ContentHash, record.SourceTags, record.ExpectedLanguage, record.Given, record.Location, record.StoredAt,
                ObservedAt = (DateTimeOffset?)context.Outcomes.FirstOrDefault(outcome => outcome.ArrivalId == record.ArrivalId)!.ObservedAt,
            }).ToListAsync(cancellation);
        var gone = open.Except(found.Select(record => record.DocumentId)).Select(id => Result(wanted.Operation, id, ReparseStates.Skipped, Gone)).ToList();
        context.Reparses.AddRange(gone);
        await context.SaveChangesAsync(cancellation);
        return (found.ConvertAll(record => new Arrival
        {
            Id = record.ArrivalId,
            Source = record.Source,
            Name = record.Name,
            Size = record.Size,
            ContentHash = record.ContentHash,
            Tags = record.SourceTags,
            Language = record.ExpectedLanguage,
            Location = record.Location,
            Given = Given(record.Given, wanted.Charset),
            ObservedAt = record.ObservedAt ?? record.StoredAt,
            Reparse = new Reparse { Operation = wanted.Operation, DocumentId = record.DocumentId },
        }), [.. known.Concat(gone).Select(row => row.ToResult())]);
    }

    /// <summary>Compares what was read with the records and keeps what changed, all in one transaction.</summary>
    /// <param name="endings">1 or more, of one operation, whose arrivals have a <see cref="Reparse"/>, each document once.</param>
    /// <param name="cancellation">Ends the call; what is not committed is not stored then.</param>
    public async Task<IReadOnlyList<ReparseResult>> EndAsync(IReadOnlyList<Ending> endings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endings);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var operation = endings[0].Arrival.Reparse!.Operation;
        var ids = endings.Select(ending => ending.Arrival.Reparse!.DocumentId).ToArray();

        // In the order in which revisions lock, so that two writers never wait for each other in a circle. What is read afterwards is what the writer before us wrote.
        await context.Database.ExecuteSqlAsync($"SELECT FROM library.records WHERE document_id = ANY ({ids}) ORDER BY location, document_id FOR UPDATE", cancellation);
        var known = await KnownAsync(context, operation, ids, cancellation);
        var records = await context.Records.AsNoTracking().Where(record => ids.Contains(record.DocumentId)).ToDictionaryAsync(record => record.DocumentId, cancellation);
        var last = await context.Revisions.Where(revision => ids.Contains(revision.DocumentId)).GroupBy(revision => revision.DocumentId)
            .Select(revisions => new { revisions.Key, Number = revisions.Max(revision => revision.Revision) }).ToDictionaryAsync(revisions => revisions.Key, revisions => revisions.Number, cancellation);
        var rows = new List<ReparseRow>();
        var events = new List<EventRow>();
        var now = time.GetUtcNow();
        foreach (var ending in endings.Where(ending => !known.Exists(row => row.DocumentId == ending.Arrival.Reparse!.DocumentId)))
        {
            var id = ending.Arrival.Reparse!.DocumentId;
            var row = !records.TryGetValue(id, out var record) ? Result(operation, id, ReparseStates.Skipped, Gone)
                : record.ContentHash != ending.Arrival.ContentHash ? Result(operation, id, ReparseStates.Skipped, Replaced)
                : ending.Document is null ? Result(operation, id, ReparseStates.Kept, ending.Reason!)
                : Keep(context, record, ending, Math.Max(record.Revision, last.GetValueOrDefault(id)) + 1, now, events);
            rows.Add(row);
        }

        context.Reparses.AddRange(rows);
        await context.SaveChangesAsync(cancellation);
        await ParsedContents.NoteAsync(context, endings, cancellation);
        if (events.Count > 0)
        {
            var changed = rows.Where(row => row.State == ReparseStates.Changed).Select(row => row.DocumentId);
            await context.RunAsync([IndexQueue.Enter(changed), EventWriter.Command(events)], cancellation);
        }

        await transaction.CommitAsync(cancellation);
        if (events.Count > 0)
        {
            doorbell.Ring();
            indexer.Wake();
        }

        return [.. known.Concat(rows).Select(row => row.ToResult())];
    }

    private ReparseRow Keep(LibraryContext context, RecordRow record, Ending ending, int number, DateTimeOffset now, List<EventRow> events)
    {
        var operation = ending.Arrival.Reparse!.Operation;
        var read = RecordComposer.Record(ending, now) with { DocumentId = record.DocumentId, ArrivalId = record.ArrivalId, Location = record.Location };
        var changes = Changes.Between(record, read);
        if (changes.Count == 0)
        {
            if (Changes.InProof(record, read))
            {
                context.Records.Update(read with { Revision = record.Revision, StoredAt = record.StoredAt });
            }

            return Result(operation, record.DocumentId, ReparseStates.Unchanged, reason: null);
        }

        context.Revisions.Add(RevisionRow.Of(record, replacedAt: now));
        context.Records.Update(read with { Revision = number });
        events.Add(EventComposer.Event(ending, new OutcomeRow
        {
            ArrivalId = record.ArrivalId,
            Outcome = Outcomes.Stored,
            DocumentId = record.DocumentId,
            Source = record.Source,
            Name = record.Name,
            Size = record.Size,
            ContentHash = record.ContentHash,
            ObservedAt = ending.Arrival.ObservedAt,
            SettledAt = now,
        }, new Revised(record.DocumentId, number, number)));
        return Result(operation, record.DocumentId, ReparseStates.Changed, reason: null, number, JsonSerializer.Serialize(changes, RecordComposer.SnakeCase));
    }

    private ReparseRow Result(Guid operation, Guid document, string state, Reason? reason, int? revision = null, string changes = "{}") => new()
    {
        OperationId = operation,
        DocumentId = document,
        State = state,
        Revision = revision,
        ReasonCode = reason?.Code,
        Reason = reason?.Message,
        ReasonStage = reason?.Stage,
        Changes = changes,
        At = time.GetUtcNow(),
    };

    private static Task<List<ReparseRow>> KnownAsync(LibraryContext context, Guid operation, Guid[] ids, CancellationToken cancellation) =>
        context.Reparses.AsNoTracking().Where(row => row.OperationId == operation && ids.Contains(row.DocumentId)).ToListAsync(cancellation);

    /// <summary>What stood beside the bytes, with the charset that is chosen now or was before.</summary>
    private static GivenFields? Given(string? json, string? charset)
    {
        var given = json is null ? null : JsonSerializer.Deserialize<GivenFields>(json, RecordComposer.SnakeCase);
        given = charset is null ? given : (given ?? new GivenFields()) with { Charset = charset == BeginOperation.FoundCharset ? null : charset };
        return given == new GivenFields() ? null : given;
    }
}
