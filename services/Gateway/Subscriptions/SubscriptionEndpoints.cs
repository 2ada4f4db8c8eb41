using System.Globalization;
using Platform.Gateway.Access;
using Platform.Gateway.Feed;
using Platform.Hosting;

namespace Platform.Gateway.Subscriptions;

/// <summary><c>/v1/subscriptions</c>: created, read, paused, resumed, rotated, replayed and deleted.</summary>
public static class SubscriptionEndpoints
{
    private const int MaxName = 200;
    private const int MaxAttempts = 500;

    /// <summary>Maps it.</summary>
    public static void MapSubscriptions(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/subscriptions").WithTags("subscriptions").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapPost("", CreateAsync).Acts("create subscription").WithName("createSubscription").Produces<SubscriptionAnswer>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("Have events posted to an address, in log order, signed as Standard Webhooks 1.0.0 says")
            .WithDescription("The answer holds the key that signs; it is not shown again. from: latest (the default), earliest, a cursor or a time.");
        api.MapGet("", ListAsync).WithName("listSubscriptions").Produces<SubscriptionList>().WithSummary("All subscriptions, oldest first");
        var one = api.MapGroup("/{id:guid}").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("", FindAsync).WithName("getSubscription").Produces<SubscriptionAnswer>().WithSummary("One subscription, how far it has come and how it stands");
        one.MapDelete("", RemoveAsync).Acts("delete subscription").WithName("deleteSubscription").Produces(StatusCodes.Status204NoContent).WithSummary("Delete it and its attempts");
        one.MapPost("/pause", PauseAsync).Acts("pause subscription").WithName("pauseSubscription").Produces<SubscriptionAnswer>().WithSummary("Hold it; nothing is lost");
        one.MapPost("/resume", ResumeAsync).Acts("resume subscription").WithName("resumeSubscription").Produces<SubscriptionAnswer>()
            .WithSummary("Go on where it stopped, also after it was disabled, with all attempts before it again");
        one.MapPost("/rotate", RotateAsync).Acts("rotate subscription").WithName("rotateSubscription").Produces<SubscriptionAnswer>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Sign with a new key; the old one signs too for 24 hours");
        one.MapPost("/replay", ReplayAsync).Acts("replay subscription").WithName("replaySubscription").Produces<SubscriptionAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("Deliver again from a cursor or a time, up to another or to the end")
            .WithDescription("Events keep their ids: a receiver that drops ids it has seen must forget them first.");
        one.MapGet("/attempts", AttemptsAsync).WithName("listAttempts").Produces<AttemptPage>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Each attempt, newest first").WithDescription("limit: 1 to 500, 100 unless told. outcome: delivered, failed, throttled or gone. Pages go on with before=NEXT.");
    }

