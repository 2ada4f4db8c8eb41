using Platform.Gateway.Access;
using Platform.Gateway.Batches;
using Platform.Gateway.Dashboard;
using Platform.Gateway.Failures;
using Platform.Gateway.Feed;
using Platform.Gateway.Operations;
using Platform.Gateway.Queues;
using Platform.Gateway.Records;
using Platform.Gateway.Search;
using Platform.Gateway.Services;
using Platform.Gateway.Sources;
using Platform.Gateway.Status;
using Platform.Gateway.Subscriptions;
using Platform.Gateway.Uploads;
using Platform.Hosting;

return await Settings.RunAsync(async () =>
{
    if (Verbs.In(args) is { } verb)
    {
        return await verb();
    }

    var builder = Settings.Begin(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddTelemetry("gateway");
    builder.AddDatabase<DeliveryContext>("gateway", DeliveryContext.Configure);
    builder.AddRecords();
    builder.AddSearch();
    builder.AddStatus();
    builder.AddServices();
    builder.AddQueues();
    builder.AddSources();
    builder.AddBatches();
    builder.AddUploads();
    builder.AddFailures();
    builder.AddOperations();
    builder.AddFeed();
    builder.AddSubscriptions();
    builder.AddAccess();
    builder.AddDashboard();

    await using var app = builder.Build();
    app.UseAccess();
    app.MapHealth();
    app.MapMetrics();
    app.MapAccess();
    app.MapRecords();
    app.MapSearch();
    app.MapStatus();
    app.MapServices();
    app.MapQueues();
    app.MapSources();
    app.MapBatches();
    app.MapUploads();
    app.MapFailures();
    app.MapOperations();
    app.MapFeed();
    app.MapSubscriptions();
    app.MapDashboard();
    await app.RunAsync();
    return 0;
});
