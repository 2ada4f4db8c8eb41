using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Playwright;
using Platform.Journeys.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(RunningPlatform))]

namespace Platform.Journeys.Tests;

/// <summary>
/// The whole platform, started as its users start it, with <c>deploy/up</c>, and a real Chromium. A platform that is already up is used instead where
/// <c>JOURNEYS_PLATFORM</c> holds the line that <c>deploy/up --detach</c> printed.
/// </summary>
public sealed class RunningPlatform : IAsyncLifetime
{
    private readonly string _root = RepositoryRoot();
    private string? _data;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>What <c>deploy/up</c> printed.</summary>
    public Printed Up { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("JOURNEYS_PLATFORM") is { Length: > 0 } given)
        {
            Up = Printed.From(given);
        }
        else
        {
            _data = Directory.CreateTempSubdirectory("platform-journeys-").FullName;
            var output = await RunAsync("up", "--native", "--detach", "--data", _data, "--port", FreePort());
            Up = Printed.From(output.Trim().Split('\n')[^1]);
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_data is not null)
        {
            await RunAsync("down", "--data", _data);
            Directory.Delete(_data, recursive: true);
        }
    }

    /// <summary>A new visitor: a browser window that knows no cookies.</summary>
    public async Task<IPage> VisitAsync(bool javaScript = true)
    {
        var window = await _browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = Up.Url, JavaScriptEnabled = javaScript });
        window.SetDefaultTimeout(30_000);
        return await window.NewPageAsync();
    }

    /// <summary>A visitor who has signed in with the key from the key file and stands on the overview.</summary>
    public async Task<IPage> SignInAsync(bool javaScript = true)
    {
        var page = await VisitAsync(javaScript);
        await page.GotoAsync("/");
        await page.GetByLabel("Or paste an API key").FillAsync((await File.ReadAllTextAsync(Up.KeyFile)).Trim());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Puts a file into the inbox under a name of its own, and tells the name.</summary>
    public async Task<string> DropAsync(string prefix, byte[] bytes)
    {
        var name = $"{prefix}-{Guid.NewGuid():N}.txt";
        await File.WriteAllBytesAsync(Path.Combine(Up.Inbox, name), bytes);
        return name;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run inside the repository: they start deploy/up.");
        }

        return folder.FullName;
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
    }

    private async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_root, "deploy", script), arguments) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = _root };
        start.Environment["Gateway__Webhooks__AllowedNetworks"] = "127.0.0.0/8"; // the subscribers of the journeys are on this machine
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"deploy/{script} ended with {process.ExitCode}; it says why on standard error, above.");
    }

    /// <summary>The line that <c>deploy/up --detach</c> prints.</summary>
    public sealed record Printed(
        [property: JsonPropertyName("url")] string Url,
        [property: JsonPropertyName("inbox")] string Inbox,
        [property: JsonPropertyName("key_file")] string KeyFile,
        [property: JsonPropertyName("sign_in")] string SignIn)
    {
        /// <summary>Reads it.</summary>
        public static Printed From(string line) => JsonSerializer.Deserialize<Printed>(line)!;
    }
}
