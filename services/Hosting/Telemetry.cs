using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Logs;
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
        builder.Logging.AddConsole(console => console.FormatterName ??= ConsoleLine.FormatterName).AddConsoleFormatter<ConsoleLine, ConsoleFormatterOptions>();
        builder.Logging.Services.Configure<OpenTelemetryLoggerOptions>(logs => logs.IncludeScopes = true);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None); // /health/ready says why itself

        Traces.Share = ShareOf(builder.Configuration);
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
                    .SetSampler(new ParentBasedSampler(new Begun()))
                    .AddAspNetCoreInstrumentation(requests => requests.Filter = request => !request.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && request.Request.Path != "/metrics"))
                .UseOtlpExporter();
        }
    }

    /// <summary>What begins a trace: a document on its way, a message, a request; not a query of a loop that looks whether there is anything to do.</summary>
    private sealed class Begun : Sampler
    {
        private readonly TraceIdRatioBasedSampler _share = new(Traces.Share);

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            samplingParameters.Kind == ActivityKind.Client ? new SamplingResult(SamplingDecision.Drop) : _share.ShouldSample(samplingParameters);
    }

    private static double ShareOf(IConfiguration configuration) => configuration["OTEL_TRACES_SAMPLER_ARG"] is not { Length: > 0 } given ? 1
        : double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1 ? share
        : throw new BadSettingException("OTEL_TRACES_SAMPLER_ARG must be the share of documents that are traced, from 0 to 1, such as 0.01.");

    /// <summary>Maps <c>GET /metrics</c> for Prometheus, under the service's own rule of access: on loopback or a private network for all, with an API key at the Gateway.</summary>
    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
