using Microsoft.AspNetCore.Http.HttpResults;

namespace Platform.Gateway.Status;

/// <summary><c>GET /v1/status</c>: the books and the stages of the path.</summary>
public static class StatusEndpoint
{
    /// <summary>Registers the readers.</summary>
    public static void AddStatus(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<Books>();
        builder.Services.AddSingleton<PathReader>();
        builder.Services.AddSingleton<LanesReader>();
        builder.Services.AddSingleton<PathHistory>();
        builder.Services.AddSingleton<OverviewReader>();
        builder.Services.AddHostedService<PathGauges>();
    }

    /// <summary>Maps it.</summary>
    public static void MapStatus(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/status", ReadAsync).WithTags("status").WithName("getStatus").Produces<StatusAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .WithSummary("The books, and what each stage does and has pending")
            .WithDescription("observed is the sum of the six states. Single drops and small uploads travel in the lane prompt, backlogs in bulk. Rates are documents a minute over the last minute.");

    private static async Task<JsonHttpResult<StatusAnswer>> ReadAsync(Books books, PathReader path, LanesReader lanes, CancellationToken cancellation) => TypedResults.Json(
        new StatusAnswer(await books.ReadAsync(cancellation), await path.ReadAsync(cancellation), await lanes.ReadAsync(cancellation)));
}

/// <summary>The answer of <c>GET /v1/status</c>.</summary>
public sealed record StatusAnswer(BooksState Books, PathState Path, IReadOnlyDictionary<string, LaneState> Lanes);
