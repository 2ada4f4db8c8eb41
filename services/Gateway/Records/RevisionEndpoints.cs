using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.RawContent;

namespace Platform.Gateway.Records;

/// <summary>The history of a document: its revisions, each as a whole record, and what changed between two of them.</summary>
internal static class RevisionEndpoints
{
    /// <summary>Maps <c>/v1/documents/{id}/revisions</c> and <c>/v1/documents/{id}/diff</c>.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/documents/{id}/revisions", ListAsync).WithName("listRevisions").Produces<RevisionPageAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("The revisions of a document, newest first").WithDescription("Pages go on with before=NEXT. limit is 1 to 200, 50 unless told.");
        api.MapGet("/documents/{id}/revisions/{revision}", FindAsync).WithName("getRevision").Produces<DocumentRecord>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone).WithSummary("One revision as a whole record");
        api.MapGet("/documents/{id}/revisions/{revision}/raw", RawAsync).WithName("getRevisionOriginal").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("The original bytes of one revision").WithDescription("As the original of the document.");
        api.MapGet("/documents/{id}/diff", CompareAsync).WithName("compareRevisions").Produces<Difference>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("What changed between two revisions: the fields, and the text paragraph by paragraph")
            .WithDescription("to is the current revision and from the one before it unless told. Where more than 4,000 paragraphs lie between the first and the last difference, all of them count as replaced.");
    }

    private static async Task<IResult> ListAsync(string id, RecordsReader records, TombstonesReader tombstones, CancellationToken cancellation, int limit = 50, int? before = null)
    {
        if (limit is < 1 or > RecordEndpoints.MaxLimit)
        {
            return TypedResults.Problem($"limit must be 1 to {RecordEndpoints.MaxLimit}.", statusCode: StatusCodes.Status400BadRequest);
        }

        var page = Guid.TryParse(id, out var document) ? await records.RevisionsAsync(document, before, limit, cancellation) : [];
        if (page.Count == 0 && await records.FindAsync(document, cancellation) is null)
        {
            return await tombstones.MissingAsync(id, cancellation);
        }

        return TypedResults.Json(new RevisionPageAnswer(page, page.Count < limit ? null : page[^1].Revision));
    }

    private static async Task<IResult> FindAsync(string id, string revision, RecordsReader records, TombstonesReader tombstones, CancellationToken cancellation) =>
        Guid.TryParse(id, out var document) && Number(revision) is { } number && await records.FindAsync(document, number, cancellation) is { } found
            ? TypedResults.Json(DocumentRecord.OfRevision(found))
            : await NotFoundAsync(id, revision, records, tombstones, cancellation);

    private static async Task<IResult> RawAsync(string id, string revision, RecordsReader records, TombstonesReader tombstones, FileContentStore contents, CancellationToken cancellation) =>
        Guid.TryParse(id, out var document) && Number(revision) is { } number && await records.FindAsync(document, number, cancellation) is { } found
            ? RecordEndpoints.Raw(found, contents)
            : await NotFoundAsync(id, revision, records, tombstones, cancellation);

    private static async Task<IResult> CompareAsync(string id, RecordsReader records, RevisionsReader revisions, TombstonesReader tombstones, CancellationToken cancellation, int? from = null, int? to = null)
    {
        if (!Guid.TryParse(id, out var document) || await records.FindAsync(document, cancellation) is not { } current)
        {
            return await tombstones.MissingAsync(id, cancellation);
        }

        var after = to ?? current.Revision;
        var before = from ?? after - 1;
        if (before < 1 && from is null)
        {
            return TypedResults.Problem("There is no earlier revision to compare with; name two of /revisions with from and to.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (await revisions.CompareAsync(document, before, after, cancellation) is { } difference)
        {
            return TypedResults.Json(difference);
        }

        var missing = await records.FindAsync(document, before, cancellation) is null ? before : after;
        return await NotFoundAsync(id, missing.ToString(CultureInfo.InvariantCulture), records, tombstones, cancellation);
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<ProblemHttpResult> NotFoundAsync(string id, string revision, RecordsReader records, TombstonesReader tombstones, CancellationToken cancellation)
    {
        var last = Guid.TryParse(id, out var document) ? (await records.RevisionsAsync(document, before: null, limit: 1, cancellation)).SingleOrDefault() : null;
        return last is null
            ? await tombstones.MissingAsync(id, cancellation)
            : TypedResults.Problem($"The document has no revision {RecordEndpoints.Shortened(revision)}; the last is {last.Revision}.", statusCode: StatusCodes.Status404NotFound);
    }
}
