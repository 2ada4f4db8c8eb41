using System.Text;
using Npgsql;

namespace Platform.Gateway.Feed;

/// <summary><c>GET /v1/events/stream</c>: the log as server-sent events (WHATWG HTML, section 9.2), from any cursor on and then live.</summary>
public static class EventStream
{
    private const int PageSize = 250;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Streams until the caller goes or the Gateway stops; the caller connects again with <c>Last-Event-ID</c>.</summary>
    public static async Task StreamAsync(
        HttpContext context, EventLog log, EventTail tail, Doorbell doorbell, IHostApplicationLifetime life, TimeProvider time, [AsParameters] FilterQuery query, string? after = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(query);
        var filter = query.ToFilter();
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        var place = await EventsEndpoint.PlaceAsync(last.Length > 0 ? last : after, log, context.RequestAborted);
        var refusal = filter.Problem() is { } problem ? Refusals.Bad(problem)
            : place is null ? Refusals.Bad("Last-Event-ID or after is no cursor of this feed.")
            : await log.IsAheadAsync(place.Value, context.RequestAborted) ? Refusals.Gone(await log.EarliestAsync(context.RequestAborted))
            : await log.EarliestAsync(context.RequestAborted) is var earliest && earliest.IsBehind(place.Value) ? Refusals.Past(earliest)
            : null;
        if (refusal is not null)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        try
        {
            await context.Response.Body.WriteAsync("retry: 3000\n\n"u8.ToArray(), over.Token);
            await context.Response.Body.FlushAsync(over.Token);
            await FollowAsync(context.Response.Body, tail, doorbell, time, place!.Value, filter, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // either side ends a stream; there is nothing to tell
        }
        catch (PastRetentionException)
        {
            // It fell behind what is kept. The caller connects again, and is told.
        }
        catch (NpgsqlException) when (context.Response.HasStarted)
        {
            // The database went away, which its own checks tell. The caller connects again with Last-Event-ID and misses nothing.
        }
    }

    private static async Task FollowAsync(
        Stream body, EventTail tail, Doorbell doorbell, TimeProvider time, Cursor place, EventFilter filter, CancellationToken cancellation)
    {
        var spoken = time.GetTimestamp();
        while (true)
        {
            var ring = doorbell.Next;
            var batch = await tail.ReadAsync(place, filter, PageSize, cancellation);
            foreach (var logged in batch.Events)
            {
                await body.WriteAsync(Encoding.ASCII.GetBytes($"id: {logged.Place}\nevent: {logged.Type}\ndata: "), cancellation);
                await body.WriteAsync(logged.Json, cancellation);
                await body.WriteAsync("\n\n"u8.ToArray(), cancellation);
            }

            place = batch.Through;
            if (batch.Events.Count == 0 && time.GetElapsedTime(spoken) >= Heartbeat)
            {
                // A block without data is no event, but its id is kept: who connects again goes on behind what the filter left out.
                await body.WriteAsync(Encoding.ASCII.GetBytes($":\nid: {place}\n\n"), cancellation);
            }

            if (batch.Events.Count > 0 || time.GetElapsedTime(spoken) >= Heartbeat)
            {
                await body.FlushAsync(cancellation);
                spoken = time.GetTimestamp();
            }

            if (!batch.More)
            {
                await doorbell.WaitAsync(ring, batch.HeldBack, cancellation);
            }
        }
    }
}
