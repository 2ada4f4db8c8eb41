using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Net.Http.Headers;
using Platform.Hosting;

namespace Platform.Gateway.Access;

/// <summary>Who may come in: an API key in the header, or the cookie of a sign-in. Nothing is anonymous but health, the sign-in page and its style sheet.</summary>
public static class AccessSetup
{
    private const string ByHeader = "KeyOrCookie";

    /// <summary>Registers authentication, through a provider too where one is set, authorization and the keys that protect the cookies.</summary>
    /// <exception cref="BadSettingException"><c>Gateway__KeyRing</c> is missing or cannot be made.</exception>
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ApiKeys>();
        builder.Services.AddSingleton<SignInLinks>();
        builder.Services.AddSingleton<FailedAttempts>();
        builder.Services.AddSingleton<SignIn>();
        builder.Services.AddSingleton<Audit>();
        builder.AddSettings<AuditSettings>(AuditSettings.Section, AuditSettings.Problem);
        builder.Services.AddHostedService<AuditRetention>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, GateAnswer>();
        // It warns that the key ring is not encrypted at rest; the folder is closed to others instead.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddDataProtection().SetApplicationName("platform-gateway").PersistKeysToFileSystem(KeyRing(builder.Configuration));
        builder.Services.AddAntiforgery(options => options.Cookie.Name = "platform_form");
        builder.Services.AddProblemDetails();
        builder.AddApiDescription();
        var authentication = builder.Services.AddAuthentication(ByHeader)
            .AddPolicyScheme(ByHeader, displayName: null, options => options.ForwardDefaultSelector = SchemeFor)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, configureOptions: null)
            .AddCookie(SetUp);
        ProviderSignIn.Add(builder, authentication);
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new Gate()).Build());
    }

    /// <summary>Headers, errors, static files, authentication and authorization, in the order they must have.</summary>
    public static void UseAccess(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers[HeaderNames.CacheControl] = "no-cache",
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>Maps signing in and out, the keys, the audit, and the description of the API.</summary>
    public static void MapAccess(this WebApplication app)
    {
        SignIn.Map(app);
        ProviderSignIn.Map(app);
        KeyEndpoints.Map(app);
        AuditEndpoint.Map(app);
        app.MapOpenApi();
    }

    private static string SchemeFor(HttpContext context) => context.Request.Headers.ContainsKey(HeaderNames.Authorization)
        ? ApiKeyHandler.SchemeName
        : CookieAuthenticationDefaults.AuthenticationScheme;

    private static void SetUp(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "platform_session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        // Lax, not Strict: a link to a page that a colleague sends must find the session. Nothing changes state on GET, and forms carry a token.
        options.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.LoginPath = SignIn.Path;
        options.ReturnUrlParameter = SignIn.ReturnParameter;
        options.Events.OnRedirectToLogin = redirect => Answer(redirect, Problems.AskForKeyAsync);
        options.Events.OnValidatePrincipal = EndWithKeyAsync;
    }

    /// <summary>A session ends with the key that it began with.</summary>
    private static async Task EndWithKeyAsync(CookieValidatePrincipalContext session)
    {
        var services = session.HttpContext.RequestServices;
        if (Guid.TryParse(session.Principal?.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var key) && key != Guid.Empty
            && !await services.GetRequiredService<ApiKeys>().IsGoodAsync(key, session.HttpContext.RequestAborted))
        {
            session.RejectPrincipal();
        }
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> redirect, Func<HttpContext, Task> api)
    {
        if (Problems.IsApi(redirect.HttpContext))
        {
            return api(redirect.HttpContext);
        }

        redirect.Response.Redirect(redirect.RedirectUri);
        return Task.CompletedTask;
    }

    private static DirectoryInfo KeyRing(IConfiguration configuration)
    {
        var folder = configuration.Required("Gateway:KeyRing");
        try
        {
            // For us alone: whoever reads the keys can make a session.
            return OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(folder)
                : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadSettingException($"Gateway__KeyRing must name a folder that the Gateway may write: {failure.Message}", failure);
        }
    }
}
