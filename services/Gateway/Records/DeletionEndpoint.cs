using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Hosting;

namespace Platform.Gateway.Records;

/// <summary>Deletes a document: asked of Storage, and answered once it is committed there.</summary>
internal static class DeletionEndpoint
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Maps <c>DELETE /v1/documents/{id}</c>.</summary>
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/documents/{id}", DeleteAsync).Acts("delete document").WithName("deleteDocument").Produces(StatusCodes.Status204NoContent)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("Delete a document with all its revisions")
        .WithDescription("A tombstone stays, which answers 410 with when, by whom and why, and the event document.deleted.v1 is in the log. The original bytes go once nothing else needs them. The books stay as they are; the same bytes dropped again become a new document. reason is one line of at most 500 characters.");

    /// <summary>Asks Storage.</summary>
    internal static async Task<IResult> DeleteAsync(string id, HttpContext context, Asker asker, TombstonesReader tombstones, CancellationToken cancellation, string? reason = null)
    {
        reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        if (reason is { Length: > MaxReason } || reason?.Any(char.IsControl) == true)
        {
            return TypedResults.Problem($"reason takes one line of at most {MaxReason} characters.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (!Guid.TryParse(id, out var document) || await tombstones.FindAsync(document, cancellation) is not null)
        {
            return await tombstones.MissingAsync(id, cancellation);
        }

        try
        {
            var answer = await asker.AskAsync<DeleteDocument, DocumentDeleted>(
                new DeleteDocument { DocumentId = document, By = context.User.Identity?.Name ?? "", Reason = reason }, Patience, cancellation);
            return answer.Now ? TypedResults.NoContent() : await tombstones.MissingAsync(id, cancellation);
        }
        catch (NoAnswerException)
        {
            return TypedResults.Problem(
                "The broker or Storage is away, and nobody confirmed the deletion; look whether the document is there, and try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
