using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.Pipeline.Tests.Running;

/// <summary>A web server on loopback that answers as it is told and keeps what it was asked for. What it was not told is 404, its robots.txt too.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebServer(WebApplication app) => _app = app;

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers, long At)> Asked { get; } = new();

    /// <summary>The answers by path.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Answers { get; } = new(StringComparer.Ordinal);

    public Uri Address => new(_app.Urls.Single());

    public static async Task<WebServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new WebServer(builder.Build());
        server._app.Run(server.TakeAsync);
        await server._app.StartAsync();
        return server;
    }

    public string At(string path) => new Uri(Address, path).AbsoluteUri;

    public int CountOf(string path) => Asked.Count(request => request.Path == path);

    /// <summary>Serves a text with a validator of its own: whoever has it gets 304.</summary>
    public void Serve(string path, string text, string type = "text/html; charset=utf-8")
    {
        var tag = '"' + Faults.Corpus.Hash(text)[..16] + '"';
        Answers[path] = context =>
        {
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            context.Response.ContentType = type;
            return context.Response.WriteAsync(text);
        };
    }

    public void Redirect(string path, string to) => Answers[path] = context =>
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task TakeAsync(HttpContext context)
    {
        var path = context.Request.Path + context.Request.QueryString.Value;
        Asked.Enqueue((path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), TimeProvider.System.GetTimestamp()));
        if (Answers.TryGetValue(path, out var answer))
        {
            return answer(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
