using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Contracts;
using Platform.Hosting;
using Platform.RawContent;
using Platform.Storage.Records;

namespace Platform.Storage;

/// <summary>Ends arrivals in the library and tells the Fetcher how. Waits while the database is away; lets no document take its neighbours with it.</summary>
public sealed class StoreDocumentsConsumer(Library library, Reparsing reparsing, FileContentStore contents, TimeProvider time, ILogger<StoreDocumentsConsumer> log)
    : IConsumer<DocumentsParsed>, IConsumer<DocumentsRejected>, IConsumer<DocumentsFailed>, IConsumer<ContainersUnpacked>, IConsumer<ReparseDocuments>
{
    /// <summary>Documents in one message to the Parser: few enough that several workers have some.</summary>
    private const int MostAtOnce = 32;

    /// <summary>Longest time that one message is held: the broker takes a message back after 30 minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<DocumentsParsed> context)
    {
        var endings = new List<Ending>();
        foreach (var parsed in context.Message.Documents)
        {
            try
            {
                endings.Add(Ending.With(parsed, parsed.Document ?? await ClaimAsync(parsed.DocumentHash!, context.CancellationToken), context.Message.Worker));
            }
            catch (Exception missing) when (missing is IOException or JsonException or ArgumentException)
            {
                log.ParsedTextMissing(missing, parsed.Arrival.Id);
                await FaultAsync(context, parsed.Arrival, ReasonCodes.ContentMissing, "The parsed text is missing from the content store; it is parsed again.");
            }
        }

        await EndAsync(context, endings);
    }

    /// <inheritdoc />
    public Task Consume(ConsumeContext<DocumentsRejected> context) =>
        EndAsync(context, context.Message.Documents.Select(document => Ending.Refused(document, Outcomes.Rejected, context.Message.Worker)).ToList());

    /// <inheritdoc />
    public Task Consume(ConsumeContext<DocumentsFailed> context) =>
        EndAsync(context, context.Message.Documents.Select(document => Ending.Refused(document, Outcomes.Failed)).ToList());

    /// <inheritdoc />
    public Task Consume(ConsumeContext<ContainersUnpacked> context) =>
        EndAsync(context, context.Message.Documents.Select(document => Ending.Refused(document, Outcomes.Stored)).ToList());

    private async Task EndAsync(ConsumeContext context, List<Ending> endings)
    {
        foreach (var again in endings.Where(ending => ending.Arrival.Reparse is not null).GroupBy(ending => ending.Arrival.Reparse!.Operation))
        {
            await TryAsync(context, [.. again.DistinctBy(ending => ending.Arrival.Reparse!.DocumentId)]);
        }

        await TryAsync(context, [.. endings.Where(ending => ending.Arrival.Reparse is null).OrderByDescending(ending => ending.Arrival.Attempt).DistinctBy(ending => ending.Arrival.Id)]);
    }

    /// <param name="context">The message.</param>
    /// <param name="endings">All of one operation, or of none.</param>
    private async Task TryAsync(ConsumeContext context, List<Ending> endings)
    {
        if (endings.Count == 0)
        {
            return;
        }

        using var step = Traces.Begin("store", endings.Select(ending => ending.Arrival.Id), log, ActivityKind.Consumer);
        try
        {
            await SettleAsync(context, endings);
        }
        catch (Exception refusal) when (endings.Count > 1 && refusal is not OperationCanceledException)
        {
            // One of them is the cause: each is tried alone, and only the culprit stays behind.
            foreach (var ending in endings)
            {
                await TryAsync(context, [ending]);
            }
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            step.Failed(refusal.Message);
            log.CannotStore(refusal, endings[0].Arrival.Id);
            await FaultAsync(
                context, endings[0].Arrival, ReasonCodes.StorageFault, "The record could not be written although the database is there; Storage's log has the cause.");
        }
    }

    private async Task SettleAsync(ConsumeContext context, List<Ending> endings)
    {
        if (endings[0].Arrival.Reparse is not null)
        {
            var results = await PatientlyAsync(() => reparsing.EndAsync(endings, context.CancellationToken), context.CancellationToken);
            await context.Publish(new DocumentsReparsed { Results = results }, context.CancellationToken);
            return;
        }

        var settlements = await PatientlyAsync(() => library.EndAsync(endings, context.CancellationToken), context.CancellationToken);
        await context.Publish(new DocumentsSettled { Settlements = settlements }, context.CancellationToken);
    }

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        var deadline = time.GetUtcNow() + Patience;
        for (var wait = TimeSpan.FromMilliseconds(50); ; wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, TimeSpan.TicksPerSecond * 5)))
        {
            try
            {
                return await work();
            }
            catch (Exception passing) when (IsPassing(passing) && time.GetUtcNow() < deadline)
            {
                if (passing is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or DbUpdateConcurrencyException)
                {
                    log.Overtaken(passing.Message);
                }
                else
                {
                    log.DatabaseAway(wait.TotalSeconds, passing.GetBaseException().Message);
                }

                await Task.Delay(wait, time, cancellation);
            }
        }
    }

    /// <summary>Hands documents that are to be parsed again to the Parser, in the lane that was asked for.</summary>
    public async Task Consume(ConsumeContext<ReparseDocuments> context)
    {
        var (arrivals, results) = await PatientlyAsync(() => reparsing.TakeAsync(context.Message, context.CancellationToken), context.CancellationToken);
        if (results.Count > 0)
        {
            await context.Publish(new DocumentsReparsed { Results = results }, context.CancellationToken);
        }

        var bulk = context.Message.Lane == Lanes.Bulk ? await context.GetSendEndpoint(new Uri("exchange:" + Lanes.BulkParser)) : null;
        foreach (var some in arrivals.Chunk(MostAtOnce))
        {
            var message = new DocumentsFetched { Documents = [.. some.Select(arrival => new DocumentFetched { Arrival = arrival, FetchedAt = arrival.ObservedAt })], Lane = context.Message.Lane };
            await (bulk?.Send(message, context.CancellationToken) ?? context.Publish(message, context.CancellationToken));
        }
    }

    /// <summary>Whether trying again can help: the database is away, or another writer was faster and is seen next time.</summary>
    private static bool IsPassing(Exception failure) => failure switch
    {
        PostgresException refusal => refusal.IsTransient
            || refusal.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.DiskFull,
        NpgsqlException or TimeoutException or DbUpdateConcurrencyException => true,
        _ => failure.InnerException is { } inner && IsPassing(inner),
    };

    private async Task<ParsedDocument> ClaimAsync(string hash, CancellationToken cancellation)
    {
        await using var stream = contents.OpenRead(hash);
        return await JsonSerializer.DeserializeAsync<ParsedDocument>(stream, JsonSerializerOptions.Web, cancellation)
            ?? throw new JsonException("The parsed document is empty.");
    }

    private Task FaultAsync(ConsumeContext context, Arrival arrival, string code, string sentence) => context.Publish(
        new DocumentsFaulted
        {
            Worker = Instance.Name,
            Documents = [new DocumentRefused { Arrival = arrival, RefusedAt = time.GetUtcNow(), Reason = new Reason { Code = code, Message = sentence, Stage = "storage" } }],
        },
        context.CancellationToken);
}
