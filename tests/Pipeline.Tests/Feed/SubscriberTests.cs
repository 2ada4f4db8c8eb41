using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Feed;

/// <summary>The subscribers that we give people to copy, as they stand in <c>deploy/subscribers</c>, each killed twice in the middle.</summary>
public sealed class SubscriberTests(Servers servers) : IDisposable
{
    private static readonly string Examples = Path.Combine(Repository.Root, "deploy", "subscribers");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-subscriber-");
    private Process? _running;

    [Fact]
    public async Task The_shell_with_curl_sees_the_whole_log_in_order_though_it_is_killed()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        await SeesTheWholeLogAsync(gateway, Start);

        void Start(string seen) => StartProcess(Path.Combine(Examples, "curl", "follow"), [seen], Access(gateway));
    }

    [Fact]
    public async Task Node_with_EventSource_sees_the_whole_log_in_order_though_it_is_killed()
    {
        var folder = await NodeAsync();
        await using var gateway = await RunningGateway.StartAsync(servers);
        await SeesTheWholeLogAsync(gateway, Start);

        void Start(string seen) => StartProcess("node", [Path.Combine(folder, "stream.mjs"), seen], Access(gateway));
    }

    [Fact]
    public async Task Node_over_AMQP_sees_the_whole_log_in_order_though_it_is_killed()
    {
        var folder = await NodeAsync();
        await using var gateway = await RunningGateway.StartAsync(servers);
        var queue = "example-" + Guid.NewGuid().ToString("N");
        await SeesTheWholeLogAsync(gateway, Start);

        void Start(string seen) => StartProcess("node", [Path.Combine(folder, "amqp.mjs"), queue, seen], new() { ["PLATFORM_BROKER"] = servers.RabbitMq });
    }

    [Fact]
    public async Task CSharp_over_AMQP_sees_the_whole_log_in_order_though_it_is_killed()
    {
        await using var gateway = await RunningGateway.StartAsync(servers);
        var queue = "example-" + Guid.NewGuid().ToString("N");
        var program = Path.Combine(Examples, "csharp", "bin", Repository.Configuration, "net10.0", "Platform.Subscriber.dll");
        await SeesTheWholeLogAsync(gateway, Start);

        void Start(string seen) => StartProcess("dotnet", [program, queue, seen], new() { ["PLATFORM_BROKER"] = servers.RabbitMq });
    }

    [Fact]
    public async Task The_webhook_receiver_sees_the_whole_log_in_order_though_it_is_killed_and_believes_no_forgery()
    {
        await NodeAsync(); // says where Node is missing
        var patient = new Dictionary<string, string>(RunningGateway.Impatient, StringComparer.Ordinal)
        {
            ["Gateway__Webhooks__RetryAfter"] = string.Join(',', Enumerable.Repeat("00:00:00.2", 500)),
        };
        await using var gateway = await RunningGateway.StartAsync(servers, patient);
        var port = FreePort();
        var secret = (await gateway.Client.SubscribeAsync(new Uri($"http://127.0.0.1:{port}/"))).Text("secret");
        var seen = await SeesTheWholeLogAsync(gateway, Start);

        using var http = new HttpClient();
        using var forged = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/") { Content = new StringContent("{}") };
        forged.Headers.Add("webhook-id", Guid.NewGuid().ToString());
        forged.Headers.Add("webhook-timestamp", DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        forged.Headers.Add("webhook-signature", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        using var answer = await http.SendAsync(forged, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(seen, (await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "seen.jsonl"), TestContext.Current.CancellationToken)).Length);

        void Start(string file) => StartProcess("node", [Path.Combine(Examples, "node", "webhook.mjs"), port, file], new() { ["PLATFORM_SECRET"] = secret });
    }

    public void Dispose()
    {
        _running?.Kill(entireProcessTree: true);
        _running?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Runs a subscriber, kills it after 100 and after 300 of 600 events, and compares.</summary>
    private async Task<int> SeesTheWholeLogAsync(RunningGateway gateway, Action<string> start)
    {
        var seen = Path.Combine(_folder.FullName, "seen.jsonl");
        await File.WriteAllTextAsync(seen, "");
        start(seen);
        var appended = new HashSet<Guid>();
        var first = await AppendAsync(1);
        await Wait.UntilAsync("the subscriber to see its first event", async () =>
        {
            // A queue shows what is published once it is bound, so the first event may have been before its time.
            if (Seen().Count == 0)
            {
                first.AddRange(await AppendAsync(1));
                await Task.Delay(500);
            }

            return Seen().Count > 0;
        });
        var log = first[first.IndexOf(Seen()[0])..];
        for (var round = 0; round < 30; round++)
        {
            log.AddRange(await AppendAsync(20));
            if (round is 5 or 15)
            {
                await Wait.UntilAsync("the subscriber to be in the middle", () => Task.FromResult(Seen().Count > round * 15));
                _running!.Kill(entireProcessTree: true);
                await _running.WaitForExitAsync();
                _running.Dispose();
                start(seen);
            }
        }

        await Wait.UntilAsync($"all of {log.Count} events", () => Task.FromResult(Seen().Count >= log.Count));
        Assert.Equal(log, Seen());
        return File.ReadAllLines(seen).Length;

        async Task<List<Guid>> AppendAsync(int count)
        {
            var ids = await gateway.AppendAsync(count);
            appended.UnionWith(ids);
            return ids;
        }

        List<Guid> Seen()
        {
            // The exchange belongs to the whole broker, and other tests publish to it too. A line may be half written at this moment.
            return File.ReadAllLines(seen).Where(line => line.EndsWith('}')).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetGuid())
                .Distinct().Where(appended.Contains).ToList();
        }
    }

    private void StartProcess(string command, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >> '" + Path.Combine(_folder.FullName, "output") + "' 2>&1", command, .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _running = Process.Start(start)!;
    }

    private static Dictionary<string, string> Access(RunningGateway gateway) => new(StringComparer.Ordinal)
    {
        ["PLATFORM_URL"] = gateway.First.Address.ToString().TrimEnd('/'),
        ["PLATFORM_KEY"] = gateway.Client.Key,
    };

    /// <summary>The Node examples with their packages, in a folder of the test's own.</summary>
    private async Task<string> NodeAsync()
    {
        var folder = _folder.CreateSubdirectory("node").FullName;
        try
        {
            var version = await Shell.RunAsync("node", ["--version"]);
            Assert.SkipWhen(int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture) < 20, $"Node 20 or later is needed; this machine has {version.Trim()}.");
            await Shell.RunAsync("npm", ["--version"]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Node 20 or later and npm are needed; this machine has none.");
        }

        await Shell.RunAsync("cp", ["-r", Path.Combine(Examples, "node") + "/.", folder]);
        await Shell.RunAsync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--silent"]);
        return folder;
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
