using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Platform.Gateway.Feed;
using Platform.Hosting;

namespace Platform.Gateway.Subscriptions;

/// <summary>Makes one attempt: a signed POST of the envelope, and what the answer means. Follows no redirect, keeps no cookie, uses no proxy, reads no body.</summary>
public sealed class WebhookSender : IDisposable
{
    private static readonly MediaTypeHeaderValue CloudEvent = MediaTypeHeaderValue.Parse("application/cloudevents+json; charset=utf-8");
    private readonly HttpMessageInvoker _http;
    private readonly WebhookSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>A sender with connections of its own, each guarded.</summary>
    public WebhookSender(WebhookSettings settings, AddressGuard guard, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(guard);
        (_settings, _time) = (settings, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 16, // KB
            MaxResponseDrainSize = 64 * 1024,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // a name that moves is followed
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Sends one event.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="secrets">The keys to sign with.</param>
    /// <param name="logged">The event.</param>
    /// <param name="at">When the attempt is made; the <c>webhook-timestamp</c>.</param>
    /// <param name="cancellation">Ends the attempt with an exception.</param>
    public async Task<WebhookAnswer> SendAsync(string url, IEnumerable<string> secrets, LoggedEvent logged, DateTimeOffset at, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(logged);
        var id = logged.Id.ToString();
        var timestamp = at.ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(logged.Json) };
        request.Content.Headers.ContentType = CloudEvent;
        request.Headers.Add("User-Agent", "Platform");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(secrets, id, timestamp, logged.Json));
        using var step = Traces.Follow("deliver", logged.Traceparent);
        if ((step?.Id ?? logged.Traceparent) is { } trace)
        {
            request.Headers.Add("traceparent", trace);
        }

        using var deadline = new CancellationTokenSource(_settings.Timeout, _time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var response = await _http.SendAsync(request, over.Token);
            return WebhookAnswer.Of((int)response.StatusCode, response.Headers.RetryAfter, _time.GetUtcNow());
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            return WebhookAnswer.None($"No answer came within {_settings.Timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or AddressRefusedException or OperationCanceledException)
        {
            return WebhookAnswer.None(Sentence(failure));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static string Sentence(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is AddressRefusedException)
            {
                return inner.Message;
            }
        }

        return (failure as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "The host's name cannot be resolved.",
            HttpRequestError.SecureConnectionError => "No TLS connection came about: " + OneLine(failure),
            HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError => "What came back is no HTTP answer: " + OneLine(failure),
            HttpRequestError.ConfigurationLimitExceeded => "The answer's headers are too long.",
            _ => "The connection failed: " + OneLine(failure),
        };
    }

    private static string OneLine(Exception failure)
    {
        var text = failure.GetBaseException().Message.ReplaceLineEndings(" ");
        return text.Length > 300 ? text[..300] + "…" : text;
    }
}
