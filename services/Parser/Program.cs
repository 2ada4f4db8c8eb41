using MassTransit;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Parser;
using Platform.Parser.Workers;
using Platform.RawContent;

if (args is ["parse", .. var paths])
{
    return await ParseVerb.RunAsync(paths);
}

if (args is ["worker", var time, var memory, var output])
{
    return WorkerVerb.Run(time, memory, output);
}

return await Settings.RunAsync(async () =>
{
    var builder = Settings.Begin(args);
    builder.AddTelemetry("parser");
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton(new FileContentStore(builder.Configuration.Required("Content:Root")));
    builder.AddSettings<WorkerSettings>("Workers", settings => settings.Problem());
    builder.Services.AddSingleton<WorkerPool>();
    builder.Services.AddSingleton(services => new PassingContents(builder.Configuration.Required("Content:Root"), services.GetRequiredService<TimeProvider>()));
    builder.Services.AddHostedService<WarmUp>();
    builder.AddBus(
        "parser",
        bus =>
        {
            bus.AddConsumer<ParseDocumentsConsumer>();
            bus.AddConsumer<SimulateDocumentConsumer, SimulateDocumentConsumerDefinition>();
        },
        (context, rabbit) =>
        {
            rabbit.ReceiveEndpoint("parser", endpoint =>
            {
                endpoint.WorkQueue(prefetch: 2 * Environment.ProcessorCount, concurrency: Environment.ProcessorCount);
                endpoint.LeaveFaultsToTheBroker();
                endpoint.ConfigureConsumer<ParseDocumentsConsumer>(context);
            });
            rabbit.ReceiveEndpoint(Lanes.BulkParser, endpoint =>
            {
                endpoint.BulkQueue(prefetch: 2 * Environment.ProcessorCount, concurrency: Environment.ProcessorCount);
                endpoint.LeaveFaultsToTheBroker();
                endpoint.ConfigureConsumer<ParseDocumentsConsumer>(context);
            });
            rabbit.ConfigureEndpoints(context); // the rest, as their definitions say
        });

    await using var app = builder.Build();
    app.MapHealth();
    app.MapMetrics();
    await app.RunAsync();
    return 0;
});
