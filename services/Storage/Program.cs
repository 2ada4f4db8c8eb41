using MassTransit;
using Platform.Contracts;
using Platform.Hosting;
using Platform.RawContent;
using Platform.Storage;
using Platform.Storage.Deletions;
using Platform.Storage.EventLog;
using Platform.Storage.Records;
using Platform.Storage.Search;

return await Settings.RunAsync(async () =>
{
    var builder = Settings.Begin(args);
    builder.AddTelemetry("storage");
    builder.AddDatabase<LibraryContext>("storage", LibraryContext.Configure);
    if (args is ["--migrate"])
    {
        return await builder.MigrateAsync<LibraryContext>();
    }

    builder.AddSettings<LibrarySettings>(LibrarySettings.Section, LibrarySettings.Problem);
    builder.Services.AddHostedService<OutcomeRetention>();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton(new FileContentStore(builder.Configuration.Required("Content:Root")));
    builder.Services.AddSingleton<Library>();
    builder.Services.AddSingleton<Reparsing>();
    builder.Services.AddSingleton<Doorbell>();
    builder.Services.AddHostedService(services => services.GetRequiredService<Doorbell>());
    builder.Services.AddSingleton<Indexer>();
    builder.Services.AddHostedService(services => services.GetRequiredService<Indexer>());
    builder.Services.AddSingleton<ContentRemoval>();
    builder.Services.AddHostedService(services => services.GetRequiredService<ContentRemoval>());
    builder.Services.AddSingleton<Deleting>();
    builder.AddBus(
        "storage",
        bus =>
        {
            bus.AddConsumer<StoreDocumentsConsumer>();
            bus.AddConsumer<DeleteDocumentsConsumer, DeleteDocumentsConsumerDefinition>();
            bus.AddConsumer<TrimEventsConsumer, TrimEventsConsumerDefinition>();
        },
        (context, rabbit) =>
        {
            rabbit.ReceiveEndpoint("storage", endpoint =>
            {
                endpoint.WorkQueue(prefetch: 8, concurrency: 4);
                endpoint.LeaveFaultsToTheBroker();
                endpoint.ConfigureConsumer<StoreDocumentsConsumer>(context);
            });
            rabbit.ReceiveEndpoint(Lanes.BulkStorage, endpoint =>
            {
                endpoint.BulkQueue(prefetch: 8, concurrency: 4);
                endpoint.LeaveFaultsToTheBroker();
                endpoint.ConfigureConsumer<StoreDocumentsConsumer>(context);
            });
            rabbit.ConfigureEndpoints(context); // the rest, as their definitions say
        });

    await using var app = builder.Build();
    app.MapHealth();
    app.MapMetrics();
    await app.RunAsync();
    return 0;
});
