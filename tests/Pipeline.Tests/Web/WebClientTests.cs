using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Fetcher.Sources.Web;
using Platform.Pipeline.Tests.Running;
using Xunit;
using IPAddress = System.Net.IPAddress;

namespace Platform.Pipeline.Tests.Web;

/// <summary>The one client of all sources of the web, against a real server.</summary>
public sealed class WebClientTests : IAsyncLifetime
{
    private readonly List<ServiceProvider> _built = [];
    private WebServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await WebServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _built.ForEach(services => services.Dispose());
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_is_there_is_read_with_its_validators_and_asked_for_with_them_again()
    {
        _server.Serve("/a", "The ferry sails.");
        var client = Client();

        var (first, text) = await AskAsync(client, "/a");
        var (second, nothing) = await AskAsync(client, "/a", first.ETag);

        Assert.Equal((WebOutcome.Got, "The ferry sails."), (first.Outcome, text));
        Assert.Equal((WebOutcome.Unchanged, ""), (second.Outcome, nothing));
        Assert.Equal("Platform/0.1", _server.Asked.Last().Headers["User-Agent"]);
        Assert.Equal(1, _server.CountOf("/robots.txt"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_host_that_asks_for_quiet_is_left_alone_until_then(int status)
    {
        _server.Answers["/busy"] = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        };
        _server.Serve("/other", "text");
        var client = Client();
        var before = TimeProvider.System.GetUtcNow(); // compared with a bound only

        var (answer, _) = await AskAsync(client, "/busy");
        var (other, _) = await AskAsync(client, "/other");

        Assert.Equal((WebOutcome.Later, WebOutcome.Later), (answer.Outcome, other.Outcome));
        Assert.True(answer.NotBefore >= before.AddSeconds(3600));
        Assert.Equal((1, 0), (_server.CountOf("/busy"), _server.CountOf("/other")));
    }

    [Fact]
    public async Task Redirects_are_followed_but_not_in_a_circle_and_not_for_ever()
    {
        _server.Serve("/end", "here");
        _server.Redirect("/moved", "/end");
        _server.Redirect("/round", "/about");
        _server.Redirect("/about", "/round");
        for (var step = 0; step < 10; step++)
        {
            _server.Redirect($"/far{step}", $"/far{step + 1}");
        }

        var client = Client();

        var (moved, text) = await AskAsync(client, "/moved");
        Assert.Equal((WebOutcome.Got, "here", _server.At("/end")), (moved.Outcome, text, moved.Address?.AbsoluteUri));
        foreach (var path in (string[])["/round", "/far0"])
        {
            var (answer, _) = await AskAsync(client, path);
            Assert.Equal((WebOutcome.Refused, ReasonCodes.Unreachable), (answer.Outcome, answer.Code));
            Assert.Contains("redirects", answer.Problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::1]:1/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://2852039166/")]
    public async Task A_redirect_into_a_private_network_is_refused_before_it_is_connected_to(string address)
    {
        _server.Redirect("/trap", address);

        var (answer, _) = await AskAsync(Client(), "/trap");

        Assert.Equal((WebOutcome.Refused, ReasonCodes.Unreachable), (answer.Outcome, answer.Code));
        Assert.Contains("Web__AllowedNetworks", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_another_scheme_is_refused()
    {
        _server.Redirect("/trap", "file:///etc/passwd");

        var (answer, _) = await AskAsync(Client(), "/trap");

        Assert.Equal(ReasonCodes.Unreachable, answer.Code);
    }

    [Fact]
    public async Task A_name_that_resolves_to_another_address_the_second_time_is_judged_again()
    {
        _server.Answers["/page"] = async context =>
        {
            context.Response.Headers.Connection = "close"; // so that the next request connects anew
            await context.Response.WriteAsync("text");
        };
        _server.Answers["/robots.txt"] = context =>
        {
            context.Response.Headers.Connection = "close";
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        var resolved = 0;
        var client = Client(resolve: (_, _) => Task.FromResult<IPAddress[]>(resolved++ < 2 ? [IPAddress.Loopback] : [IPAddress.Parse("169.254.169.254")]));
        var address = new Uri($"http://rebinding.example:{_server.Address.Port}/page");

        var (first, _) = await AskAsync(client, address);
        var (second, _) = await AskAsync(client, address);

        Assert.Equal(3, resolved);
        Assert.Equal((WebOutcome.Got, WebOutcome.Refused), (first.Outcome, second.Outcome));
        Assert.Contains("169.254.169.254", second.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_robots_txt_forbids_is_not_asked_for()
    {
        _server.Serve("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: platform\nDisallow: /private\nAllow: /private/press\n", "text/plain");
        _server.Serve("/open", "open");
        _server.Serve("/private/press", "press");
        _server.Serve("/private/board", "board");
        _server.Redirect("/way-in", "/private/board");
        var client = Client();

        Assert.Equal(WebOutcome.Got, (await AskAsync(client, "/open")).Answer.Outcome);
        Assert.Equal(WebOutcome.Got, (await AskAsync(client, "/private/press")).Answer.Outcome);
        Assert.Equal(ReasonCodes.Disallowed, (await AskAsync(client, "/private/board")).Answer.Code);
        Assert.Equal(ReasonCodes.Disallowed, (await AskAsync(client, "/way-in")).Answer.Code);
        Assert.Equal(0, _server.CountOf("/private/board"));
    }

    [Fact]
    public async Task A_robots_txt_that_cannot_be_had_forbids_everything_for_now()
    {
        _server.Answers["/robots.txt"] = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        _server.Serve("/open", "open");

        var (answer, _) = await AskAsync(Client(), "/open");

        Assert.Equal((WebOutcome.Later, 0), (answer.Outcome, _server.CountOf("/open")));
    }

    [Fact]
    public async Task A_body_over_the_bound_is_refused_also_where_it_is_small_until_it_is_unpacked()
    {
        _server.Answers["/long"] = context => context.Response.WriteAsync(new string('x', 2_000_000));
        _server.Answers["/bomb"] = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(context.Response.Body, CompressionLevel.SmallestSize);
            var zeros = new byte[1_000_000];
            for (var million = 0; million < 100; million++)
            {
                await packed.WriteAsync(zeros, context.RequestAborted);
            }
        };
        var client = Client();

        Assert.Equal(ReasonCodes.TooLarge, (await AskAsync(client, "/long")).Answer.Code);
        Assert.Equal(ReasonCodes.TooLarge, (await AskAsync(client, "/bomb")).Answer.Code);
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_given_up_in_time()
    {
        _server.Answers["/drip"] = async context =>
        {
            await context.Response.WriteAsync("slow", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        var (answer, _) = await AskAsync(Client(web => web.Timeout = TimeSpan.FromSeconds(1)), "/drip");

        Assert.Equal(WebOutcome.Later, answer.Outcome);
        Assert.Contains("Web__Timeout", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_is_asked_at_its_rate_however_many_ask()
    {
        _server.Serve("/page", "text");
        var client = Client(web => web.HostPause = TimeSpan.FromSeconds(0.2));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync(client, "/page")));

        // Timers may be late but never early: the first and the last are four pauses apart at least, whatever else the machine does.
        var times = _server.Asked.Where(request => request.Path == "/page").Select(request => request.At).Order().ToList();
        Assert.True(TimeProvider.System.GetElapsedTime(times[0], times[^1]) >= TimeSpan.FromSeconds(0.6));
    }

    [Fact]
    public async Task A_gateway_that_fails_once_is_asked_again_at_once()
    {
        var asked = 0;
        _server.Answers["/shaky"] = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref asked) == 1 ? 502 : 200;
            return context.Response.WriteAsync("text");
        };

        Assert.Equal((WebOutcome.Got, "text"), await OutcomeAsync(Client(), "/shaky"));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task What_is_not_there_or_not_given_is_refused_with_a_sentence()
    {
        _server.Answers["/closed"] = context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        var client = Client();

        Assert.Equal(ReasonCodes.NotFound, (await AskAsync(client, "/none")).Answer.Code);
        Assert.Equal(ReasonCodes.Disallowed, (await AskAsync(client, "/closed")).Answer.Code);
    }

    private WebClient Client(Action<WebSettings>? change = null, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var settings = new WebSettings { AllowedNetworks = "127.0.0.0/8", HostPause = TimeSpan.Zero, Timeout = TimeSpan.FromSeconds(30) };
        change?.Invoke(settings);
        Assert.Null(WebSettings.Problem(settings));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddWeb(settings, resolve);
        _built.Add(services.BuildServiceProvider());
        return _built[^1].GetRequiredService<WebClient>();
    }

    private async Task<(WebOutcome Outcome, string Text)> OutcomeAsync(WebClient client, string path) => await AskAsync(client, path) is var (answer, text) ? (answer.Outcome, text) : default;

    private Task<(WebAnswer Answer, string Text)> AskAsync(WebClient client, string path, string? tag = null) => AskAsync(client, new Uri(_server.Address, path), tag);

    private static async Task<(WebAnswer Answer, string Text)> AskAsync(WebClient client, Uri address, string? tag = null)
    {
        var bytes = Array.Empty<byte>();
        var answer = await client.GetAsync(new WebQuestion(address, "*/*", tag), async (body, stop) => bytes = await BoundedBody.ReadAsync(body, 1_000_000, stop), Stop);
        return (answer, System.Text.Encoding.UTF8.GetString(bytes));
    }
}
