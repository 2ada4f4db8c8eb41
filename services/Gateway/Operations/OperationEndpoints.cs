using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Gateway.Failures;
using Platform.Hosting;

namespace Platform.Gateway.Operations;

/// <summary><c>/v1/operations</c>: what is done with many rejected and failed arrivals at once, followed item by item. The Fetcher does it.</summary>
public static class OperationEndpoints
{
    private const int MaxLimit = 500;
    private const int MaxNote = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>For a million documents that are to be frozen.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(3);

    /// <summary>Registers the reader.</summary>
    public static void AddOperations(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<OperationsReader>();
        builder.Services.AddSingleton<DocumentChoice>();
    }

    /// <summary>Maps it.</summary>
    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        ReparseEndpoint.Map(app);
        var api = app.MapGroup("/v1/operations").WithTags("operations").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapPost("", BeginAsync).Acts("operation").WithName("beginOperation").Produces<OperationState>(StatusCodes.Status202Accepted).Produces<OperationPreview>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Retry or dismiss the rejected and failed arrivals that meet a filter")
            .WithDescription("The arrivals are those that meet the filter when it is asked, at most a million. preview: true only counts them. Of a retry with canary: true one is tried before the rest.");
        api.MapGet("", ListAsync).WithName("listOperations").Produces<OperationPage>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Operations, newest first").WithDescription("limit: 1 to 500, 50 unless told. Pages go on with before=NEXT.");
        var one = api.MapGroup("/{id:guid}").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("", FindAsync).WithName("getOperation").Produces<OperationState>().WithSummary("One operation and how far it is");
        one.MapGet("/items", ItemsAsync).WithName("listOperationItems").Produces<OperationItemPage>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("What became of each of its arrivals").WithDescription("limit: 1 to 500, 50 unless told. state: one of those that the operation counts. Pages go on with after=NEXT.");
        one.MapPost("/cancel", CancelAsync).Acts("cancel operation").WithName("cancelOperation").Produces<OperationState>()
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Leave the rest as it is; what is under way goes on");
    }

    private static Task<IResult> BeginAsync(
        NewOperation wanted, HttpContext context, OperationsReader operations, FailuresReader failures, Asker asker, TimeProvider time, CancellationToken cancellation)
    {
        var problem = (wanted.Filter ?? new RefusalShape()).TryRead(out var filter);
        return problem is not null
            ? Task.FromResult<IResult>(Bad(problem))
            : AskAsync(wanted.Kind, filter, wanted.Preview, wanted.Canary, wanted.Note, context, operations, failures, asker, time, cancellation);
    }

    /// <summary>Begins an operation; the pages ask it too, so that both doors have one rule.</summary>
    internal static async Task<IResult> AskAsync(
        string kind, RefusalFilter filter, bool preview, bool canary, string? note, HttpContext context, OperationsReader operations, FailuresReader failures, Asker asker, TimeProvider time,
        CancellationToken cancellation)
    {
        note = note?.Trim() is { Length: > 0 } given ? given : null;
        var problem = kind is not (OperationKinds.Retry or OperationKinds.Dismiss) ? "kind must be retry or dismiss; POST /v1/reparse parses again."
            : canary && kind != OperationKinds.Retry ? "canary is for a retry only."
            : NoteProblem(note);
        if (problem is not null)
        {
            return Bad(problem);
        }

        context.Does(preview ? null : kind);
        return await SendAsync(
            new BeginOperation { Id = Guid.CreateVersion7(time.GetUtcNow()), Kind = kind, Filter = filter, Preview = preview, Canary = canary, Note = note, By = context.User.Identity?.Name ?? "" },
            string.Join(' ', new[] { canary ? "one first" : null, Filtered(filter) }.Where(part => part is not null)), context, operations, failures, asker, cancellation);
    }

    /// <summary>Has the Fetcher begin or count an operation, and writes down for the audit what it is about.</summary>
    internal static async Task<IResult> SendAsync(
        BeginOperation begin, string about, HttpContext context, OperationsReader operations, FailuresReader failures, Asker asker, CancellationToken cancellation)
    {
        context.IsAbout(string.Join(' ', new[] { $"operation {begin.Id}", about, begin.Note }.Where(part => !string.IsNullOrEmpty(part))));
        try
        {
            var answer = await asker.AskAsync<BeginOperation, OperationBegun>(begin, begin.Documents is null ? Patience : LongPatience, cancellation);
            if (answer.Problem is { } refused)
            {
                return TypedResults.Problem(refused, statusCode: StatusCodes.Status409Conflict);
            }

            if (!begin.Preview)
            {
                return TypedResults.Json((await operations.FindAsync(begin.Id, cancellation))!, statusCode: StatusCodes.Status202Accepted).At(context, $"/v1/operations/{begin.Id}");
            }

            var sample = new List<RefusedArrival>();
            foreach (var arrival in answer.Sample)
            {
                sample.AddRange(await failures.ListAsync(new RefusalFilter { Arrival = arrival, Dismissed = true }, before: null, limit: 1, cancellation));
            }

            return TypedResults.Json(new OperationPreview(answer.Count, sample));
        }
        catch (NoAnswerException)
        {
            return Away();
        }
    }

    /// <summary>What is wrong with a note; null where nothing is.</summary>
    internal static string? NoteProblem(string? note) =>
        note is { Length: > MaxNote } || (note?.Contains('\0', StringComparison.Ordinal) ?? false) ? $"note must have at most {MaxNote} characters." : null;

    private static async Task<IResult> ListAsync(OperationsReader operations, CancellationToken cancellation, int limit = 50, Guid? before = null)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Bad($"limit must be 1 to {MaxLimit}.");
        }

        var page = await operations.NewestAsync(limit, before, cancellation);
        return TypedResults.Json(new OperationPage(page, page.Count < limit ? null : page[^1].Id));
    }

    private static async Task<IResult> FindAsync(Guid id, OperationsReader operations, CancellationToken cancellation) =>
        await operations.FindAsync(id, cancellation) is { } found ? TypedResults.Json(found) : NotFound();

    private static async Task<IResult> ItemsAsync(
        Guid id, OperationsReader operations, CancellationToken cancellation, string? state = null, int limit = 50, Guid? after = null)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Bad($"limit must be 1 to {MaxLimit}.");
        }

        if (await operations.FindAsync(id, cancellation) is null)
        {
            return NotFound();
        }

        var page = await operations.ItemsAsync(id, state, after, limit, cancellation);
        return TypedResults.Json(new OperationItemPage(page, page.Count < limit ? null : page[^1].ArrivalId));
    }

    /// <summary>Cancels one; the pages ask it too.</summary>
    internal static async Task<IResult> CancelAsync(Guid id, OperationsReader operations, Asker asker, CancellationToken cancellation)
    {
        if (await operations.FindAsync(id, cancellation) is null)
        {
            return NotFound();
        }

        try
        {
            var answer = await asker.AskAsync<CancelOperation, OperationCancelled>(new CancelOperation { Id = id }, Patience, cancellation);
            return answer.Problem is { } problem ? TypedResults.Problem(problem, statusCode: StatusCodes.Status409Conflict) : await FindAsync(id, operations, cancellation);
        }
        catch (NoAnswerException)
        {
            return Away();
        }
    }

    private static string Filtered(RefusalFilter filter) => string.Join(' ', RefusalQuery.Parts(filter).Select(part => $"{part.Name}={part.Value}"));

    private static JsonHttpResult<OperationState> At(this JsonHttpResult<OperationState> result, HttpContext context, string address)
    {
        context.Response.Headers.Location = address;
        return result;
    }

    private static ProblemHttpResult Bad(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult NotFound() => TypedResults.Problem("There is no such operation; GET /v1/operations lists them.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Away() => TypedResults.Problem(
        "The Fetcher or the broker did not answer. Nothing was begun, unless GET /v1/operations shows it in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
}
