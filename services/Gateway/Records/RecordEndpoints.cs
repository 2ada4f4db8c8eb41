using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Platform.Contracts;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Gateway.Records;

/// <summary>The read API over records and arrivals, in snake_case; absent values are shown as null.</summary>
public static class RecordEndpoints
{
    /// <summary>Registers the readers and the content store that originals are served from.</summary>
    /// <exception cref="BadSettingException"><c>Content:Root</c> is missing.</exception>
    public static void AddRecords(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var root = builder.Configuration.Required("Content:Root");
        builder.Services.AddSingleton(_ => new FileContentStore(root));
        builder.Services.AddSingleton<RecordsReader>();
        builder.Services.AddSingleton<ArrivalsReader>();
    }

    /// <summary>Maps <c>/v1/documents/{id}</c> and <c>/v1/arrivals</c>.</summary>
    public static void MapRecords(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1").WithTags("documents").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapGet("/documents/{id}", FindAsync).WithName("getDocument").ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One record with the evidence for each field and what was removed from the text").Produces<DocumentRecord>();
        api.MapGet("/documents/{id}/raw", RawAsync).WithName("getOriginal").ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("The original bytes").WithDescription("Always as an attachment; ranges and If-None-Match are honoured; the ETag is the SHA-256.");
        api.MapGet("/arrivals/{id}", FindArrivalAsync).WithName("getArrival").ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One observed item and its state in the ledger").Produces<ArrivalState>();
    }

    private static async Task<IResult> FindAsync(string id, RecordsReader records, CancellationToken cancellation) =>
        Guid.TryParse(id, out var document) && await records.FindAsync(document, cancellation) is { } found
            ? TypedResults.Json(DocumentRecord.Of(found))
            : NotFound("document", id);

    private static async Task<IResult> FindArrivalAsync(string id, ArrivalsReader arrivals, CancellationToken cancellation) =>
        Guid.TryParse(id, out var arrival) && await arrivals.FindAsync(arrival, cancellation) is { } found
            ? TypedResults.Json(found)
            : NotFound("arrival", id);

    private static async Task<IResult> RawAsync(string id, RecordsReader records, FileContentStore contents, CancellationToken cancellation)
    {
        if (!Guid.TryParse(id, out var document) || await records.FindAsync(document, cancellation) is not { } found)
        {
            return NotFound("document", id);
        }

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

    private static ProblemHttpResult NotFound(string what, string id) =>
        TypedResults.Problem($"There is no {what} {(id.Length > 40 ? id[..40] + "…" : id)}.", statusCode: StatusCodes.Status404NotFound);
}
