
namespace Platform.Gateway.Failures;

/// <summary>What was rejected and what failed: <c>/v1/failures</c> in groups, <c>/v1/failures/arrivals</c> one by one.</summary>
public static class FailureEndpoints
{
    /// <summary>Most arrivals on one page.</summary>
    public const int MaxLimit = 500;

    /// <summary>Registers the reader.</summary>
    public static void AddFailures(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<FailuresReader>();
    }

    /// <summary>Maps them.</summary>
    public static void MapFailures(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/failures").WithTags("failures").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapGet("", GroupsAsync).WithName("listFailures").Produces<FailuresAnswer>()
            .WithSummary("Rejections and failures by reason and stage, those with the most that is new first, and what is tried again by itself");
        api.MapGet("/arrivals", ListAsync).WithName("listFailedArrivals").Produces<RefusedPage>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Rejected and failed arrivals that meet a filter, newest first, and how many there are")
            .WithDescription("limit: 1 to 500, 50 unless told. Dismissed ones are left out unless dismissed=true. Pages go on with before=NEXT.");
    }

    private static async Task<IResult> GroupsAsync(FailuresReader failures, CancellationToken cancellation) =>
        TypedResults.Json(new FailuresAnswer(await failures.GroupsAsync(cancellation), await failures.NextAsync(cancellation)));

    private static async Task<IResult> ListAsync(
        HttpRequest request, FailuresReader failures, CancellationToken cancellation, string? state = null, string? reason = null, string? stage = null, string? source = null, string? batch = null,
        string? arrival = null, string? format = null, string? observed_from = null, string? observed_until = null, string? dismissed = null, int limit = 50, string? before = null)
    {
        var problem = RefusalQuery.TryRead(name => request.Query[name], out var filter);
        Guid? cursor = Guid.TryParse(before, out var place) ? place : null;
        problem ??= limit is < 1 or > MaxLimit ? $"limit must be 1 to {MaxLimit}."
            : before is not null && cursor is null ? "before is no cursor of this list; take it from next of the page before." : null;
        if (problem is not null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        var page = await failures.ListAsync(filter, cursor, limit, cancellation);
        return TypedResults.Json(new RefusedPage(await failures.CountAsync(filter, cancellation), page, page.Count < limit ? null : page[^1].Id));
    }
}

/// <summary>The answer of <c>GET /v1/failures</c>.</summary>
/// <param name="Groups">At most 200.</param>
/// <param name="Next">What is tried again by itself, the next first, at most 20.</param>
public sealed record FailuresAnswer(IReadOnlyList<FailureGroup> Groups, IReadOnlyList<NextAttempt> Next);

/// <summary>A page of refused arrivals.</summary>
/// <param name="Count">How many meet the filter in all.</param>
/// <param name="Arrivals">Newest first.</param>
/// <param name="Next">Give it as <c>before</c> for the page behind this one; null on the last page.</param>
public sealed record RefusedPage(long Count, IReadOnlyList<RefusedArrival> Arrivals, Guid? Next);
