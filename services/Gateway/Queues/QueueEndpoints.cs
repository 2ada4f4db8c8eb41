using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Hosting;

namespace Platform.Gateway.Queues;

/// <summary><c>/v1/queues</c>: how deep each queue is, and the dead letters, which can be returned to where they died.</summary>
public static class QueueEndpoints
{
    private const int MaxLimit = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Registers the readers.</summary>
    public static void AddQueues(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<QueuesReader>();
        builder.Services.AddSingleton<DeadLettersReader>();
    }

    /// <summary>Maps them.</summary>
    public static void MapQueues(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/queues").WithTags("queues").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapGet("", async (QueuesReader queues, DeadLettersReader letters, CancellationToken cancellation) =>
            TypedResults.Json(new QueuesAnswer(await queues.ReadAsync(cancellation), await letters.WaitingAsync(cancellation)))).WithName("listQueues").Produces<QueuesAnswer>()
            .WithSummary("The queues: depth, consumers, rates; and how many dead letters wait").WithDescription("At most two seconds old. A rate of what comes in is told where somebody looked shortly before.");
        api.MapGet("/dead-letters", ListAsync).WithName("listDeadLetters").Produces<DeadLettersPage>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Dead letters, the newest first").WithDescription("limit: 1 to 500, 50 unless told. Pages go on with before=NEXT. The newest 10,000 are kept.");
        api.MapGet("/dead-letters/{id:guid}", async (Guid id, DeadLettersReader letters, CancellationToken cancellation) =>
            await letters.FindAsync(id, cancellation) is { } found ? TypedResults.Json(found) : (IResult)TypedResults.Problem("There is no such dead letter.", statusCode: StatusCodes.Status404NotFound))
            .WithName("getDeadLetter").Produces<OpenedDeadLetter>().ProducesProblem(StatusCodes.Status404NotFound).WithSummary("One dead letter with its headers and its body");
        api.MapPost("/dead-letters/return", (HttpContext context, Asker asker, CancellationToken cancellation) => ReturnAsync(null, context, asker, cancellation)).Acts("return dead letters")
            .WithName("returnDeadLetters").Produces<DeadLettersReturned>().ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Sends all that were not returned yet back to the queues that they died in");
        api.MapPost("/dead-letters/{id:guid}/return", (Guid id, HttpContext context, Asker asker, CancellationToken cancellation) => ReturnAsync(id, context, asker, cancellation)).Acts("return dead letter")
            .WithName("returnDeadLetter").Produces<DeadLettersReturned>().ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Sends one back to the queue that it died in");
    }

    /// <summary>Returns one or all; the pages ask it too, so that both doors have one rule.</summary>
    internal static async Task<IResult> ReturnAsync(Guid? id, HttpContext context, Asker asker, CancellationToken cancellation)
    {
        try
        {
            var answer = await asker.AskAsync<ReturnDeadLetters, DeadLettersReturned>(
                new ReturnDeadLetters { Id = id, By = context.User.Identity?.Name ?? "nobody" }, Patience, cancellation);
            return answer.Problem is { } problem
                ? TypedResults.Problem(answer.Count == 0 ? problem : $"{answer.Count} were returned. {problem}", statusCode: StatusCodes.Status409Conflict)
                : TypedResults.Json(answer);
        }
        catch (NoAnswerException)
        {
            return TypedResults.Problem("The Fetcher or the broker is away; what was not returned stays where it is. Try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<IResult> ListAsync(DeadLettersReader letters, CancellationToken cancellation, int limit = 50, string? before = null)
    {
        Guid? cursor = Guid.TryParse(before, out var place) ? place : null;
        var problem = limit is < 1 or > MaxLimit ? $"limit must be 1 to {MaxLimit}."
            : before is not null && cursor is null ? "before is no cursor of this list; take it from next of the page before." : null;
        if (problem is not null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        var page = await letters.ListAsync(cursor, limit, cancellation);
        return TypedResults.Json(new DeadLettersPage(page, page.Count < limit ? null : page[^1].Id));
    }
}

/// <summary>The answer of <c>GET /v1/queues</c>.</summary>
/// <param name="Broker">The queues.</param>
/// <param name="DeadLetters">How many were not returned yet.</param>
public sealed record QueuesAnswer(QueuesState Broker, long DeadLetters);

/// <summary>A page of dead letters.</summary>
/// <param name="Letters">Newest first.</param>
/// <param name="Next">Give it as <c>before</c> for the page behind this one; null on the last page.</param>
public sealed record DeadLettersPage(IReadOnlyList<DeadLetter> Letters, Guid? Next);
