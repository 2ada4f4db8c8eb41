using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Platform.Gateway.Access;

/// <summary>Authenticates <c>Authorization: Bearer pk_…</c>.</summary>
public sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ApiKeys keys,
    FailedAttempts failures) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";

    /// <summary>The signed-in user behind a key.</summary>
    /// <param name="holder">Whose key.</param>
    /// <param name="scheme">The scheme that vouches for it.</param>
    public static ClaimsPrincipal PrincipalOf(KeyHolder holder, string scheme)
    {
        ArgumentNullException.ThrowIfNull(holder);
        return new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, holder.Id.ToString()), new(ClaimTypes.Name, holder.Name), new(ClaimTypes.Role, holder.Role)], scheme));
    }

    /// <inheritdoc />
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var key = header[Bearer.Length..].Trim();
        var holder = keys.Remembered(key);
        if (holder is null && failures.TooMany(Context))
        {
            return AuthenticateResult.Fail("Too many wrong keys.");
        }

        holder ??= await keys.FindAsync(key, Context.RequestAborted);
        if (holder is null)
        {
            failures.Count(Context);
            Logger.KeyRefused(Context.Connection.RemoteIpAddress);
            return AuthenticateResult.Fail("The key is not known or was revoked.");
        }

        return AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(holder, SchemeName), SchemeName));
    }

    /// <inheritdoc />
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Headers.ContainsKey(HeaderNames.Authorization) && failures.TooMany(Context))
        {
            Response.Headers.RetryAfter = "60";
            await Problems.WriteAsync(Context, StatusCodes.Status429TooManyRequests, "Too many wrong keys came from this address; try again in a minute.");
            return;
        }

        await Problems.AskForKeyAsync(Context);
    }
}
