using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;

namespace Platform.Gateway.Feed;

/// <summary><c>GET /v1/events</c>: the log in pages, from any cursor, waiting for news where asked to.</summary>
public static class EventsEndpoint
{
    private const int MaxWait = 30;

    /// <summary>Reads a page.</summary>
    public static async Task<Results<Ok<EventPage>, ProblemHttpResult>> ReadAsync(
        EventLog log, Doorbell doorbell, IHostApplicationLifetime life, TimeProvider time, CancellationToken cancellation,
        string? after = null, string? types = null, int limit = 100, int wait = 0)
    {
        if (limit is < 1 or > EventLog.MaxLimit)
        {
            return Refuse($"limit must be 1 to {EventLog.MaxLimit}.");
        }

        if (wait is < 0 or > MaxWait)
        {
            return Refuse($"wait must be 0 to {MaxWait} seconds.");
        }

        if (await PlaceAsync(after, log, cancellation) is not { } place)
        {
            return Refuse("after is no cursor of this feed; take it from next of the page before, or from an event's id on the stream.");
        }

        var chosen = Types(types);
        var deadline = time.GetUtcNow() + TimeSpan.FromSeconds(wait);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, life.ApplicationStopping);
        while (true)
        {
            var ring = doorbell.Next;
            // Where types are chosen, the cursor moves over what was left out too: the end is taken before the reading.
            var end = chosen is null ? place : await log.EndAsync(cancellation);
            var events = await log.ReadAsync(place, chosen, limit, cancellation);
            if (events.Count > 0 || time.GetUtcNow() >= deadline || over.IsCancellationRequested)
            {
                var more = events.Count == limit;
                var next = more ? events[^1].Place : Later(events.Count > 0 ? events[^1].Place : place, end);
                return TypedResults.Ok(new EventPage(events.Select(logged => logged.Event).ToList(), next.ToString(), more));
            }

            try
            {
                await doorbell.WaitAsync(ring, place, over.Token);
            }
            catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
            {
                // The Gateway stops: the caller gets its empty page at once and comes again.
            }
        }
    }

    /// <summary>The place a caller names: nothing is the beginning, <c>latest</c> the end; null where it is no cursor.</summary>
    internal static async Task<Cursor?> PlaceAsync(string? after, EventLog log, CancellationToken cancellation) => after switch
    {
        null or "" => Cursor.Beginning,
        "latest" => await log.EndAsync(cancellation),
        _ => Cursor.TryParse(after, out var cursor) ? cursor : null,
    };

    /// <summary>The types a caller names, separated by commas; null for all.</summary>
    internal static string[]? Types(string? types) =>
        string.IsNullOrWhiteSpace(types) ? null : types.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Cursor Later(Cursor one, Cursor other) =>
        (one.Epoch, one.Xid, one.Seq).CompareTo((other.Epoch, other.Xid, other.Seq)) >= 0 ? one : other;

    private static ProblemHttpResult Refuse(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>A page of the feed.</summary>
/// <param name="Events">CloudEvents 1.0, in log order.</param>
/// <param name="Next">Give it as <c>after</c> to go on.</param>
/// <param name="HasMore">Whether more can be had at once; otherwise ask again with <c>wait</c>.</param>
public sealed record EventPage(
    [property: System.Text.Json.Serialization.JsonPropertyName("events")] IReadOnlyList<DocumentEvent> Events,
    [property: System.Text.Json.Serialization.JsonPropertyName("next")] string Next,
    [property: System.Text.Json.Serialization.JsonPropertyName("has_more")] bool HasMore);
