using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Search;

namespace Platform.Gateway.Dashboard;

/// <summary>The page that finds documents: its address is the search, so it can be kept and passed on.</summary>
internal static class DocumentPages
{
    private const int Shown = 20;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/documents", FindAsync);

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
