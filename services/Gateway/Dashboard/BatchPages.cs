using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Batches;
using Platform.Gateway.Records;

namespace Platform.Gateway.Dashboard;

/// <summary>The pages of batches and of their arrivals.</summary>
internal static class BatchPages
{
    private const int BatchesShown = 20;
    private const int ArrivalsShown = 50;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/batches", ListAsync);
        pages.MapGet("/batches/{id:guid}", FindAsync);
        pages.MapGet("/arrivals/{id:guid}", ArrivalAsync);
    }

    private static async Task<RazorComponentResult<BatchesPage>> ListAsync(BatchesReader batches, TimeProvider time, CancellationToken cancellation, Guid? before = null)
    {
        var page = await batches.NewestAsync(BatchesShown + 1, before, cancellation);
        return new(new
        {
            Batches = page.Take(BatchesShown).ToList(),
            Next = page.Count > BatchesShown ? page[BatchesShown - 1].Id : (Guid?)null,
            First = before is null,
            Now = time.GetUtcNow(),
        });
    }

    private static async Task<IResult> FindAsync(
        Guid id, BatchesReader batches, ArrivalsReader arrivals, CancellationToken cancellation, string? state = null, Guid? after = null)
    {
        if (await batches.FindAsync(id, cancellation) is not { } batch)
        {
            return TypedResults.NotFound();
        }

        var page = await arrivals.OfBatchAsync(id, state, after, ArrivalsShown + 1, cancellation);
        return new RazorComponentResult<BatchPage>(new
        {
            Batch = batch,
            Arrivals = page.Take(ArrivalsShown).ToList(),
            State = state,
            After = after,
            Next = page.Count > ArrivalsShown ? page[ArrivalsShown - 1].Id : (Guid?)null,
        });
    }

    private static async Task<IResult> ArrivalAsync(Guid id, ArrivalsReader arrivals, CancellationToken cancellation) =>
        await arrivals.WithTimelineAsync(id, cancellation) is { } arrival ? new RazorComponentResult<ArrivalPage>(new { Arrival = arrival }) : TypedResults.NotFound();
}
