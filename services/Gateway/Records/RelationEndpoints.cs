namespace Platform.Gateway.Records;

/// <summary>What a document has to do with others.</summary>
internal static class RelationEndpoints
{
    /// <summary>Maps <c>/v1/documents/{id}/relations</c>.</summary>
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/documents/{id}/relations", ListAsync).WithName("listRelations").Produces<RelationsAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
        .WithSummary("Documents of the same or nearly the same text, and what it was found in or holds")
        .WithDescription("Links, never a judgement: each document stays what it is. limit, of each kind, is 1 to 200, 50 unless told. Children of more than that are at /v1/arrivals/{id}/children.");

    private static async Task<IResult> ListAsync(string id, RecordsReader records, RelationsReader relations, TombstonesReader tombstones, CancellationToken cancellation, int limit = 50)
    {
        if (limit is < 1 or > RecordEndpoints.MaxLimit)
        {
            return TypedResults.Problem($"limit must be 1 to {RecordEndpoints.MaxLimit}.", statusCode: StatusCodes.Status400BadRequest);
        }

        return Guid.TryParse(id, out var document) && await records.FindAsync(document, cancellation) is not null
            ? TypedResults.Json(await relations.OfAsync(document, limit, cancellation))
            : await tombstones.MissingAsync(id, cancellation);
    }
}
