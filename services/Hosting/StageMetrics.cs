using System.Diagnostics.Metrics;

namespace Platform.Hosting;

/// <summary>What each stage counts and times. Names follow OpenTelemetry's conventions; Prometheus shows <c>ingest.documents</c> as <c>ingest_documents_total</c>. Labels are bounded: stages, outcomes and reasons are lists of ours.</summary>
public static class StageMetrics
{
    private static readonly Meter Meter = new(Telemetry.SourceName + ".Ingest");

    private static readonly Counter<long> Documents = Meter.CreateCounter<long>("ingest.documents", "{document}", "Documents that a stage has dealt with.");

    // A document takes milliseconds; one that is tried again for hours is told by its outcome, not by a bucket.
    private static readonly Histogram<double> Stage = Seconds("ingest.stage.duration", "Time that a document, or the message it travels in, took in a stage.");

    private static readonly Histogram<double> EndToEnd = Seconds("ingest.end_to_end.duration", "Time from observing an item to its committed outcome.");

    /// <summary>Counts documents that left a stage.</summary>
    /// <param name="stage"><c>fetcher</c>, <c>parser</c> or <c>storage</c>.</param>
    /// <param name="outcome">What became of them there.</param>
    /// <param name="reason">A reason's code; null for none.</param>
    /// <param name="count">How many.</param>
    public static void Count(string stage, string outcome, string? reason, long count = 1) =>
        Documents.Add(count, new("stage", stage), new("outcome", outcome), new("reason", reason ?? ""));

    /// <summary>Notes how long a stage took.</summary>
    public static void Took(string stage, TimeSpan duration) => Stage.Record(Math.Max(0, duration.TotalSeconds), new KeyValuePair<string, object?>("stage", stage));

    /// <summary>Notes how long a document took from its source to its outcome.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="duration">Since it was observed.</param>
    public static void Ended(string outcome, TimeSpan duration) => EndToEnd.Record(Math.Max(0, duration.TotalSeconds), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A gauge that is read when somebody looks.</summary>
    /// <param name="name">Its name, in OpenTelemetry's form.</param>
    /// <param name="unit">Its unit (UCUM), such as <c>s</c> or <c>By</c>.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="read">The values, each with its labels.</param>
    public static void Gauge(string name, string unit, string description, Func<IEnumerable<Measurement<double>>> read) => Meter.CreateObservableGauge(name, read, unit, description);

    /// <summary>A counter that is read when somebody looks; it never falls.</summary>
    public static void Counter(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> read) => Meter.CreateObservableCounter(name, read, unit, description);

    /// <summary>A counter that is added to.</summary>
    public static Counter<long> Counter(string name, string unit, string description) => Meter.CreateCounter<long>(name, unit, description);

    private static Histogram<double> Seconds(string name, string description) => Meter.CreateHistogram(
        name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] });
}
