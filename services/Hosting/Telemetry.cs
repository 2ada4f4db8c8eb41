using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Platform.Hosting;

/// <summary>Logs to the console, one line an event; metrics at <c>/metrics</c>; both them and traces over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector.</summary>
public static class Telemetry
{
    /// <summary>Name of the activity sources and meters that the services make themselves: <c>Platform</c> and <c>Platform.*</c>.</summary>
    public const string SourceName = "Platform";

    /// <summary>Adds logging, and telemetry where a collector is named.</summary>
    /// <param name="builder">The service under construction.</param>
    /// <param name="service">Its name as <c>service.name</c> (OpenTelemetry resource conventions), such as <c>fetcher</c>.</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None); // /health/ready says why itself

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithMetrics(metrics => metrics
                .AddMeter(SourceName, SourceName + ".*", "MassTransit", "Npgsql")
                .AddRuntimeInstrumentation()
                .AddAspNetCoreInstrumentation()
                .AddPrometheusExporter());
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry
                .WithTracing(tracing => tracing
                    .AddSource(SourceName, SourceName + ".*", "MassTransit", "Npgsql")
                    .AddAspNetCoreInstrumentation())
                .UseOtlpExporter();
        }
    }

    /// <summary>Maps <c>GET /metrics</c> for Prometheus, under the service's own rule of access: on loopback or a private network for all, with an API key at the Gateway.</summary>
    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
