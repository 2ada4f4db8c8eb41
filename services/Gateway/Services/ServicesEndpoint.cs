namespace Platform.Gateway.Services;

/// <summary><c>GET /v1/services</c>: the processes that run.</summary>
public static class ServicesEndpoint
{
    /// <summary>Connects to the bus and registers the book.</summary>
    public static void AddServices(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        HeartbeatsConsumer.Listen(builder);
        builder.Services.AddSingleton<ServicesBook>();
    }

    /// <summary>Maps it.</summary>
    public static void MapServices(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/services", (ServicesBook book) => TypedResults.Json(new ServicesAnswer(book.All()))).WithTags("status").WithName("listServices").Produces<ServicesAnswer>()
            .ProducesProblem(StatusCodes.Status401Unauthorized).WithSummary("The processes that run: version, since when, last heartbeat, why one is not ready, what each works on")
            .WithDescription("Heard over the bus each five seconds and kept in memory: a Gateway that has just begun has heard of all within five seconds.");
}

/// <summary>The answer of <c>GET /v1/services</c>.</summary>
/// <param name="Services">By service and instance.</param>
public sealed record ServicesAnswer(IReadOnlyList<ServiceState> Services);
