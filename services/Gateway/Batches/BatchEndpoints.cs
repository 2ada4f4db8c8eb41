using System.Text;
using Microsoft.Net.Http.Headers;
using Platform.Contracts;

namespace Platform.Gateway.Batches;

/// <summary>What came together, how far it is, and the receipt for all of it.</summary>
public static class BatchEndpoints
{
    /// <summary>Most batches on one page.</summary>
    public const int MaxLimit = 100;

    /// <summary>Registers the reader.</summary>
    public static void AddBatches(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<BatchesReader>();
    }

    /// <summary>Maps <c>/v1/batches</c>.</summary>
    public static void MapBatches(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/batches").WithTags("batches").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapGet("", ListAsync).WithName("listBatches").Produces<BatchPageAnswer>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Batches, newest first").WithDescription("Pages go on with before=NEXT. limit is 1 to 100, 20 unless told.");
        api.MapGet("/{id}", FindAsync).WithName("getBatch").Produces<BatchState>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One batch: its documents by state, its rate and the time to go");
        api.MapGet("/{id}/receipt", ReceiptAsync).WithName("getReceipt").Produces<IReadOnlyList<ReceiptLine>>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("What became of each document of a batch")
            .WithDescription("As CSV (RFC 4180, safe to open in a spreadsheet) where format=csv or Accept asks for text/csv, else as JSON.");
    }

    private static async Task<IResult> ListAsync(BatchesReader batches, CancellationToken cancellation, int limit = 20, string? before = null)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return TypedResults.Problem($"limit must be 1 to {MaxLimit}.", statusCode: StatusCodes.Status400BadRequest);
        }

        Guid? cursor = null;
        if (before is not null)
        {
            if (!Guid.TryParse(before, out var id) || await batches.FindAsync(id, cancellation) is null)
            {
                return TypedResults.Problem("before is no cursor of this list; take it from next of the page before.", statusCode: StatusCodes.Status400BadRequest);
            }

            cursor = id;
        }

        var page = await batches.NewestAsync(limit, cursor, cancellation);
        return TypedResults.Json(new BatchPageAnswer(page, page.Count < limit ? null : page[^1].Id));
    }

    private static async Task<IResult> FindAsync(string id, BatchesReader batches, CancellationToken cancellation) =>
        Guid.TryParse(id, out var batch) && await batches.FindAsync(batch, cancellation) is { } found ? TypedResults.Json(found) : NotFound();

    private static async Task<IResult> ReceiptAsync(string id, BatchesReader batches, HttpContext context, CancellationToken cancellation, string? format = null)
    {
        if (!Guid.TryParse(id, out var batch) || await batches.FindAsync(batch, cancellation) is null)
        {
            return NotFound();
        }

        var lines = batches.ReceiptAsync(batch, cancellation);
        return format switch
        {
            "csv" => Csv(lines, batch),
            null when context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)) => Csv(lines, batch),
            null or "json" => TypedResults.Json(lines),
            _ => TypedResults.Problem("format must be csv or json.", statusCode: StatusCodes.Status400BadRequest),
        };
    }

    private static IResult Csv(IAsyncEnumerable<ReceiptLine> lines, Guid batch) => TypedResults.Stream(
        async body =>
        {
            await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            await writer.WriteAsync(ReceiptLine.CsvHeader);
            await foreach (var line in lines)
            {
                await writer.WriteAsync(line.ToCsv());
            }
        },
        new MediaTypeHeaderValue("text/csv") { Encoding = Encoding.UTF8 }.ToString(),
        $"receipt-{batch}.csv");

    private static IResult NotFound() => TypedResults.Problem("There is no such batch; GET /v1/batches lists them.", statusCode: StatusCodes.Status404NotFound);
}
