using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Telemetry;

/// <summary>A running platform that sends its traces to a collector on loopback.</summary>
public sealed class TracedPlatform(Servers servers) : IAsyncLifetime
{
    public TraceCollector Collector { get; private set; } = null!;

    public RunningPlatform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Collector = await TraceCollector.StartAsync();
        var settings = new Dictionary<string, string>(SharedPlatform.Quick, StringComparer.Ordinal) { ["Gateway:Gateway__Webhooks__AllowedNetworks"] = "127.0.0.0/8" };
        foreach (var service in (string[])["Fetcher", "Parser", "Storage", "Gateway"])
        {
            settings[service + ":OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Address.ToString();
            settings[service + ":OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            settings[service + ":OTEL_BSP_SCHEDULE_DELAY"] = "200";
            settings[service + ":Logging__LogLevel__Platform"] = "Debug";
        }

        Platform = await RunningPlatform.StartAsync(await servers.CreateDatabaseAsync(migrated: false), servers.RabbitMq, settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (Platform is not null)
        {
            await Platform.DisposeAsync();
        }

        await Collector.DisposeAsync();
    }
}
