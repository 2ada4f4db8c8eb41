using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.Pipeline.Tests.Telemetry;

/// <summary>A collector on loopback that takes OTLP over HTTP (<c>opentelemetry-proto</c>, <c>trace.proto</c>) and keeps the spans.</summary>
public sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TraceCollector(WebApplication app) => _app = app;

    public ConcurrentQueue<CollectedSpan> Spans { get; } = new();

    public Uri Address => new(_app.Urls.Single());

    public static async Task<TraceCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new TraceCollector(builder.Build());
        collector._app.Run(collector.TakeAsync);
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (context.Request.Path == "/v1/traces")
        {
            Read(body.ToArray());
        }
    }

    private void Read(byte[] request)
    {
        foreach (var resourceSpans in Wire.Of(request).Bytes(1))
        {
            var service = Wire.Of(resourceSpans).Bytes(1).SelectMany(resource => Wire.Of(resource).Bytes(1)).Select(Wire.Of)
                .Where(attribute => Text(attribute, 1) == "service.name").Select(attribute => Text(Wire.Of(attribute.Bytes(2).Single()), 1)).Single();
            foreach (var scope in Wire.Of(resourceSpans).Bytes(2).Select(Wire.Of))
            {
                var source = Text(Wire.Of(scope.Bytes(1).Single()), 1);
                foreach (var span in scope.Bytes(2).Select(Wire.Of))
                {
                    Spans.Enqueue(new CollectedSpan(
                        service, source, Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4), [.. span.Bytes(13).Select(link => Hex(Wire.Of(link), 1))]));
                }
            }
        }
    }

    private static string Text(Wire message, int field) => Encoding.UTF8.GetString(message.Bytes(field).FirstOrDefault() ?? []);

    private static string Hex(Wire message, int field) => Convert.ToHexStringLower(message.Bytes(field).FirstOrDefault() ?? []);

    /// <summary>A message of Protocol Buffers, field by field (protobuf.dev, «Encoding»).</summary>
    private sealed class Wire
    {
        private readonly List<(int Field, byte[] Value)> _fields = [];

        public static Wire Of(byte[] message)
        {
            var wire = new Wire();
            for (var at = 0; at < message.Length;)
            {
                var tag = Varint(message, ref at);
                var length = (tag & 7) switch
                {
                    0 => -1,
                    1 => 8,
                    2 => (int)Varint(message, ref at),
                    5 => 4,
                    var other => throw new InvalidDataException($"No wire type {other} is in use."),
                };
                if (length < 0)
                {
                    _ = Varint(message, ref at);
                    continue;
                }

                wire._fields.Add(((int)(tag >> 3), message[at..(at + length)]));
                at += length;
            }

            return wire;
        }

        public IEnumerable<byte[]> Bytes(int field) => _fields.Where(one => one.Field == field).Select(one => one.Value);

        private static ulong Varint(byte[] message, ref int at)
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = message[at++];
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                {
                    return value;
                }
            }
        }
    }
}

/// <summary>One span as it was sent.</summary>
public sealed record CollectedSpan(string Service, string Source, string Name, string Trace, string Id, string Parent, IReadOnlyList<string> Links);
