using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Hosting;

namespace Platform.Gateway.Sources;

/// <summary>The configured sources: how each stands, and an operator's word to it, which the Fetcher obeys.</summary>
public static class SourceEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Registers the reader.</summary>
    public static void AddSources(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<SourcesReader>();
    }

    /// <summary>Maps <c>/v1/sources</c>.</summary>
    public static void MapSources(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/sources").WithTags("sources").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapGet("", ListAsync).WithName("listSources").Produces<SourcesAnswer>().WithSummary("The configured sources: mode, health, last scan, books");
        api.MapGet("/{name}", FindAsync).WithName("getSource").Produces<SourceState>().ProducesProblem(StatusCodes.Status404NotFound).WithSummary("One source");
        api.MapPost("/{name}/{command}", CommandAsync).Acts("source").WithName("commandSource").Produces<SourceState>().ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Pauses, resumes or scans a source").WithDescription("command: pause, resume or scan. A pause holds over restarts; what was taken before goes on.");
    }

    private static async Task<IResult> ListAsync(SourcesReader sources, CancellationToken cancellation) =>
        TypedResults.Json(new SourcesAnswer(await sources.ReadAsync(name: null, cancellation)));

    private static async Task<IResult> FindAsync(string name, SourcesReader sources, CancellationToken cancellation) =>
        await sources.ReadAsync(name, cancellation) is [var found] ? TypedResults.Json(found) : NotFound();

    /// <summary>Passes a command on; the pages ask it too, so that both doors have one rule.</summary>
    internal static async Task<IResult> CommandAsync(string name, string command, SourcesReader sources, Asker asker, CancellationToken cancellation)
    {
        if (!SourceCommands.All.Contains(command, StringComparer.Ordinal) || await sources.ReadAsync(name, cancellation) is not [_])
        {
            return NotFound();
        }

        try
        {
            var answer = await asker.AskAsync<CommandSource, SourceCommanded>(new CommandSource { Source = name, Command = command }, Patience, cancellation);
            return answer.Problem is { } problem
                ? TypedResults.Problem(problem, statusCode: StatusCodes.Status409Conflict)
                : TypedResults.Json((await sources.ReadAsync(name, cancellation)).Single());
        }
        catch (NoAnswerException)
        {
            return TypedResults.Problem("The Fetcher or the broker is away; nothing was changed. Try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IResult NotFound() => TypedResults.Problem(
        "There is no such source or command; GET /v1/sources lists the sources, and the commands are pause, resume and scan.", statusCode: StatusCodes.Status404NotFound);
}

/// <summary>The answer of <c>GET /v1/sources</c>.</summary>
/// <param name="Sources">By name.</param>
public sealed record SourcesAnswer(IReadOnlyList<SourceState> Sources);
