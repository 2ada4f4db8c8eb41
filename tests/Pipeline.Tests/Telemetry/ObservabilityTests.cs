using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Platform.Pipeline.Tests.Faults;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Telemetry;

/// <summary>What lies in <c>deploy/observability</c>, held to a real Prometheus.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class ObservabilityTests(SharedPlatform shared) : IDisposable
{
    private static readonly string Observability = Path.Combine(Repository.Root, "deploy", "observability");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-prometheus-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_alerts_fire_when_they_should_and_keep_silent_otherwise()
    {
        var output = await Shell.RunAsync("promtool", ["test", "rules", Path.Combine(Observability, "alerts.test.yml")]);

        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_of_Prometheus_is_one_that_it_takes()
    {
        var output = await Shell.RunAsync("promtool", ["check", "config", "--syntax-only", Path.Combine(Observability, "prometheus.yml")]);

        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_query_of_every_dashboard_finds_data_of_a_running_platform()
    {
        var port = FreePort();
        using var prometheus = Process.Start(new ProcessStartInfo(
            "prometheus", [$"--config.file={Configuration()}", $"--storage.tsdb.path={_folder.FullName}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]))!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await shared.Platform.Client.SubscribeAsync(new Uri("https://platform.invalid/"), "earliest"); // attempts that reach nobody are measured too
            var without = Queries().ToHashSet(StringComparer.Ordinal);
            Assert.NotEmpty(without);

            var number = 0;
            await Wait.UntilAsync("data of each query", async () =>
            {
                await shared.Platform.Inbox.DropAsync($"shown {++number}.txt", Corpus.Text(8700 + number));
                await shared.Platform.Inbox.DropAsync($"no text {number}.txt", $"\u0000\u0001\u0002\u0003\u0000\u0001{number}\u0000");
                foreach (var query in without.ToList())
                {
                    if (await HasDataAsync(http, query))
                    {
                        without.Remove(query);
                    }
                }

                return without.Count == 0 ? true : number > 1000 ? throw new InvalidOperationException("No data of: " + string.Join("\n", without)) : false;
            });
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static IEnumerable<string> Queries() =>
        from file in Directory.EnumerateFiles(Path.Combine(Observability, "dashboards"), "*.json")
        from panel in JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("panels").EnumerateArray()
        from target in panel.GetProperty("targets").EnumerateArray()
        select target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "1m", StringComparison.Ordinal);

    private static async Task<bool> HasDataAsync(HttpClient http, string query)
    {
        using var answer = await http.GetAsync(new Uri("/api/v1/query?query=" + Uri.EscapeDataString(query), UriKind.Relative));
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return false; // it starts
        }

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        if (answer.StatusCode == HttpStatusCode.BadRequest)
        {
            throw new InvalidOperationException($"{query}: {json.RootElement.GetProperty("error").GetString()}");
        }

        return answer.IsSuccessStatusCode && json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
            .Any(sample => double.Parse(sample.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture) is var value && !double.IsNaN(value));
    }

    /// <summary>As <c>prometheus.yml</c> has it, with the addresses of this platform.</summary>
    private string Configuration()
    {
        var key = Path.Combine(_folder.FullName, "key");
        File.WriteAllText(key, shared.Platform.Client.Key);
        var path = Path.Combine(_folder.FullName, "prometheus.yml");
        File.WriteAllText(path, $$$"""
            global: {scrape_interval: 1s}
            scrape_configs:
              - job_name: platform
                static_configs:
                  - {targets: ["{{{Authority(shared.Platform.Fetcher)}}}"], labels: {service: fetcher}}
                  - {targets: ["{{{Authority(shared.Platform.Parser)}}}"], labels: {service: parser}}
                  - {targets: ["{{{Authority(shared.Platform.Storage)}}}"], labels: {service: storage}}
              - job_name: platform-gateway
                authorization:
                  credentials_file: {{{key}}}
                static_configs:
                  - {targets: ["{{{Authority(shared.Platform.Gateway)}}}"], labels: {service: gateway}}
            """);
        return path;
    }

    private static string Authority(ServiceProcess service) => service.Address.Authority;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
