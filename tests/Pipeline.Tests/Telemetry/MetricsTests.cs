using System.Net;
using System.Text.RegularExpressions;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Telemetry;

/// <summary>What Prometheus finds at <c>/metrics</c>.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class MetricsTests(SharedPlatform shared)
{
    [Fact]
    public async Task Each_stage_counts_and_times_a_document_on_its_way()
    {
        await DropAsync("measured.txt", Corpus.Text(8501));

        var (fetcher, parser, storage) = (await MetricsAsync(shared.Platform.Fetcher), await MetricsAsync(shared.Platform.Parser), await MetricsAsync(shared.Platform.Storage));

        Assert.Matches(Sample("ingest_documents_total", "outcome=\"fetched\"", "reason=\"\"", "stage=\"fetcher\""), fetcher);
        Assert.Matches(Sample("ingest_documents_total", "outcome=\"parsed\"", "stage=\"parser\""), parser);
        Assert.Matches(Sample("ingest_documents_total", "outcome=\"stored\"", "stage=\"storage\""), storage);
        Assert.Matches(Sample("ingest_stage_duration_seconds_count", "stage=\"fetcher\""), fetcher);
        Assert.Matches(Sample("ingest_stage_duration_seconds_count", "stage=\"parser\""), parser);
        Assert.Matches(Sample("ingest_end_to_end_duration_seconds_count", "outcome=\"stored\""), storage);
        Assert.Matches(Sample("ingest_watch_last_scan_timestamp_seconds", "source=\"inbox\""), fetcher);
        Assert.Matches(Sample("ingest_watch_missed_hints_total", "source=\"inbox\""), fetcher);
        Assert.Matches(Sample("ingest_disk_free_bytes"), fetcher);
    }

    [Fact]
    public async Task A_refusal_is_counted_with_its_reason()
    {
        await DropAsync("not-text.txt", "\u0000\u0001\u0002\u0003\u0004\u0005\u0000\u0001\u0002");

        Assert.Matches(Sample("ingest_documents_total", "outcome=\"rejected\"", "reason=\"[a-z_]+\""), await MetricsAsync(shared.Platform.Storage));
    }

    [Fact]
    public async Task The_Gateway_measures_the_path_and_shows_it_to_who_has_a_key()
    {
        using var anonymous = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var refused = await anonymous.GetAsync(new Uri(shared.Platform.Gateway.Address, "/metrics"), TestContext.Current.CancellationToken);
        var gateway = await shared.Platform.Client.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Found, refused.StatusCode); // to the page of signing in, as any address that is no API's
        Assert.DoesNotContain("ingest_", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Matches(Sample("ingest_oldest_pending_age_seconds", "stage=\"parser\""), gateway);
        Assert.Matches(Sample("ingest_pending", "stage=\"storage\""), gateway);
        Assert.Matches(Sample("ingest_event_lag", "subscriber=\"amqp\""), gateway);
        Assert.Matches(Sample("ingest_event_horizon_age_seconds"), gateway);
    }

    private async Task DropAsync(string name, string text)
    {
        await shared.Platform.Inbox.DropAsync(name, text);
        await shared.Platform.Client.EventOfAsync(name);
    }

    private static async Task<string> MetricsAsync(ServiceProcess service)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(service.Address, "/metrics"), TestContext.Current.CancellationToken);
    }

    /// <summary>A line of the metric with these labels, among others and in their order.</summary>
    private static Regex Sample(string metric, params string[] labels) =>
        new($"^{metric}({{.*{string.Join(".*", labels)}.*}})? [0-9.e+]+", RegexOptions.Multiline | RegexOptions.NonBacktracking);
}
