using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Platform.Hosting;

namespace Platform.Gateway.Access;

/// <summary>Sign-in through an OpenID Connect provider: authorization code with PKCE; what comes of it is the same session as that of a key. The provider's tokens are not kept.</summary>
internal static class ProviderSignIn
{
    /// <summary>Where the button leads.</summary>
    public const string Path = "/sign-in/provider";

    private const string Scheme = OpenIdConnectDefaults.AuthenticationScheme;

    /// <summary>How long a session lasts before the provider is asked again: roles change there.</summary>
    private static readonly TimeSpan Session = TimeSpan.FromHours(12);

    /// <summary>Adds it where a provider is set.</summary>
    /// <exception cref="BadSettingException">A setting is missing or bad.</exception>
    public static void Add(WebApplicationBuilder builder, AuthenticationBuilder authentication)
    {
        var settings = builder.AddSettings<OpenIdConnectSettings>(OpenIdConnectSettings.Section, OpenIdConnectSettings.Problem);
        if (settings.IsUsed)
        {
            authentication.AddOpenIdConnect(Scheme, options => SetUp(options, settings));
        }
    }

    /// <summary>Maps the address that leads to the provider.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet(Path, (HttpContext context, OpenIdConnectSettings settings, FailedAttempts failures) =>
        !settings.IsUsed ? Results.NotFound()
        : failures.TooMany(context) ? SignIn.TooMany(context)
        : Results.Challenge(new AuthenticationProperties { RedirectUri = SignIn.ReturnOf(context) }, [Scheme])).ExcludeFromDescription().AllowAnonymous();

    /// <summary>Ends a session: ours, and where the provider made it and knows how, the provider's.</summary>
    public static async Task<IResult> SignOutAsync(HttpContext context, OpenIdConnectSettings settings)
    {
        var byProvider = context.User.FindFirst(ClaimTypes.AuthenticationMethod)?.Value == Scheme && settings.IsUsed;
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return byProvider ? Results.SignOut(new AuthenticationProperties { RedirectUri = SignIn.Path }, [Scheme]) : Results.LocalRedirect(SignIn.Path);
    }

    private static void SetUp(OpenIdConnectOptions options, OpenIdConnectSettings settings)
    {
        (options.Authority, options.ClientId, options.ClientSecret) = (settings.Authority, settings.ClientId, settings.Secret());
        options.RequireHttpsMetadata = settings.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        // The answer comes as a plain navigation, so that cookies may be Lax.
        (options.ResponseType, options.ResponseMode, options.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
        (options.CallbackPath, options.SignedOutCallbackPath, options.RemoteSignOutPath) = ("/sign-in/answer", "/sign-out/answer", "/sign-out/remote");
        (options.SaveTokens, options.MapInboundClaims, options.GetClaimsFromUserInfoEndpoint) = (false, false, true);
        options.Scope.Clear();
        settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList().ForEach(options.Scope.Add);
        options.ClaimActions.MapAll();
        options.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(1);
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        }

        options.Events.OnTicketReceived = received => InAsync(received, settings);
        options.Events.OnRemoteFailure = async failure =>
        {
            failure.HandleResponse();
            await failure.HttpContext.RequestServices.GetRequiredService<SignIn>().RefuseAsync(failure.HttpContext, Sentence(failure.Failure));
        };
        options.Events.OnRedirectToIdentityProviderForSignOut = redirect =>
        {
            redirect.ProtocolMessage.ClientId = settings.ClientId; // no token is kept that could say who we are
            redirect.ProtocolMessage.PostLogoutRedirectUri = AsSeen(redirect.ProtocolMessage.PostLogoutRedirectUri);
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToIdentityProvider = redirect =>
        {
            redirect.ProtocolMessage.RedirectUri = AsSeen(redirect.ProtocolMessage.RedirectUri);
            return Task.CompletedTask;
        };

        string AsSeen(string address) => settings.PublicUrl.Length == 0 ? address : settings.PublicUrl.TrimEnd('/') + new Uri(address).AbsolutePath;
    }

    /// <summary>Of all that the provider tells, the name and the role are kept.</summary>
    private static async Task InAsync(TicketReceivedContext received, OpenIdConnectSettings settings)
    {
        var told = received.Principal!;
        var name = told.FindFirst("name")?.Value ?? told.FindFirst("preferred_username")?.Value ?? told.FindFirst("email")?.Value ?? told.FindFirst("sub")!.Value;
        var signIn = received.HttpContext.RequestServices.GetRequiredService<SignIn>();
        if (settings.RoleOf(told.FindAll(settings.RoleClaim).Select(claim => claim.Value)) is not { } role)
        {
            received.HandleResponse();
            await signIn.RefuseAsync(received.HttpContext, $"{name} is known to the identity provider but has no role here; ask an admin for one.");
            return;
        }

        var holder = new KeyHolder(Guid.Empty, name, role);
        var principal = ApiKeyHandler.PrincipalOf(holder, CookieAuthenticationDefaults.AuthenticationScheme);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(ClaimTypes.AuthenticationMethod, Scheme));
        received.Principal = principal;
        received.Properties = new AuthenticationProperties
        {
            RedirectUri = received.ReturnUri,
            AllowRefresh = false,
            ExpiresUtc = received.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() + Session,
        };
        await signIn.NoteAsync(received.HttpContext, holder, "by identity provider");
    }

    private static string Sentence(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SecurityTokenExpiredException or SecurityTokenNotYetValidException:
                    return "The identity provider's token is not valid at this time; sign in again, and compare the clocks of both servers where this comes again.";
                case SecurityTokenInvalidAudienceException:
                    return "The identity provider's token is for another client; see whether Gateway__OpenIdConnect__ClientId is the one that is registered there.";
                case SecurityTokenInvalidIssuerException:
                    return "The token was issued by somebody else than the identity provider that is set; see Gateway__OpenIdConnect__Authority.";
                case OpenIdConnectProtocolInvalidNonceException:
                    return "The answer of the identity provider belongs to another sign-in; sign in again.";
                case SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException:
                    return "The token is not signed by the identity provider; it was refused.";
                case HttpRequestException or TaskCanceledException or InvalidOperationException { InnerException: IOException }:
                    return "The identity provider does not answer; try again in a moment, or sign in with a key.";
                case AuthenticationFailureException { Message: "Correlation failed." }:
                    return "This sign-in was not begun in this browser, or longer than 15 minutes ago; sign in again.";
                default:
                    break;
            }
        }

        return failure is OpenIdConnectProtocolException or AuthenticationFailureException
            ? "The identity provider refused the sign-in, or answered what was not asked; its log and the Gateway's say why." : "The sign-in through the identity provider failed; the Gateway's log says why.";
    }
}
