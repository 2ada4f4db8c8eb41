using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Access;
using Platform.Gateway.Feed;
using Platform.Gateway.Subscriptions;

namespace Platform.Gateway.Dashboard;

/// <summary>The pages of the subscriptions and the forms on them; the forms ask what the API asks.</summary>
internal static class SubscriptionPages
{
    private const int AttemptsShown = 50;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapGet("/subscriptions", ListAsync);
        pages.MapGet("/subscriptions/{id:guid}", FindAsync);
        var one = forms.MapGroup("/subscriptions/{id:guid}");
        one.MapPost("/pause", async (Guid id, HttpContext context, SubscriptionStore store, Said said, CancellationToken cancellation) => said.Redirect(
            context, Address(id), await SubscriptionEndpoints.PauseAsync(id, store, cancellation), "It is paused. Nothing is lost: resumed, it goes on where it stopped.")).Acts("pause subscription");
        one.MapPost("/resume", async (Guid id, HttpContext context, SubscriptionStore store, Said said, CancellationToken cancellation) => said.Redirect(
            context, Address(id), await SubscriptionEndpoints.ResumeAsync(id, store, cancellation), "It goes on where it stopped.")).Acts("resume subscription");
        one.MapPost("/rotate", RotateAsync).Acts("rotate subscription");
        one.MapPost("/replay", ReplayAsync).Acts("replay subscription");
    }

    private static async Task<RazorComponentResult<SubscriptionsPage>> ListAsync(
        SubscriptionStore store, LagReader lags, TimeProvider time, CancellationToken cancellation) => new(new
        {
            Subscriptions = (await store.ListAsync(cancellation)).ConvertAll(row => SubscriptionAnswer.Of(row)),
            Lags = await lags.ReadAsync(id: null, cancellation),
            Now = time.GetUtcNow(),
        });

    private static async Task<IResult> FindAsync(
        Guid id, SubscriptionStore store, LagReader lags, TimeProvider time, CancellationToken cancellation, long? before = null)
    {
        if (await store.FindAsync(id, cancellation) is not { } row)
        {
            return TypedResults.NotFound();
        }

        var attempts = await store.AttemptsAsync(id, before, outcome: null, AttemptsShown + 1, cancellation);
        return new RazorComponentResult<SubscriptionPage>(new
        {
            Subscription = SubscriptionAnswer.Of(row),
            Lag = (await lags.ReadAsync(id, cancellation)).GetValueOrDefault(id, Lag.None),
            Attempts = attempts.Take(AttemptsShown).ToList(),
            Next = attempts.Count > AttemptsShown ? attempts[AttemptsShown - 1].Id : (long?)null,
            First = before is null,
            Now = time.GetUtcNow(),
        });
    }

    private static async Task<IResult> RotateAsync(Guid id, HttpContext context, SubscriptionStore store, Said said, CancellationToken cancellation)
    {
        var result = await SubscriptionEndpoints.RotateAsync(id, store, cancellation);
        return result is Ok<SubscriptionAnswer> { Value.Secret: { } secret }
            ? said.Redirect(context, Address(id), new Message("This is the new key. It is not shown again; the one before signs too for 24 hours.", Good: true, secret))
            : said.Redirect(context, Address(id), result, done: "The key is rotated.");
    }

    private static async Task<IResult> ReplayAsync(Guid id, HttpContext context, SubscriptionStore store, EventLog log, Said said, CancellationToken cancellation)
    {
        var from = (await context.Request.ReadFormAsync(cancellation))["from"].ToString();
        var result = await SubscriptionEndpoints.ReplayAsync(id, new Replay { From = from }, store, log, cancellation);
        return said.Redirect(context, Address(id), result, $"Everything from {from} UTC on is delivered again. Events keep their ids.");
    }

    private static string Address(Guid id) => $"/subscriptions/{id}";
}
