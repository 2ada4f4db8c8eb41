using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Access;
using Platform.Gateway.Records;
using Platform.Gateway.Search;
using Platform.Hosting;

namespace Platform.Gateway.Dashboard;

/// <summary>The pages of documents. The address of the page that finds them is the search, so it can be kept and passed on.</summary>
internal static class DocumentPages
{
    private const int Shown = 20;

    private const int RevisionsShown = 50;

    private const int RelationsShown = 20;

    private const int HappeningsShown = 20;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapGet("/documents", FindAsync);
        pages.MapGet("/documents/{id:guid}", ShowAsync);
        pages.MapGet("/documents/{id:guid}/diff", CompareAsync);
        pages.MapGet("/documents/{id:guid}/delete", AskAsync).Needs(Roles.Operator);
        forms.MapPost("/documents/{id:guid}/delete", DeleteAsync).Acts("delete document");
    }

    private static async Task<IResult> ShowAsync(
        Guid id, RecordsReader records, RelationsReader relations, HappeningsReader happenings, OriginalReader originals, TombstonesReader tombstones, CancellationToken cancellation) =>
        await records.FindAsync(id, cancellation) is { } record
            ? new RazorComponentResult<DocumentPage>(new
            {
                Record = record,
                Revisions = await records.RevisionsAsync(id, before: null, RevisionsShown, cancellation),
                Relations = await relations.OfAsync(id, RelationsShown, cancellation),
                Happenings = await happenings.OfAsync(id, HappeningsShown, cancellation),
                Original = await originals.ReadAsync(record, cancellation),
            })
            : await MissingAsync(id, tombstones, cancellation);

    private static async Task<IResult> AskAsync(Guid id, RecordsReader records, TombstonesReader tombstones, CancellationToken cancellation) =>
        await records.FindAsync(id, cancellation) is { } record ? new RazorComponentResult<DeletionPage>(new { Record = record }) : await MissingAsync(id, tombstones, cancellation);

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, Asker asker, TombstonesReader tombstones, Said said, CancellationToken cancellation)
    {
        var form = await context.Request.ReadFormAsync(cancellation);
        var result = await DeletionEndpoint.DeleteAsync(id.ToString(), context, asker, tombstones, cancellation, form["reason"]);
        return said.Redirect(context, result is NoContent ? "/documents" : $"/documents/{id}", result, "The document is deleted. Its address says so from now on.");
    }

    private static async Task<IResult> MissingAsync(Guid id, TombstonesReader tombstones, CancellationToken cancellation) => await tombstones.FindAsync(id, cancellation) is { } tombstone
        ? new RazorComponentResult<ErrorPage>(new { Status = StatusCodes.Status410Gone, tombstone.Sentence }) { StatusCode = StatusCodes.Status410Gone }
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
