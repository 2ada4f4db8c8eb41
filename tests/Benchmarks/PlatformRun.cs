using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Benchmarks;

/// <summary>Platform as <c>deploy/up</c> starts it, measured from outside: files moved into the inbox, events read from the feed.</summary>
public sealed class PlatformRun : IAsyncDisposable
{
    private readonly string _data;
    private readonly string _inbox;
    private readonly HttpClient _http;

    private PlatformRun(string data, string inbox, HttpClient http) => (_data, _inbox, _http) = (data, inbox, http);

    /// <summary>A client of the API with a key.</summary>
    public HttpClient Http => _http;

    /// <summary>The watched folder.</summary>
    public string Inbox => _inbox;

    /// <param name="data">Where it keeps everything.</param>
    /// <param name="servers">The servers to use.</param>
    /// <param name="settings">Settings beyond the defaults.</param>
    public static async Task<PlatformRun> StartAsync(string data, Servers servers, IReadOnlyDictionary<string, string>? settings = null)
    {
        var line = await Servers.RunAsync(
            Path.Combine(Servers.Repository, "deploy/up"),
            ["--native", "--detach", "--data", data, "--port", FreePort()],
            new Dictionary<string, string>(settings ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
            {
                ["ConnectionStrings__Postgres"] = servers.Database("platform"),
                ["ConnectionStrings__RabbitMq"] = servers.RabbitMq,
            });
        var answer = JsonDocument.Parse(line.Trim().Split('\n')[^1]).RootElement;
        var http = new HttpClient { BaseAddress = new Uri(answer.GetProperty("url").GetString()!), Timeout = TimeSpan.FromMinutes(2) };
        var key = (await File.ReadAllTextAsync(answer.GetProperty("key_file").GetString()!)).Trim();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new PlatformRun(data, answer.GetProperty("inbox").GetString()!, http);
    }

    /// <summary>Documents per second from the first file's arrival in the inbox to the last event on the feed.</summary>
    public async Task<double> DocumentsPerSecondAsync(string folder)
    {
        var files = Directory.GetFiles(folder);
        var cursor = await EndOfFeedAsync();
        var clock = Stopwatch.StartNew();
        foreach (var file in files)
        {
            // With overwrite it is one rename(2), as mv does it; without, .NET links and unlinks, and no event tells that the file is complete.
            File.Move(file, Path.Combine(_inbox, Path.GetFileName(file)), overwrite: true);
        }

        for (var seen = 0; seen < files.Length;)
        {
            var page = await _http.GetFromJsonAsync<JsonElement>($"/v1/events?limit=1000&wait=30&after={Uri.EscapeDataString(cursor)}");
            seen += page.GetProperty("events").GetArrayLength();
            cursor = page.GetProperty("next").GetString()!;
        }

        return files.Length / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Milliseconds from a file's completion to its event on the stream, for drops one at a time on an idle system.</summary>
    public async Task<IReadOnlyList<double>> LatenciesAsync(string folder)
    {
        var latencies = new List<double>();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events/stream");
        request.Headers.Add("Last-Event-ID", await EndOfFeedAsync());
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        foreach (var file in Directory.GetFiles(folder))
        {
            var name = Path.GetFileName(file);
            var clock = Stopwatch.StartNew();
            File.Copy(file, Path.Combine(_inbox, name));
            while (await lines.ReadLineAsync() is { } line && !line.Contains(name, StringComparison.Ordinal))
            {
                // heartbeats and the other fields of the event
            }

            latencies.Add(clock.Elapsed.TotalMilliseconds);
        }

        return latencies;
    }

    /// <summary>
    /// Each service's highest resident memory so far, in megabytes (VmHWM of /proc). The Parser's counts its workers too: of each, the peak less the pages of program files, which are the
    /// same memory as the service's own.
    /// </summary>
    public IReadOnlyDictionary<string, double> PeakMegabytes()
    {
        var peaks = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (service, pid, arguments) in Processes())
        {
            try
            {
                var status = File.ReadLines($"/proc/{pid}/status").Select(line => line.Split((char[])[':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                    .Where(row => row.Length > 1).ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
                var peak = Megabytes(status["VmHWM"]) - (arguments.Contains("worker", StringComparer.Ordinal) ? Megabytes(status["RssFile"]) : 0);
                peaks[service] = peaks.GetValueOrDefault(service) + peak;
            }
            catch (IOException)
            {
                // the process ended while it was looked at
            }
        }

        return peaks;
    }

    /// <summary>Starts one more process of a service, as the first runs; whoever asks for it ends it.</summary>
    public Process StartAnother(string service)
    {
        var (_, pid, arguments) = Processes().First(process => process.Service == service);
        var environment = File.ReadAllText($"/proc/{pid}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:" + FreePort();
        return Watching.FileTree.Start(environment, "env", "-C", Path.GetDirectoryName(arguments[1])!, Path.Combine(environment["DOTNET_ROOT"], "dotnet"), arguments[1]);
    }

    /// <summary>kill -9 of a service's process that is not <paramref name="butNot"/>; deploy starts it again.</summary>
    public void Kill(string service, int butNot)
    {
        using var process = Process.GetProcessById(Processes().First(process => process.Service == service && process.Pid != butNot).Pid);
        process.Kill();
    }

    /// <summary>The processes of the platform's services, workers and unpackers too.</summary>
    private List<(string Service, int Pid, string[] Arguments)> Processes()
    {
        var found = new List<(string, int, string[])>();
        foreach (var process in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
                var library = arguments.FirstOrDefault(argument => argument.StartsWith(_data, StringComparison.Ordinal) && argument.EndsWith(".dll", StringComparison.Ordinal));
                if (library is not null && Path.GetFileName(arguments[0]) == "dotnet")
                {
                    found.Add((Path.GetFileNameWithoutExtension(library).Split('.')[1].ToLowerInvariant(), int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture), arguments));
                }
            }
            catch (IOException)
            {
                // the process ended while it was looked at
            }
        }

        return found;
    }

    private static double Megabytes(string kilobytes) => double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Servers.RunAsync(Path.Combine(Servers.Repository, "deploy/down"), ["--data", _data]);
    }

    private async Task<string> EndOfFeedAsync() =>
        (await _http.GetFromJsonAsync<JsonElement>("/v1/events?after=latest&limit=1")).GetProperty("next").GetString()!;

    private static string FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
