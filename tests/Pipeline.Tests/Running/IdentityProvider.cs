using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Platform.Pipeline.Tests.Running;

/// <summary>A small OpenID Connect provider on loopback: discovery, keys, authorization with PKCE, tokens that are really signed, and sign-out. It lets everybody in as whom the test says.</summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string Client = "platform-dashboard", Secret = "a secret of the client";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _other = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, IQueryCollection> _codes = new(StringComparer.Ordinal);

    private IdentityProvider(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Claims beyond those that every token has.</summary>
    public Dictionary<string, object> Person { get; } = new(StringComparer.Ordinal) { ["name"] = "Ada Lind", ["roles"] = new[] { "readers" } };

    /// <summary>Changes the claims of the next token.</summary>
    public Action<Dictionary<string, object>> Change { get; set; } = _ => { };

    /// <summary>Whether the next token is signed with a key that is not ours.</summary>
    public bool Forges { get; set; }

    /// <summary>How often somebody was signed out here.</summary>
    public int SignedOut { get; private set; }

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new IdentityProvider(builder.Build());
        provider._app.Run(provider.AnswerAsync);
        await provider._app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _other.Dispose();
    }

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/.well-known/openid-configuration" => context.Response.WriteAsJsonAsync(new Dictionary<string, object>
        {
            ["issuer"] = Address,
            ["authorization_endpoint"] = Address + "/authorize",
            ["token_endpoint"] = Address + "/token",
            ["jwks_uri"] = Address + "/keys",
            ["end_session_endpoint"] = Address + "/end",
            ["response_types_supported"] = new[] { "code" },
            ["subject_types_supported"] = new[] { "public" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            ["code_challenge_methods_supported"] = new[] { "S256" },
        }),
        "/keys" => context.Response.WriteAsJsonAsync(new { keys = new[] { Key() } }),
        "/authorize" => AuthorizeAsync(context),
        "/token" => TokenAsync(context),
        "/end" => EndAsync(context),
        _ => Task.FromResult(context.Response.StatusCode = StatusCodes.Status404NotFound),
    };

    private object Key()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = WebEncoders.Base64UrlEncode(key.Modulus!), e = WebEncoders.Base64UrlEncode(key.Exponent!) };
    }

    private Task AuthorizeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["client_id"] != Client || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || string.IsNullOrEmpty(query["nonce"]))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return context.Response.WriteAsync("not asked as it should be");
        }

        var code = Guid.NewGuid().ToString("N");
        _codes[code] = query;
        var answer = new QueryBuilder { { "code", code }, { "state", query["state"].ToString() } };
        context.Response.Redirect(query["redirect_uri"] + answer.ToString());
        return Task.CompletedTask;
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["client_secret"] != Secret || !_codes.TryRemove(form["code"].ToString(), out var asked)
            || WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked["code_challenge"])
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_grant" });
            return;
        }

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(Person, StringComparer.Ordinal)
        {
            ["iss"] = Address,
            ["sub"] = "0197a000-0000-7000-8000-00000000aaaa", // some providers' subjects look like ids of ours
            ["aud"] = Client,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 300,
            ["nonce"] = asked["nonce"].ToString(),
        };
        Change(claims);
        await context.Response.WriteAsJsonAsync(new { access_token = "not used", token_type = "Bearer", expires_in = 300, id_token = Signed(claims) });
    }

    private Task EndAsync(HttpContext context)
    {
        SignedOut++;
        context.Response.Redirect($"{context.Request.Query["post_logout_redirect_uri"]}?state={Uri.EscapeDataString(context.Request.Query["state"].ToString())}");
        return Task.CompletedTask;
    }

    private string Signed(Dictionary<string, object> claims)
    {
        var head = WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", typ = "JWT", kid = "one" }));
        var text = head + "." + WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(claims));
        return text + "." + WebEncoders.Base64UrlEncode((Forges ? _other : _key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
