using Platform.Hosting;

namespace Platform.Gateway.Feed;

/// <summary>The event log's doors: REST, SSE and AMQP.</summary>
public static class FeedSetup
{
    /// <summary>Registers the log's reader, its doorbell and the relay to the broker.</summary>
    public static void AddFeed(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        _ = Hosting.Bus.BrokerUri(builder.Configuration); // a bad address is said at start
        builder.AddSettings<EventSettings>(EventSettings.Section, EventSettings.Problem);
        builder.Services.AddHostedService<EventRetention>();
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<EventTail>();
        builder.Services.AddSingleton<Doorbell>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Doorbell>());
        builder.Services.AddHostedService<AmqpRelay>();
    }

    /// <summary>Maps <c>/v1/events</c>, <c>/v1/events/stream</c> and the description of the messages, <c>/asyncapi/v1.yaml</c>.</summary>
    public static void MapFeed(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1/events").WithTags("events").ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapGet("", EventsEndpoint.ReadAsync).WithName("listEvents").Produces<EventPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("The event log behind a cursor")
            .WithDescription("after: a cursor, latest, or nothing for the earliest that is kept. limit: 1 to 1000. wait: seconds, up to 30, to wait for news. "
                + "types, sources, languages, tags, mentions: values separated by commas; one of each list must agree. 410 holds the earliest cursor.");
        api.MapGet("/stream", EventStream.StreamAsync).WithName("streamEvents").Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status410Gone)
            .WithSummary("The event log as server-sent events")
            .WithDescription("Begins behind Last-Event-ID or after; latest begins with what comes next. The id of an event is its cursor. Filters as for the pages.");
        api.MapGet("/{sequence}/data", EventsEndpoint.DataAsync).WithName("getEventData").Produces<Contracts.DocumentEventData>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("The data of one event, which its dataref points to where the envelope would be longer than 64 KiB with it");
        app.MapGet("/asyncapi/v1.yaml", () => TypedResults.Stream(typeof(FeedSetup).Assembly.GetManifestResourceStream("asyncapi.yaml")!, "application/yaml")).ExcludeFromDescription();
    }
}
