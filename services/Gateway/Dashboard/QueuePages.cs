using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Gateway.Access;
using Platform.Gateway.Queues;
using Platform.Gateway.Services;
using Platform.Hosting;

namespace Platform.Gateway.Dashboard;

/// <summary>The pages of the queues, of dead letters and of the services.</summary>
internal static class QueuePages
{
    private const int Shown = 50;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapGet("/services", (ServicesBook book, TimeProvider time) => new RazorComponentResult<ServicesPage>(new { Services = book.All(), Now = time.GetUtcNow() }));
        pages.MapGet("/queues", QueuesAsync);
        pages.MapGet("/queues/dead-letters/{id:guid}", LetterAsync);
        pages.MapGet("/queues/return", AskAsync).Needs(Roles.Operator);
        forms.MapPost("/queues/return", ReturnAsync).Acts("return dead letters");
    }

    private static async Task<RazorComponentResult<QueuesPage>> QueuesAsync(QueuesReader queues, DeadLettersReader letters, TimeProvider time, CancellationToken cancellation, Guid? before = null)
    {
        var page = await letters.ListAsync(before, Shown + 1, cancellation);
        return new(new
        {
            State = await queues.ReadAsync(cancellation),
            Waiting = await letters.WaitingAsync(cancellation),
            Letters = page.Take(Shown).ToList(),
            First = before is null,
            Next = page.Count > Shown ? page[Shown - 1].Id : (Guid?)null,
            Now = time.GetUtcNow(),
        });
    }

    private static async Task<IResult> LetterAsync(Guid id, DeadLettersReader letters, TimeProvider time, CancellationToken cancellation) =>
        await letters.FindAsync(id, cancellation) is { } found ? new RazorComponentResult<DeadLetterPage>(new { Opened = found, Now = time.GetUtcNow() }) : TypedResults.NotFound();

    private static async Task<RazorComponentResult<ReturnPage>> AskAsync(DeadLettersReader letters, CancellationToken cancellation, Guid? id = null) => new(new
    {
        Letter = id is { } one ? (await letters.FindAsync(one, cancellation))?.Letter : null,
        Count = id is null ? await letters.WaitingAsync(cancellation) : 1,
    });

    private static async Task<IResult> ReturnAsync(HttpContext context, Asker asker, Said said, CancellationToken cancellation)
    {
        var form = await context.Request.ReadFormAsync(cancellation);
        Guid? id = Guid.TryParse(form["id"], out var one) ? one : null;
        context.IsAbout(id?.ToString() ?? "all");
        var result = await QueueEndpoints.ReturnAsync(id, context, asker, cancellation);
        return said.Redirect(context, "/queues", result, result is JsonHttpResult<DeadLettersReturned> { Value: { } answer }
            ? answer.Count == 1 ? "One message is back in the queue that it died in." : $"{InWords.Count(answer.Count)} messages are back in the queues that they died in." : "");
    }
}
