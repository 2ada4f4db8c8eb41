using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Gateway.Feed;

/// <summary><c>GET /v1/events</c>: the log in pages, from any cursor, waiting for news where asked to.</summary>
public static class EventsEndpoint
{
    private const int MaxWait = 30;

    /// <summary>Reads a page.</summary>
    public static async Task<IResult> ReadAsync(
        EventLog log, EventTail tail, Doorbell doorbell, IHostApplicationLifetime life, TimeProvider time, CancellationToken cancellation,
        [AsParameters] FilterQuery query, string? after = null, int limit = 100, int wait = 0)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (limit is < 1 or > EventLog.MaxLimit)
        {
            return Refusals.Bad($"limit must be 1 to {EventLog.MaxLimit}.");
        }

        if (wait is < 0 or > MaxWait)
        {
            return Refusals.Bad($"wait must be 0 to {MaxWait} seconds.");
        }

        var filter = query.ToFilter();
        if (filter.Problem() is { } problem)
        {
            return Refusals.Bad(problem);
        }

        if (await PlaceAsync(after, log, cancellation) is not { } place)
        {
            return Refusals.Bad("after is no cursor of this feed; take it from next of the page before, or from an event's id on the stream.");
        }

        var deadline = time.GetUtcNow() + TimeSpan.FromSeconds(wait);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, life.ApplicationStopping);
        while (true)
        {
            var ring = doorbell.Next;
            EventBatch batch;
            try
            {
                batch = await tail.ReadAsync(place, filter, limit, cancellation);
            }
            catch (PastRetentionException past)
            {
                return Refusals.Past(past.Earliest);
            }

            if (batch.Events.Count == 0 && batch.Through == place && await log.IsAheadAsync(place, cancellation))
            {
                return Refusals.Gone(await log.EarliestAsync(cancellation));
            }

            place = batch.Through;
            if (batch.Events.Count > 0 || (batch.More && wait == 0) || time.GetUtcNow() >= deadline || over.IsCancellationRequested)
            {
                return new EventPageResult(batch);
            }

            try
            {
                await (batch.More ? Task.CompletedTask : doorbell.WaitAsync(ring, batch.HeldBack, over.Token));
            }
            catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
            {
                // The Gateway stops: the caller gets its empty page at once and comes again.
            }
        }
    }

    /// <summary>Reads the data of an event that was too long for its envelope, and of any other.</summary>
    public static async Task<IResult> DataAsync(string sequence, EventLog log, CancellationToken cancellation) =>
        Cursor.TryParseSequence(sequence, out var place) && await log.DataAsync(place, cancellation) is { } data
            ? TypedResults.Bytes(data, "application/json")
            : TypedResults.Problem("There is no event of that sequence.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>The place a caller names: nothing is the earliest that is kept, <c>latest</c> the end; null where it is no cursor.</summary>
    internal static async Task<Cursor?> PlaceAsync(string? after, EventLog log, CancellationToken cancellation) => after switch
    {
        null or "" => await log.EarliestAsync(cancellation),
        "latest" => await log.EndAsync(cancellation),
        _ => Cursor.TryParse(after, out var cursor) ? cursor : null,
    };
}

/// <summary>A page of the feed.</summary>
/// <param name="Events">CloudEvents 1.0, in log order.</param>
/// <param name="Next">Give it as <c>after</c> to go on.</param>
/// <param name="HasMore">Whether more can be had at once; otherwise ask again with <c>wait</c>. A filter may leave a page empty that has more behind it.</param>
public sealed record EventPage(
    [property: System.Text.Json.Serialization.JsonPropertyName("events")] IReadOnlyList<DocumentEvent> Events,
    [property: System.Text.Json.Serialization.JsonPropertyName("next")] string Next,
    [property: System.Text.Json.Serialization.JsonPropertyName("has_more")] bool HasMore);

/// <summary>Writes an <see cref="EventPage"/> from envelopes that are JSON already.</summary>
internal sealed class EventPageResult(EventBatch batch) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        var end = Encoding.ASCII.GetBytes($"],\"next\":\"{batch.Through}\",\"has_more\":{(batch.More ? "true" : "false")}}}");
        var start = "{\"events\":["u8.ToArray();
        response.ContentLength = start.Length + batch.Events.Sum(logged => (long)logged.Json.Length) + Math.Max(0, batch.Events.Count - 1) + end.Length;
        var body = response.BodyWriter;
        await body.WriteAsync(start, httpContext.RequestAborted);
        for (var number = 0; number < batch.Events.Count; number++)
        {
            if (number > 0)
            {
                body.GetSpan(1)[0] = (byte)',';
                body.Advance(1);
            }

            await body.WriteAsync(batch.Events[number].Json, httpContext.RequestAborted);
        }

        await body.WriteAsync(end, httpContext.RequestAborted);
    }
}
