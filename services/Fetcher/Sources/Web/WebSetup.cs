using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using Platform.Hosting;
using Polly;

namespace Platform.Fetcher.Sources.Web;

/// <summary>Registers the one client of all sources of the web.</summary>
internal static class WebSetup
{
    /// <summary>A request that met a fault of the way is sent once or twice more; what a server asks for with <c>Retry-After</c> is left to the schedule.</summary>
    private const int Retries = 2;

    public static void AddWeb(this IServiceCollection services, WebSettings settings, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        services.AddSingleton(settings);
        services.AddSingleton<HostGate>();
        services.AddSingleton<WebClient>();
        var guard = settings.Guard(resolve);
        services.AddHttpClient(WebClient.Handler)
            .RemoveAllLoggers() // an address may hold a key that its owner would not have in a log
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectCallback = guard.ConnectAsync,
                ConnectTimeout = TimeSpan.FromSeconds(15),
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                UseCookies = false,
                UseProxy = false,
                MaxConnectionsPerServer = 4,
                MaxResponseHeadersLength = 32, // KB
                MaxResponseDrainSize = 64 * 1024,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2), // a name that moves is followed, and judged again
            })
            .AddResilienceHandler("retries", pipeline => pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = settings.HostPause > TimeSpan.FromSeconds(0.5) ? settings.HostPause : TimeSpan.FromSeconds(0.5),
                UseJitter = true,
                ShouldRetryAfterHeader = false,
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is HttpRequestException failure ? failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded && failure.GetBaseException() is IOException or SocketException
                    : attempt.Outcome.Result?.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout),
            }));
    }
}
