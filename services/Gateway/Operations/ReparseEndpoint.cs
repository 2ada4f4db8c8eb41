using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Gateway.Failures;
using Platform.Gateway.Records;
using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Gateway.Operations;

/// <summary><c>POST /v1/reparse</c>: the bytes of documents are parsed again by the rules of today, or in another charset, as an operation that is followed item by item.</summary>
public static class ReparseEndpoint
{
    /// <summary>Maps it.</summary>
    internal static void Map(IEndpointRouteBuilder app) => app.MapPost("/v1/reparse", BeginAsync).Acts("reparse").WithTags("operations").ProducesProblem(StatusCodes.Status401Unauthorized)
        .WithName("reparseDocuments").Produces<OperationState>(StatusCodes.Status202Accepted).Produces<ReparsePreview>()
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithSummary("Parse the documents that meet a filter again, or try again what was refused for a reason")
        .WithDescription("The documents are those that meet the filter when it is asked, at most a million. preview: true only counts them. A record that changes gets a revision and an event, one that does "
            + "not gets neither, and one whose bytes would be rejected now is kept. charset, for at most 1,000 given ids: what their bytes are read in from now on, or found. /v1/operations/{id} counts what changed.");

    private static Task<IResult> BeginAsync(
        NewReparse wanted, HttpContext context, DocumentChoice choice, OperationsReader operations, FailuresReader failures, PassingContents passing, Asker asker, TimeProvider time, CancellationToken cancellation) =>
        AskAsync(wanted, context, choice, operations, failures, passing, asker, time, cancellation);

    /// <summary>Counts or begins; the pages ask it too, so that both doors have one rule.</summary>
    internal static async Task<IResult> AskAsync(
        NewReparse wanted, HttpContext context, DocumentChoice choice, OperationsReader operations, FailuresReader failures, PassingContents passing, Asker asker, TimeProvider time, CancellationToken cancellation)
    {
        var filter = wanted.Filter ?? new ReparseFilter();
        var charset = string.IsNullOrWhiteSpace(wanted.Charset) ? null : wanted.Charset.Trim();
        var note = string.IsNullOrWhiteSpace(wanted.Note) ? null : wanted.Note.Trim();
        context.Does(wanted.Preview ? null : OperationKinds.Reparse);
        var problem = filter.Problem() ?? OperationEndpoints.NoteProblem(note)
            ?? (charset is not null && filter.Id.Length == 0 ? "charset is for documents that are named by id, since others are read right as they are." : null)
            ?? (charset is not (null or BeginOperation.FoundCharset) && !IsCharset(charset) ? "charset must be an IANA name such as windows-1251, or found." : null);
        if (problem is not null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        var begin = new BeginOperation
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()), Kind = OperationKinds.Reparse, Filter = filter.Reason is null ? new RefusalFilter() : filter.ToRefusals(), Preview = wanted.Preview, Charset = charset, Note = note,
            By = context.User.Identity?.Name ?? "",
        };
        var about = string.Join(' ', filter.Parts.Select(part => $"{part.Name}={part.Value}").Append(charset is null ? null : $"charset={charset}").Where(part => part is not null));
        if (filter.Reason is not null)
        {
            return await OperationEndpoints.SendAsync(begin, about, context, operations, failures, asker, cancellation) is var result
                && result is Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<OperationPreview> { Value: { } counted } ? TypedResults.Json(new ReparsePreview(counted.Count, [], counted.Sample)) : result;
        }

        if (wanted.Preview)
        {
            var (count, sample) = await choice.PreviewAsync(filter, cancellation);
            return TypedResults.Json(new ReparsePreview(count, sample, []));
        }

        var documents = 0;
        var token = await passing.PutAsync(async list => documents = await choice.WriteAsync(filter, list, cancellation));
        try
        {
            return documents == 0
                ? TypedResults.Problem("No document meets this filter.", statusCode: StatusCodes.Status409Conflict)
                : await OperationEndpoints.SendAsync(
                    begin with { Documents = new ChosenDocuments { Token = token, Count = documents, Filter = JsonSerializer.Serialize(filter) } }, about, context, operations, failures, asker, cancellation);
        }
        finally
        {
            passing.Discard(token);
        }
    }

    private static bool IsCharset(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return name.Length <= 40 && Encoding.GetEncoding(name) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>What is sent to have documents parsed again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewReparse
{
    /// <summary>Which documents; all of them where it is left out.</summary>
    [JsonPropertyName("filter")]
    public ReparseFilter? Filter { get; init; }

    /// <summary>What the bytes of the documents that <c>filter.id</c> names are read in from now on, an IANA name; <c>found</c> for the one that the Parser finds.</summary>
    [JsonPropertyName("charset")]
    public string? Charset { get; init; }

    /// <summary>Begin nothing, only count and show a sample.</summary>
    [JsonPropertyName("preview")]
    public bool Preview { get; init; }

    /// <summary>What you want to remember of it, at most 500 characters.</summary>
    [JsonPropertyName("note")]
    public string? Note { get; init; }
}

/// <summary>What a reparse would be about.</summary>
/// <param name="Count">How many documents or arrivals, at most a million.</param>
/// <param name="Documents">The newest of them, at most 10; empty where the filter means refused arrivals.</param>
/// <param name="Arrivals">The first of the refused arrivals, at most 10; empty where it means documents.</param>
public sealed record ReparsePreview(long Count, IReadOnlyList<DocumentSummary> Documents, IReadOnlyList<RefusedArrival> Arrivals);