    private static async Task<IResult> CreateAsync(
        NewSubscription wanted, HttpContext context, SubscriptionStore store, EventLog log, AddressGuard guard, WebhookSettings settings, TimeProvider time,
        CancellationToken cancellation)
    {
        var filter = (wanted.Filter ?? new FilterShape()).ToFilter();
        var problem = wanted.Name?.Trim() is not { Length: > 0 and <= MaxName } ? $"name must have 1 to {MaxName} characters."
            : WebhookAddress.Problem(wanted.Url, guard) ?? filter.Problem() ?? (wanted.Secret is null ? null : WebhookSecret.Problem(wanted.Secret));
        context.IsAbout($"{wanted.Name} at {wanted.Url}");
        if (problem is not null)
        {
            return Refusals.Bad(problem);
        }

        var (place, refusal) = await PlaceAsync("from", wanted.From ?? "latest", log, cancellation);
        if (refusal is not null)
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var row = new Subscription
        {
            Id = Guid.CreateVersion7(now),
            Name = wanted.Name!.Trim(),
            Url = wanted.Url,
            Filter = filter,
            State = SubscriptionStates.Active,
            Secret = wanted.Secret ?? WebhookSecret.New(),
            Epoch = place.Epoch,
            Xid = place.Xid,
            Seq = place.Seq,
            CreatedAt = now,
        };
        return await store.AddAsync(row, settings.MaxSubscriptions, cancellation)
            ? TypedResults.Created($"/v1/subscriptions/{row.Id}", SubscriptionAnswer.Of(row, row.Secret))
            : TypedResults.Problem(
                $"There are {settings.MaxSubscriptions} subscriptions already; delete one, or raise Gateway__Webhooks__MaxSubscriptions.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(SubscriptionStore store, CancellationToken cancellation) =>
        TypedResults.Ok(new SubscriptionList((await store.ListAsync(cancellation)).ConvertAll(row => SubscriptionAnswer.Of(row))));

    private static async Task<IResult> FindAsync(Guid id, SubscriptionStore store, CancellationToken cancellation) =>
        await store.FindAsync(id, cancellation) is { } row ? TypedResults.Ok(SubscriptionAnswer.Of(row)) : NotFound(id);

    private static async Task<IResult> RemoveAsync(Guid id, SubscriptionStore store, CancellationToken cancellation) =>
        await store.RemoveAsync(id, cancellation) ? TypedResults.NoContent() : NotFound(id);

    internal static async Task<IResult> PauseAsync(Guid id, SubscriptionStore store, CancellationToken cancellation)
    {
        await store.PauseAsync(id, cancellation);
        return await FindAsync(id, store, cancellation);
    }

    internal static async Task<IResult> ResumeAsync(Guid id, SubscriptionStore store, CancellationToken cancellation)
    {
        await store.ResumeAsync(id, cancellation);
        return await FindAsync(id, store, cancellation);
    }

    internal static async Task<IResult> RotateAsync(Guid id, SubscriptionStore store, CancellationToken cancellation, Rotation? rotation = null)
    {
        if (rotation?.Secret is { } given && WebhookSecret.Problem(given) is { } problem)
        {
            return Refusals.Bad(problem);
        }

        var secret = rotation?.Secret ?? WebhookSecret.New();
        await store.RotateAsync(id, secret, cancellation);
        return await store.FindAsync(id, cancellation) is { } row ? TypedResults.Ok(SubscriptionAnswer.Of(row, secret)) : NotFound(id);
    }

    internal static async Task<IResult> ReplayAsync(Guid id, Replay replay, SubscriptionStore store, EventLog log, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { } row)
        {
            return NotFound(id);
        }

        var (from, refusal) = await PlaceAsync("from", replay.From, log, cancellation);
        if (refusal is not null)
        {
            return refusal;
        }

        if (replay.Until is null)
        {
            await store.ReplayAsync(id, from, until: null, back: default, cancellation);
            return await FindAsync(id, store, cancellation);
        }

        var (until, untilRefusal) = await PlaceAsync("until", replay.Until, log, cancellation);
        if (untilRefusal is not null)
        {
            return untilRefusal;
        }

        // A replay within a replay goes back to where the first one would have.
        var back = row.ReplayReturn is { } text && Cursor.TryParse(text, out var first) ? first : row.Place;
        if (!until.IsBehind(from) || from.IsBehind(back))
        {
            return Refusals.Bad("from must lie before until, and not ahead of what the subscription has come to: what lies ahead is delivered anyway.");
        }

        await store.ReplayAsync(id, from, until, until.IsBehind(back) ? until : back, cancellation);
        return await FindAsync(id, store, cancellation);
    }

    private static async Task<IResult> AttemptsAsync(
        Guid id, SubscriptionStore store, CancellationToken cancellation, int limit = 100, long? before = null, string? outcome = null)
    {
        if (limit is < 1 or > MaxAttempts)
        {
            return Refusals.Bad($"limit must be 1 to {MaxAttempts}.");
        }

        if (outcome is not (null or AttemptOutcomes.Delivered or AttemptOutcomes.Failed or AttemptOutcomes.Throttled or AttemptOutcomes.Gone))
        {
            return Refusals.Bad("outcome must be delivered, failed, throttled or gone.");
        }

        if (await store.FindAsync(id, cancellation) is null)
        {
            return NotFound(id);
        }

        var rows = await store.AttemptsAsync(id, before, outcome, limit, cancellation);
        return TypedResults.Ok(new AttemptPage(
            rows.ConvertAll(row => new AttemptAnswer(
                row.EventId, row.EventType, row.Cursor, row.Number, row.At, row.Milliseconds, row.Status, row.Outcome, row.Why, row.NextAttemptAt)),
            rows.Count < limit ? null : rows[^1].Id));
    }

    /// <summary>A place in words, as a cursor or as a time.</summary>
    private static async Task<(Cursor Place, IResult? Refusal)> PlaceAsync(string parameter, string text, EventLog log, CancellationToken cancellation)
    {
        if (Cursor.TryParse(text, out var cursor))
        {
            var earliest = await log.EarliestAsync(cancellation);
            return await log.IsAheadAsync(cursor, cancellation) ? (default, Refusals.Gone(earliest)) : earliest.IsBehind(cursor) ? (default, Refusals.Past(earliest)) : (cursor, null);
        }

        return text switch
        {
            "earliest" => (await log.EarliestAsync(cancellation), null),
            "latest" => (await log.EndAsync(cancellation), null),
            _ when text.Contains('T', StringComparison.Ordinal)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => (await log.BeforeAsync(time, cancellation), null),
            _ => (default, Refusals.Bad($"{parameter} must be earliest, latest, a cursor of this feed, or a time such as 2026-03-14T09:30:00Z.")),
        };
    }

    private static IResult NotFound(Guid id) => TypedResults.Problem($"There is no subscription {id}.", statusCode: StatusCodes.Status404NotFound);
}
