using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Access;

/// <summary>Signing in through an identity provider: a real one on loopback, with tokens that are really signed.</summary>
public sealed partial class ProviderTests(Servers servers) : IAsyncLifetime
{
    private IdentityProvider _provider = null!;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.StartAsync();
        _gateway = await RunningGateway.StartAsync(servers, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__OpenIdConnect__Authority"] = _provider.Address,
            ["Gateway__OpenIdConnect__ClientId"] = IdentityProvider.Client,
            ["Gateway__OpenIdConnect__ClientSecret"] = IdentityProvider.Secret,
            ["Gateway__OpenIdConnect__Name"] = "the test house",
            ["Gateway__OpenIdConnect__Operators"] = "editors, shift leaders",
            ["Gateway__OpenIdConnect__Admins"] = "owners",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Who_the_provider_knows_is_let_in_as_viewer_and_comes_to_the_page_that_was_asked_for()
    {
        using var browser = Browser();
        Assert.Contains("Sign in with the test house", await browser.GetStringAsync("/sign-in", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var page = await SignInAsync(browser, "/subscriptions");

        Assert.Equal((HttpStatusCode.OK, "/subscriptions"), (page.StatusCode, page.RequestMessage!.RequestUri!.AbsolutePath));
        Assert.Contains("Your role is viewer", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/audit", TestContext.Current.CancellationToken)).StatusCode);
        var entries = (await _gateway.Client.GetAsync("/v1/audit")).GetProperty("entries").EnumerateArray();
        Assert.Contains(entries, entry => entry.Text("who") == "Ada Lind" && entry.Text("action") == "sign in" && entry.Text("target") == "by identity provider" && entry.GetProperty("good").GetBoolean());
    }

    [Theory]
    [InlineData("readers", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("editors", HttpStatusCode.BadRequest, HttpStatusCode.Forbidden)]
    [InlineData("owners", HttpStatusCode.BadRequest, HttpStatusCode.OK)]
    public async Task The_claim_tells_the_role(string group, HttpStatusCode asOperator, HttpStatusCode asAdmin)
    {
        _provider.Person["roles"] = new[] { "readers", group };
        using var browser = Browser();
        await SignInAsync(browser, "/subscriptions");

        // An operator may make subscriptions, and is told that this is none.
        Assert.Equal(asOperator, (await browser.PostAsJsonAsync("/v1/subscriptions", new { name = "x", url = "no address" }, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(asAdmin, (await browser.GetAsync("/audit", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_forged_expired_or_foreign_token_is_refused_with_a_sentence_and_lets_nobody_in()
    {
        await RefusedAsync("not signed by the identity provider", () => _provider.Forges = true);
        _provider.Forges = false;
        await RefusedAsync("not valid at this time", () => _provider.Change = claims => (claims["exp"], claims["nbf"]) = (Seconds(-600), Seconds(-900)));
        await RefusedAsync("for another client", () => _provider.Change = claims => claims["aud"] = "somebody-else");
        await RefusedAsync("belongs to another sign-in", () => _provider.Change = claims => claims["nonce"] = "of another time");
        await RefusedAsync("issued by somebody else", () => _provider.Change = claims => claims["iss"] = "https://elsewhere.invalid");

        _provider.Change = _ => { };
        using var browser = Browser();
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(browser, "/subscriptions")).StatusCode);
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_is_refused()
    {
        using var browser = Browser();
        using var answer = await browser.GetAsync("/sign-in/answer?code=stolen&state=unknown", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("class=\"problem\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.EndsWith("/sign-in", (await browser.GetAsync("/subscriptions", TestContext.Current.CancellationToken)).RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_at_the_provider()
    {
        using var browser = Browser();
        var page = await (await SignInAsync(browser, "/subscriptions")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(page).Groups["token"].Value)]);

        using var after = await browser.PostAsync("/sign-out", form, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "/sign-in"), (after.StatusCode, after.RequestMessage!.RequestUri!.AbsolutePath));
        Assert.Equal(1, _provider.SignedOut);
        Assert.Equal("/sign-in", (await browser.GetAsync("/subscriptions", TestContext.Current.CancellationToken)).RequestMessage!.RequestUri!.AbsolutePath);
    }

    private async Task RefusedAsync(string sentence, Action spoil)
    {
        spoil();
        using var browser = Browser();
        using var page = await SignInAsync(browser, "/subscriptions");
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains(sentence, WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.Equal("/sign-in", (await browser.GetAsync("/subscriptions", TestContext.Current.CancellationToken)).RequestMessage!.RequestUri!.AbsolutePath);
    }

    private static long Seconds(int away) => DateTimeOffset.UtcNow.AddSeconds(away).ToUnixTimeSeconds();

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string wanted) =>
        browser.GetAsync("/sign-in/provider?return=" + Uri.EscapeDataString(wanted), TestContext.Current.CancellationToken);

    private HttpClient Browser() => new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = _gateway.First.Address };

    [GeneratedRegex("""action="/sign-out"[^§]*?name="__RequestVerificationToken" value="(?<token>[^"]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
