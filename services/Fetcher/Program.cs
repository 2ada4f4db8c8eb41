using MassTransit;
using Platform.Fetcher;
using Platform.Fetcher.Ledger;
using Platform.Fetcher.Sources;
using Platform.Hosting;

return await Settings.RunAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddTelemetry("fetcher");
    builder.AddSettings<InboxSettings>(InboxSettings.Section, InboxSettings.Problem);
    builder.AddSettings<LedgerSettings>(LedgerSettings.Section, LedgerSettings.Problem);
    builder.AddContent();
    builder.AddDatabase<AcquisitionContext>("fetcher", AcquisitionContext.Configure);
    builder.Services.AddSingleton<ArrivalLedger>();

    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton<Doorbell>();
    builder.Services.AddSingleton<WatchedFolder>();
    builder.Services.AddSingleton<Filing>();
    builder.Services.AddSingleton<Outbound>();
    builder.Services.AddSingleton<FetchDocument>();
    builder.Services.AddSingleton<Reconciliation>();
    builder.Services.AddHostedService<FetchLoop>();
    builder.Services.AddHostedService<Redrive>();
    builder.AddBus(
        consumers =>
        {
            consumers.AddConsumer<SettleDocumentsConsumer, SettleDocumentsConsumerDefinition>();
            consumers.AddConsumer<FaultedDocumentsConsumer, FaultedDocumentsConsumerDefinition>();
            consumers.AddConsumer<DeadLettersConsumer, DeadLettersConsumerDefinition>();
        },
        (context, rabbit) => rabbit.ConfigureEndpoints(context));

    builder.AddReadyCheck("inbox", (services, _) => Task.FromResult(services.GetRequiredService<WatchedFolder>().Problem));
    var app = builder.Build();
    app.MapHealth();
    await app.RunAsync();
    return 0;
});
