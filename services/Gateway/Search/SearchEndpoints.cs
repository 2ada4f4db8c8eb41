using Platform.Gateway.Records;

namespace Platform.Gateway.Search;

/// <summary><c>GET /v1/documents</c>: all of them, or those that a search finds; and the export of what was found.</summary>
public static class SearchEndpoints
{
    /// <summary>Most documents on one page.</summary>
    public const int MaxLimit = 200;

    /// <summary>Registers the readers.</summary>
    public static void AddSearch(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<SearchReader>();
        builder.Services.AddSingleton<HitsReader>();
        builder.Services.AddSingleton<Counting>();
    }

    /// <summary>Maps them.</summary>
    public static void MapSearch(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/documents").WithTags("documents").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapGet("", ListAsync).WithName("listDocuments").Produces<DocumentPageAnswer>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Documents, newest first, or those that a search finds")
            .WithDescription("Pages go on with before=NEXT, all else unchanged. limit is 1 to 200, 50 unless told. counts=true adds the values that the found documents share and their months, "
                + "counted over the newest 10,000 found. By relevance the newest 1,000 found are ranked. Lists are given by naming the parameter again: language=en&language=fr.");
        api.MapGet("/export", Export.RespondAsync).WithName("exportDocuments").ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Everything that a search finds, newest first, streamed").WithDescription("format: jsonl (whole records, one a line), csv (their fields without the text) or parquet (their fields with the text, lists as lists).");
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] SearchQuery query, RecordsReader records, SearchReader search, CancellationToken cancellation, int limit = 50, string? before = null, bool counts = false)
    {
        if (query.Problem() is { } problem)
        {
            return Bad(problem);
        }

        if (limit is < 1 or > MaxLimit)
        {
            return Bad($"limit must be 1 to {MaxLimit}.");
        }

        if (query.IsEmpty && !counts && (before is null || DocumentCursor.TryParse(before, out _)))
        {
            var cursor = before is not null && DocumentCursor.TryParse(before, out var parsed) ? parsed : null;
            var documents = await records.NewestAsync(limit, cursor, cancellation);
            var next = documents.Count < limit ? null : new DocumentCursor(documents[^1].StoredAt, documents[^1].Id).ToString();
            return TypedResults.Json(new DocumentPageAnswer(documents, next, Counts: null, Unindexed: null));
        }

        SearchCursor? after = null;
        if (before is not null && !SearchCursor.TryParse(before, out after))
        {
            return Bad("before is no cursor of this list; take it from next of the page before.");
        }

        var page = await search.FindAsync(query, limit, after, counts, cancellation);
        return TypedResults.Json(new DocumentPageAnswer(page.Documents, page.Next?.ToString(), page.Counts, page.Unindexed));
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Bad(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>A page of documents.</summary>
/// <param name="Documents">In the order asked for.</param>
/// <param name="Next">Give it as <c>before</c> for the page behind this one; null on the last page.</param>
/// <param name="Counts">What was found, counted; null where that was not asked for.</param>
/// <param name="Unindexed">Documents stored but not to be found yet, at most 100,000; null where nothing was looked for.</param>
public sealed record DocumentPageAnswer(IReadOnlyList<DocumentSummary> Documents, string? Next, Counts? Counts, long? Unindexed);
