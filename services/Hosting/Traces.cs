using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting;

/// <summary>
/// One trace for each arrival, over all services and all attempts: its trace id is the arrival's id, so every line, event and page knows it without being told. An arrival's id is a UUID
/// version 7, whose last seven bytes are random, as W3C Trace Context (level 2) wants them. What is done with several documents at once is in the trace of the first; the others have a span of
/// their own that links there.
/// </summary>
public static class Traces
{
    private static readonly ActivitySource Source = new(Telemetry.SourceName);

    /// <summary>Which share of arrivals is traced, 0 to 1: the same ones in each service, since their ids decide. Set at start from <c>OTEL_TRACES_SAMPLER_ARG</c>.</summary>
    public static double Share { get; set; } = 1;

    /// <summary>The trace id of an arrival: 32 hexadecimal digits.</summary>
    public static string IdOf(Guid arrival) => arrival.ToString("N");

    /// <summary>Begins a step of documents on their way; what is logged until its end carries their ids.</summary>
    /// <param name="name">What is done, such as <c>parse</c>.</param>
    /// <param name="arrivals">With which documents.</param>
    /// <param name="log">The log of whoever does it.</param>
    /// <param name="kind">Whether it is done for a message.</param>
    public static Step Begin(string name, IEnumerable<Guid> arrivals, ILogger log, ActivityKind kind = ActivityKind.Internal)
    {
        ArgumentNullException.ThrowIfNull(log);
        Guid[] ids = [.. arrivals];
        var scope = ids.Length == 0 ? null : log.BeginScope(new About(ids));
        return new Step(scope, !Source.HasListeners() ? [] : Array.ConvertAll(ids, id => Start(name, id, kind)));
    }

    /// <summary>Begins a step that follows an event, in its trace; null where nobody traces it.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="traceparent">The event's trace context (W3C); null for none.</param>
    public static Activity? Follow(string name, string? traceparent) =>
        ActivityContext.TryParse(traceparent, traceState: null, isRemote: true, out var parent) ? Source.StartActivity(name, ActivityKind.Producer, parent) : null;

    /// <summary>The trace context (W3C) that whoever is told of an arrival goes on from.</summary>
    public static string Traceparent(Guid arrival) => Activity.Current is { } now && now.TraceId == TraceIdOf(arrival) ? now.Id!
        // Where no span of ours stands behind it the second half of the id names one: it is never zero, as its first two bits are 10.
        : string.Create(CultureInfo.InvariantCulture, $"00-{arrival:N}-{arrival.ToString("N")[16..]}-{(IsTraced(arrival) && Source.HasListeners() ? 1 : 0):x2}");

    private static ActivityTraceId TraceIdOf(Guid arrival) => ActivityTraceId.CreateFromString(IdOf(arrival));

    private static bool IsTraced(Guid arrival)
    {
        Span<byte> bytes = stackalloc byte[16];
        arrival.TryWriteBytes(bytes, bigEndian: true, out _);
        return (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & 0x00FF_FFFF_FFFF_FFFF) < Share * 0x0100_0000_0000_0000;
    }

    private static Activity? Start(string name, Guid arrival, ActivityKind kind)
    {
        var around = Activity.Current;
        var trace = TraceIdOf(arrival);
        var step = around?.TraceId == trace
            ? Source.StartActivity(name, kind)
            : Source.StartActivity(
                name, kind, new ActivityContext(trace, spanId: default, IsTraced(arrival) ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None),
                links: around is null ? null : [new ActivityLink(around.Context)]);
        step?.SetTag("platform.arrival", arrival);
        return step;
    }
}

/// <summary>A step of documents on their way, until it is disposed of.</summary>
public sealed class Step : IDisposable
{
    private readonly IDisposable? _scope;
    private readonly Activity?[] _spans;

    internal Step(IDisposable? scope, Activity?[] spans)
    {
        (_scope, _spans) = (scope, spans);
        if (spans.Length > 1)
        {
            Activity.Current = spans[0]; // what is done meanwhile is in the trace of the first
        }
    }

    /// <summary>Marks the step as one that went wrong.</summary>
    public void Failed(string why) => Array.ForEach(_spans, span => span?.SetStatus(ActivityStatusCode.Error, why));

    /// <inheritdoc />
    public void Dispose()
    {
        for (var at = _spans.Length - 1; at >= 0; at--)
        {
            _spans[at]?.Dispose();
        }

        _scope?.Dispose();
    }
}

/// <summary>What log lines are about, as fields: <c>ArrivalId</c>, or <c>ArrivalIds</c> where there are several, and <c>TraceId</c>.</summary>
internal sealed class About(Guid[] arrivals) : List<KeyValuePair<string, object?>>(
    arrivals.Length == 1
        ? [new("ArrivalId", arrivals[0]), new("TraceId", Traces.IdOf(arrivals[0]))]
        : [new("ArrivalIds", string.Join(',', arrivals)), new("TraceId", string.Join(',', arrivals.Select(Traces.IdOf)))])
{
    /// <inheritdoc />
    public override string ToString() => string.Join(' ', this.Select(field => $"{field.Key}:{field.Value}"));
}
