using MassTransit;
using Platform.Fetcher;
using Platform.Fetcher.Batches;
using Platform.Fetcher.Containers;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Operations;
using Platform.Hosting;

if (args is [UnpackVerb.Verb, var contentRoot])
{
    return await UnpackVerb.RunAsync(contentRoot);
}

return await Settings.RunAsync(async () =>
{
    var builder = Settings.Begin(args);
    builder.AddTelemetry("fetcher");
    builder.AddSettings<LedgerSettings>(LedgerSettings.Section, LedgerSettings.Problem);
    builder.AddContent();
    builder.AddDatabase<AcquisitionContext>("fetcher", AcquisitionContext.Configure);
    builder.AddSettings<ContainerSettings>(ContainerSettings.Section, ContainerSettings.Problem);
    builder.Services.AddSingleton<RightOfWay>();
    builder.Services.AddSingleton<ArrivalLedger>();
    builder.Services.AddSingleton<SourceLedger>();
    builder.Services.AddSingleton<BatchLedger>();
    builder.Services.AddSingleton<UploadLedger>();
    builder.Services.AddSingleton<ContainerLedger>();
    builder.Services.AddSingleton<UnpackQueue>();
    builder.Services.AddSingleton<DeadLetterLedger>();

    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton<Lease>();
    builder.Services.AddHostedService(services => services.GetRequiredService<Lease>());
    builder.Services.AddSingleton<Outbound>();
    builder.AddSources();
    builder.Services.AddHostedService<KnownSources>();
    builder.Services.AddHostedService<SettleBatches>();
    builder.Services.AddHostedService<Unpacking>();
    builder.Services.AddHostedService<Redrive>();
    builder.Services.AddHostedService<Retention>();
    builder.Services.AddHostedService<Expiry>();
    builder.AddOperations();
    builder.AddBus(
        "fetcher",
        consumers =>
        {
            consumers.AddConsumer<SettleDocumentsConsumer, SettleDocumentsConsumerDefinition>();
            consumers.AddConsumer<FaultedDocumentsConsumer, FaultedDocumentsConsumerDefinition>();
            consumers.AddConsumer<EnterUploadConsumer, EnterUploadConsumerDefinition>();
            consumers.AddConsumer<SourceCommandsConsumer, SourceCommandsConsumerDefinition>();
            consumers.AddConsumer<OperationsConsumer, OperationsConsumerDefinition>();
            consumers.AddConsumer<ContentUseConsumer, ContentUseConsumerDefinition>();
            consumers.AddConsumer<RemovalsSettledConsumer, RemovalsSettledConsumerDefinition>();
            consumers.AddConsumer<ReparsedConsumer, ReparsedConsumerDefinition>();
            consumers.AddConsumer<DeadLettersConsumer, DeadLettersConsumerDefinition>();
            consumers.AddConsumer<ReturnDeadLettersConsumer, ReturnDeadLettersConsumerDefinition>();
        },
        (context, rabbit) => rabbit.ConfigureEndpoints(context));

    var app = builder.Build();
    app.MapHealth();
    app.MapMetrics();
    await app.RunAsync();
    return 0;
});
