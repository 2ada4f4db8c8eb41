using MassTransit;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Storage.Deletions;

/// <summary>Deletes what operators, sources and the rules of sources want deleted. Whoever asked asks again where no answer comes.</summary>
public sealed class DeleteDocumentsConsumer(Deleting deleting, IDbContextFactory<LibraryContext> contexts, TimeProvider time, ILogger<DeleteDocumentsConsumer> log)
    : IConsumer<DeleteDocument>, IConsumer<LocationsRemoved>, IConsumer<ExpireDocuments>
{
    /// <summary>Most documents that one message makes old; the next comes soon.</summary>
    private const int MostExpired = 10_000;

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<DeleteDocument> context)
    {
        if (context.ExpirationTime < time.GetUtcNow().UtcDateTime)
        {
            return; // who asked was told that nobody answered
        }

        var (document, by) = (context.Message.DocumentId, context.Message.By);
        var deleted = await deleting.DeleteAsync([new Deletion(document, by, ReasonCodes.Deleted, context.Message.Reason ?? "An operator deleted it.")], context.CancellationToken);
        await using var library = await contexts.CreateDbContextAsync(context.CancellationToken);
        var at = await library.Tombstones.Where(tombstone => tombstone.DocumentId == document).Select(tombstone => (DateTimeOffset?)tombstone.DeletedAt).SingleOrDefaultAsync(context.CancellationToken);
        await context.RespondAsync(new DocumentDeleted { DeletedAt = at, Now = deleted.Count == 1 });
    }

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<LocationsRemoved> context)
    {
        var removals = context.Message.Removals;
        var locations = removals.Select(removal => removal.Location).ToArray();
        await using var library = await contexts.CreateDbContextAsync(context.CancellationToken);
        var there = await library.Records.Where(record => locations.Contains(record.Location)).Select(record => new { record.Location, record.DocumentId })
            .ToDictionaryAsync(record => record.Location!, record => record.DocumentId, StringComparer.Ordinal, context.CancellationToken);
        foreach (var some in removals.Where(removal => there.ContainsKey(removal.Location)).Chunk(Deleting.Most))
        {
            await deleting.DeleteAsync(
                [.. some.Select(removal => new Deletion(there[removal.Location], "source " + removal.Source, ReasonCodes.RemovedAtSource, "Its source has it no more.") { ObservedUntil = removal.ObservedAt })],
                context.CancellationToken);
        }

        var tombstones = await library.Tombstones.AsNoTracking().Where(tombstone => locations.Contains(tombstone.Location) && tombstone.RemovalObservedAt != null).ToListAsync(context.CancellationToken);
        await context.Publish(
            new RemovalsSettled
            {
                Removals = [.. removals.Select(removal => (Removal: removal, Tombstone: tombstones.Find(one => one.Location == removal.Location && Same(one.RemovalObservedAt, removal.ObservedAt))))
                    .Select(one => new RemovalSettled { Location = one.Removal.Location, ObservedAt = one.Removal.ObservedAt, DocumentId = one.Tombstone?.DocumentId, ContentHash = one.Tombstone?.ContentHash })],
            },
            context.CancellationToken);
    }

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<ExpireDocuments> context)
    {
        var (source, before) = (context.Message.Source, context.Message.StoredBefore.ToUniversalTime());
        await using var library = await contexts.CreateDbContextAsync(context.CancellationToken);
        var old = await library.Records.Where(record => record.Source == source && record.StoredAt < before).OrderBy(record => record.StoredAt).Select(record => record.DocumentId)
            .Take(MostExpired).ToListAsync(context.CancellationToken);
        var count = 0;
        foreach (var some in old.Chunk(Deleting.Most))
        {
            count += (await deleting.DeleteAsync(
                [.. some.Select(document => new Deletion(document, "source " + source, ReasonCodes.Expired, "It was older than its source keeps documents.") { StoredBefore = before })], context.CancellationToken)).Count;
        }

        if (count > 0)
        {
            log.Expired(count, source);
        }
    }

    /// <summary>The database keeps microseconds.</summary>
    private static bool Same(DateTimeOffset? kept, DateTimeOffset told) => kept is { } time && (time - told).Duration() < TimeSpan.FromMilliseconds(0.01);
}

/// <summary>One message at a time, so that deletions leave room for documents. What fails twice is dropped: its sender repeats it, or tells an operator.</summary>
public sealed class DeleteDocumentsConsumerDefinition : ConsumerDefinition<DeleteDocumentsConsumer>
{
    public DeleteDocumentsConsumerDefinition() => EndpointName = "storage.deletions";

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<DeleteDocumentsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).WorkQueue(prefetch: 2, concurrency: 1);
        endpointConfigurator.LeaveFaultsToTheLedger();
    }
}
