using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.Pipeline.Tests.Running;

/// <summary>A subscriber's endpoint on loopback that answers as it is told and keeps what came.</summary>
public sealed class WebhookEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookEndpoint(WebApplication app) => _app = app;

    /// <summary>What came, in order.</summary>
    public ConcurrentQueue<ReceivedWebhook> Received { get; } = new();

    /// <summary>Answers a request; null for 204. The second argument counts the requests with this id, from 1.</summary>
    public Func<ReceivedWebhook, int, HttpResponse, Task>? Answer { get; set; }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Ids of what came, each once, in the order of their first coming.</summary>
    public List<Guid> Ids => Received.Select(request => request.Id).Distinct().ToList();

    public static async Task<WebhookEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var endpoint = new WebhookEndpoint(builder.Build());
        endpoint._app.Run(endpoint.TakeAsync);
        await endpoint._app.StartAsync();
        return endpoint;
    }

    /// <summary>Answers every request with a status.</summary>
    public void AnswerWith(int status) => Answer = (_, _, response) =>
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new ReceivedWebhook(
            context.Request.Path,
            context.Request.ContentType,
            Guid.Parse(context.Request.Headers["webhook-id"].ToString()),
            context.Request.Headers["webhook-timestamp"].ToString(),
            context.Request.Headers["webhook-signature"].ToString(),
            body.ToArray())
        {
            Traceparent = context.Request.Headers["traceparent"],
        };
        Received.Enqueue(request);
        if (Answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Answer(request, Received.Count(other => other.Id == request.Id), context.Response);
    }
}

/// <summary>One request to a <see cref="WebhookEndpoint"/>.</summary>
public sealed record ReceivedWebhook(string Path, string? ContentType, Guid Id, string Timestamp, string Signature, byte[] Body)
{
    /// <summary>The trace context that it came with.</summary>
    public string? Traceparent { get; init; }

    public JsonElement Event => JsonDocument.Parse(Body).RootElement;

    /// <summary>Whether one of the signatures was made with a key, told by the specification alone.</summary>
    public bool IsSignedWith(string secret)
    {
        using var hmac = new HMACSHA256(Convert.FromBase64String(secret["whsec_".Length..]));
        var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash([.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Id}.{Timestamp}.")), .. Body]));
        return Signature.Split(' ').Contains(expected, StringComparer.Ordinal);
    }
}
