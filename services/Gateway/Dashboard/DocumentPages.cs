using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Records;
using Platform.Gateway.Search;

namespace Platform.Gateway.Dashboard;

/// <summary>The pages of documents. The address of the page that finds them is the search, so it can be kept and passed on.</summary>
internal static class DocumentPages
{
    private const int Shown = 20;

    private const int RevisionsShown = 50;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/documents", FindAsync);
        pages.MapGet("/documents/{id:guid}", ShowAsync);
        pages.MapGet("/documents/{id:guid}/diff", CompareAsync);
    }

    private static async Task<IResult> ShowAsync(Guid id, RecordsReader records, CancellationToken cancellation) =>
        await records.FindAsync(id, cancellation) is { } record
            ? new RazorComponentResult<DocumentPage>(new { Record = record, Revisions = await records.RevisionsAsync(id, before: null, RevisionsShown, cancellation) })
            : TypedResults.NotFound();

    private static async Task<IResult> CompareAsync(Guid id, int from, int to, RevisionsReader revisions, CancellationToken cancellation) =>
        await revisions.CompareAsync(id, from, to, cancellation) is { } difference
            ? new RazorComponentResult<DifferencePage>(new { Difference = difference })
            : TypedResults.NotFound();

    private static async Task<IResult> FindAsync([AsParameters] SearchQuery query, SearchReader search, TimeProvider time, CancellationToken cancellation, string? before = null)
    {
        SearchCursor? after = null;
        var problem = query.Problem() ?? (before is not null && !SearchCursor.TryParse(before, out after) ? "The link to this page of the list is cut short; begin at its first page." : null);
        return new RazorComponentResult<DocumentsPage>(new
        {
            Query = query,
            Problem = problem,
            Found = problem is null ? await search.FindAsync(query, Shown, after, counted: true, cancellation) : null,
            First = before is null,
            Now = time.GetUtcNow(),
        })
        {
            StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
    }
}
