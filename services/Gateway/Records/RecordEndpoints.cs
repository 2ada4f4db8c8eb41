using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Platform.Contracts;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Gateway.Records;

/// <summary>The read API over records and arrivals, in snake_case; absent values are shown as null.</summary>
public static class RecordEndpoints
{
    /// <summary>Most children on one page.</summary>
    public const int MaxLimit = 200;

    /// <summary>Registers the readers and the content store that originals are served from.</summary>
    /// <exception cref="BadSettingException"><c>Content:Root</c> is missing.</exception>
    public static void AddRecords(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var root = builder.Configuration.Required("Content:Root");
        builder.Services.AddSingleton(_ => new FileContentStore(root));
        builder.Services.AddSingleton<RecordsReader>();
        builder.Services.AddSingleton<RevisionsReader>();
        builder.Services.AddSingleton<RelationsReader>();
        builder.Services.AddSingleton<TombstonesReader>();
        builder.Services.AddSingleton<HappeningsReader>();
        builder.Services.AddSingleton<OriginalReader>();
        builder.Services.AddSingleton<ArrivalsReader>();
    }

    /// <summary>Maps <c>/v1/documents/{id}</c>, its history, its relations and <c>/v1/arrivals</c>.</summary>
    public static void MapRecords(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1").WithTags("documents").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapGet("/documents/{id}", FindAsync).WithName("getDocument").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("One record with the evidence for each field and what was removed from the text").Produces<DocumentRecord>();
        api.MapGet("/documents/{id}/raw", RawAsync).WithName("getOriginal").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("The original bytes").WithDescription("Always as an attachment; ranges and If-None-Match are honoured; the ETag is the SHA-256.");
        RevisionEndpoints.Map(api);
        RelationEndpoints.Map(api);
        DeletionEndpoint.Map(api);
        api.MapGet("/arrivals/{id}", FindArrivalAsync).WithName("getArrival").ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One observed item and its state in the ledger").Produces<ArrivalState>();
        api.MapGet("/arrivals/{id}/children", ChildrenAsync).WithName("listChildren").Produces<ArrivalPageAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("What was found in one arrival: the files of an archive, the messages of a mailbox, the attachments of a mail")
            .WithDescription("In the order in which they lie there. Pages go on with after=NEXT. limit is 1 to 200, 50 unless told.");
    }

    private static async Task<IResult> FindAsync(string id, RecordsReader records, TombstonesReader tombstones, CancellationToken cancellation) =>
        Guid.TryParse(id, out var document) && await records.FindAsync(document, cancellation) is { } found
            ? TypedResults.Json(DocumentRecord.Of(found))
            : await tombstones.MissingAsync(id, cancellation);

    private static async Task<IResult> FindArrivalAsync(string id, ArrivalsReader arrivals, CancellationToken cancellation) =>
        Guid.TryParse(id, out var arrival) && await arrivals.WithTimelineAsync(arrival, cancellation) is { } found
            ? TypedResults.Json(found)
            : NotFound("arrival", id);

    private static async Task<IResult> ChildrenAsync(string id, ArrivalsReader arrivals, CancellationToken cancellation, int limit = 50, string? after = null)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return TypedResults.Problem($"limit must be 1 to {MaxLimit}.", statusCode: StatusCodes.Status400BadRequest);
        }

        Guid behind = default;
        if (after is not null && !Guid.TryParse(after, out behind))
        {
            return TypedResults.Problem("after is no cursor of this list; take it from next of the page before.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (!Guid.TryParse(id, out var parent) || await arrivals.FindAsync(parent, cancellation) is null)
        {
            return NotFound("arrival", id);
        }

        var page = await arrivals.ChildrenAsync(parent, after is null ? null : behind, limit, cancellation);
        return TypedResults.Json(new ArrivalPageAnswer(page, page.Count < limit ? null : page[^1].Id));
    }

    private static async Task<IResult> RawAsync(string id, RecordsReader records, TombstonesReader tombstones, FileContentStore contents, CancellationToken cancellation) =>
        Guid.TryParse(id, out var document) && await records.FindAsync(document, cancellation) is { } found ? Raw(found, contents) : await tombstones.MissingAsync(id, cancellation);

    /// <summary>The original bytes of a record.</summary>
    internal static IResult Raw(StoredDocument found, FileContentStore contents)
    {
        try
        {
            return TypedResults.Stream(
                contents.OpenRead(found.ContentHash),
                found.Parsed.MediaType,
                found.Name.Split('/')[^1],
                found.StoredAt,
                new EntityTagHeaderValue($"\"{found.ContentHash}\""),
                enableRangeProcessing: true);
        }
        catch (FileNotFoundException)
        {
            return TypedResults.Problem("The original is missing from the content store; restore the store from its backup.", statusCode: StatusCodes.Status404NotFound);
        }
    }

    /// <summary>Says that there is nothing of that id.</summary>
    internal static ProblemHttpResult NotFound(string what, string id) =>
        TypedResults.Problem($"There is no {what} {Shortened(id)}.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>What a caller gave, short enough to be said again.</summary>
    internal static string Shortened(string given) => given.Length > 40 ? given[..40] + "…" : given;
}
