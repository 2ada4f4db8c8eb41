using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Hosting;

/// <summary>
/// <c>GET /health/live</c>: 200 while the process answers. <c>GET /health/ready</c>: 200 once all that it needs is there, else 503; both
/// with a JSON body <c>{status, checks: {name: {status, why}}}</c> that says why. The only anonymous addresses of the platform.
/// </summary>
public static class Health
{
    /// <summary>Registers one thing that must be there before the service is ready.</summary>
    /// <param name="builder">The service under construction.</param>
    /// <param name="name">What it is, such as <c>database</c>.</param>
    /// <param name="check">Returns null when it is there, or one sentence that says what is missing. May throw: the message is shown.</param>
    public static void AddReadyCheck(
        this WebApplicationBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task<string?>> check)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            name, services => new Check(services, check), HealthStatus.Unhealthy, ["ready"], TimeSpan.FromSeconds(3)));
    }

    /// <summary>Maps both addresses, without authorization.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteAsync })
            .AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status == HealthStatus.Unhealthy ? "not_ready" : "ready",
        checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new { status = entry.Value.Status == HealthStatus.Unhealthy ? "not_ready" : "ready", why = entry.Value.Description },
            StringComparer.Ordinal),
    });

    private sealed class Check(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task<string?>> check) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                return await check(services, cancellationToken) is { } why ? HealthCheckResult.Unhealthy(why) : HealthCheckResult.Healthy();
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy(failure.Message);
            }
        }
    }
}
