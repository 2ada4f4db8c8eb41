
namespace Platform.Gateway.Access;

/// <summary><c>GET /v1/audit</c>, for admins.</summary>
public static class AuditEndpoint
{
    private const int MaxLimit = 500;
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/v1/audit", ReadAsync).Needs(Roles.Admin).WithTags("access").WithName("readAudit").Produces<AuditPage>()
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
        .WithSummary("What operators did and were refused, newest first")
        .WithDescription("For the role admin. limit: 1 to 500, 100 unless told. action and who choose. Pages go on with before=NEXT.");

    private static async Task<IResult> ReadAsync(Audit audit, CancellationToken cancellation, int limit = 100, long? before = null, string? action = null, string? who = null)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return TypedResults.Problem($"limit must be 1 to {MaxLimit}.", statusCode: StatusCodes.Status400BadRequest);
        }

        var rows = await audit.ReadAsync(limit, before, action, who, cancellation);
        return TypedResults.Json(new AuditPage(rows, rows.Count < limit ? null : rows[^1].Id));
    }
}

/// <summary>A page of the audit.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="Next">Give it as <c>before</c> for the page behind this one; null on the last page.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Entries, long? Next);
