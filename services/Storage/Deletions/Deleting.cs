using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Contracts;
using Platform.Storage.EventLog;
using Platform.Storage.Relations;

namespace Platform.Storage.Deletions;

/// <summary>A wish to delete a document.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="By">Who wants it.</param>
/// <param name="Code">Why: a reason's code.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record Deletion(Guid DocumentId, string By, string Code, string Reason)
{
    /// <summary>Leave it where its current revision was observed after this time; null for whenever.</summary>
    public DateTimeOffset? ObservedUntil { get; init; }

    /// <summary>Leave it where its current revision was stored at this time or later; null for whenever.</summary>
    public DateTimeOffset? StoredBefore { get; init; }
}

/// <summary>
/// Deletes documents, each with its revisions, its place in the search index and its relations, and leaves a tombstone and an event: one transaction. What becomes of the bytes is
/// <see cref="ContentRemoval"/>'s work, which begins after the commit.
/// </summary>
public sealed class Deleting(IDbContextFactory<LibraryContext> contexts, Doorbell doorbell, ContentRemoval removal, TimeProvider time)
{
    /// <summary>Most documents of one transaction, which holds up the event log while it lasts.</summary>
    public const int Most = 100;

    /// <summary>Deletes those that are there and may go by their conditions, all or none.</summary>
    /// <returns>The tombstones, in no order; none for those that were not deleted.</returns>
    public async Task<List<TombstoneRow>> DeleteAsync(IReadOnlyCollection<Deletion> deletions, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(deletions);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var asked = deletions.DistinctBy(deletion => deletion.DocumentId).ToDictionary(deletion => deletion.DocumentId);
        var ids = asked.Keys.ToArray();

        // 1. By turns with the indexer, so that it enters nothing of what is going; and alone with each document, as a new revision of it is.
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7203101)", cancellation);
        await context.Database.ExecuteSqlAsync($"SELECT FROM library.records WHERE document_id = ANY ({ids}) ORDER BY document_id FOR UPDATE", cancellation);
        var now = time.GetUtcNow();
        var found = await context.Records.Where(record => ids.Contains(record.DocumentId))
            .Select(record => new
            {
                record.DocumentId, record.ArrivalId, record.Source, record.Name, record.Location, record.ContentHash, record.Size, record.StoredAt,
                ObservedAt = context.Outcomes.Where(outcome => outcome.ArrivalId == record.ArrivalId).Select(outcome => (DateTimeOffset?)outcome.ObservedAt).FirstOrDefault(),
            }).ToListAsync(cancellation);
        var tombstones = found.Select(record => (Record: record, Deletion: asked[record.DocumentId]))
            .Where(one => !((one.Record.ObservedAt ?? one.Record.StoredAt) > one.Deletion.ObservedUntil) && !(one.Record.StoredAt >= one.Deletion.StoredBefore))
            .Select(one => new TombstoneRow
            {
                DocumentId = one.Record.DocumentId,
                ArrivalId = one.Record.ArrivalId,
                Source = one.Record.Source,
                Name = one.Record.Name,
                Location = one.Record.Location,
                ContentHash = one.Record.ContentHash,
                Size = one.Record.Size,
                StoredAt = one.Record.StoredAt,
                DeletedAt = now,
                DeletedBy = one.Deletion.By,
                ReasonCode = one.Deletion.Code,
                Reason = one.Deletion.Reason,
                RemovalObservedAt = one.Deletion.ObservedUntil?.ToUniversalTime(),
            }).ToList();
        if (tombstones.Count == 0)
        {
            return [];
        }

        // 2. What is left of them, and then they themselves.
        context.Tombstones.AddRange(tombstones);
        await context.SaveChangesAsync(cancellation);
        await ClearAsync(context, [.. tombstones.Select(tombstone => tombstone.DocumentId)], cancellation);
        await context.RunAsync([EventWriter.Command(tombstones.ConvertAll(EventComposer.Deleted))], cancellation);
        await transaction.CommitAsync(cancellation);
        doorbell.Ring();
        removal.Wake();
        return tombstones;
    }

    private static async Task ClearAsync(LibraryContext context, Guid[] documents, CancellationToken cancellation)
    {
        await context.Database.ExecuteSqlAsync($"""
            INSERT INTO library.released (content_hash)
            SELECT content_hash FROM library.records WHERE document_id = ANY ({documents}) UNION SELECT content_hash FROM library.revisions WHERE document_id = ANY ({documents})
            ON CONFLICT DO NOTHING
            """, cancellation);
        await Relating.ForgetAsync(context.Connection, documents, cancellation);
        await context.Database.ExecuteSqlAsync($"DELETE FROM library.search WHERE document_id = ANY ({documents})", cancellation);
        await context.Database.ExecuteSqlAsync($"DELETE FROM library.unindexed WHERE document_id = ANY ({documents})", cancellation);
        await context.Aliases.Where(alias => documents.Contains(alias.DocumentId)).ExecuteDeleteAsync(cancellation);
        await context.Revisions.Where(revision => documents.Contains(revision.DocumentId)).ExecuteDeleteAsync(cancellation);
        await context.Records.Where(record => documents.Contains(record.DocumentId)).ExecuteDeleteAsync(cancellation);
    }
}
