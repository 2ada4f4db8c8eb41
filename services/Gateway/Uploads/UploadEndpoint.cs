using System.Security.Cryptography;
using System.Text;
using Platform.Contracts;
using Platform.Gateway.Feed;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Gateway.Uploads;

/// <summary>
/// <c>POST /v1/documents</c>: the bytes go to the content store (1), the Fetcher enters them in the ledger (2), and only then is there an answer (3). Where one of
/// these cannot be had there is no arrival, and what lies in the content store without one is nobody's.
/// </summary>
public static class UploadEndpoint
{
    private const int LongestWait = 60;
    /// <summary>Registers the settings, the waiting and the simulation.</summary>
    /// <exception cref="BadSettingException">A setting is bad.</exception>
    public static void AddUploads(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSettings<UploadSettings>(UploadSettings.Section, UploadSettings.Problem);
        var root = builder.Configuration.Required("Content:Root");
        builder.Services.AddSingleton(services => new PassingContents(root, services.GetRequiredService<TimeProvider>()));
        var disk = builder.AddSettings<DiskSettings>(DiskSettings.Section, DiskSettings.Problem);
        builder.Services.AddSingleton(services => new DiskGuard(root, disk, services.GetRequiredService<ILogger<DiskGuard>>()));
        builder.Services.AddSingleton<OutcomesReader>();
        builder.Services.AddSingleton<Simulation>();
        builder.Services.AddSingleton<Intake>();
    }

    /// <summary>Maps it.</summary>
    public static void MapUploads(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/documents", UploadAsync).WithTags("documents").WithName("uploadDocuments")
            .Produces<UploadAnswer>(StatusCodes.Status202Accepted).Produces<UploadAnswer>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage)
            .WithSummary("Takes one document as the body, or many as files of a form")
            .WithDescription("Answered once bytes and arrivals are durable. name: of a document that is the body. wait: seconds, up to 60, to wait for the outcome, which is then in "
                + "the answer with status 200. simulate=true: the record that would become of the document; nothing is stored. Idempotency-Key: the same request again is the same upload.");

    private static async Task<IResult> UploadAsync(
        HttpContext context, UploadSettings settings, Intake intake, Simulation simulation, OutcomesReader outcomes, CancellationToken cancellation,
        int wait = 0, bool simulate = false)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (wait is < 0 or > LongestWait || key.Length > 255)
        {
            return TypedResults.Problem(key.Length > 255 ? "Idempotency-Key may have 255 characters." : $"wait must be 0 to {LongestWait} seconds.", statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            var files = UploadedFiles.ReadAsync(context, settings, cancellation);
            if (simulate)
            {
                return await simulation.RunAsync(files, settings, cancellation);
            }

            var entered = await intake.EnterAsync(files, key.Length == 0 ? null : Scoped(key, context), cancellation); // (1), (2)
            return entered.Problem is { } problem
                ? TypedResults.Problem(problem, statusCode: StatusCodes.Status422UnprocessableEntity)
                : await AnswerAsync(context, entered, wait, outcomes, cancellation); // (3)
        }
        catch (Exception failure) when (Intake.Refusal(failure) is not null)
        {
            return Intake.Refusal(failure)!;
        }
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, UploadEntered entered, int wait, OutcomesReader outcomes, CancellationToken cancellation)
    {
        var ends = wait == 0 ? [] : await outcomes.WaitAsync([.. entered.Arrivals.Select(arrival => arrival.Id)], TimeSpan.FromSeconds(wait), cancellation);
        var arrivals = entered.Arrivals.Select(arrival => new UploadedArrival(
            arrival.Id, arrival.Name, $"/v1/arrivals/{arrival.Id}", ends.GetValueOrDefault(arrival.Id)?.Outcome, ends.GetValueOrDefault(arrival.Id)?.DocumentId,
            ends.GetValueOrDefault(arrival.Id)?.Reason)).ToList();
        var address = arrivals is [var only] ? only.Url : $"/v1/batches/{entered.BatchId}";
        context.Response.Headers.Location = address;
        return TypedResults.Json(
            new UploadAnswer(entered.BatchId, arrivals),
            statusCode: wait > 0 && ends.Count == arrivals.Count ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    /// <summary>The key within those of its caller, of a length that does not depend on them.</summary>
    private static string Scoped(string key, HttpContext context) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.User.Identity?.Name + "\n" + key)));
}

/// <summary>The answer to an upload.</summary>
/// <param name="BatchId">The documents of the request are this batch.</param>
/// <param name="Arrivals">In the order they were sent.</param>
public sealed record UploadAnswer(Guid BatchId, IReadOnlyList<UploadedArrival> Arrivals);

/// <summary>One document of an upload.</summary>
/// <param name="Id">Its arrival.</param>
/// <param name="Name">Its label.</param>
/// <param name="Url">Where its state is shown.</param>
/// <param name="Outcome">Its outcome, where the request waited for it; null otherwise.</param>
/// <param name="DocumentId">The document, with the outcome.</param>
/// <param name="Reason">Why not, with the outcome.</param>
public sealed record UploadedArrival(Guid Id, string Name, string Url, string? Outcome, Guid? DocumentId, Reason? Reason);
