using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Dashboard;

namespace Platform.Gateway.Access;

/// <summary>Sign-in to the dashboard by a one-time link or an API key, and sign-out.</summary>
public sealed class SignIn(SignInLinks links, ApiKeys keys, FailedAttempts failures, Audit audit, ILogger<SignIn> log)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/sign-in";

    /// <summary>Query parameter with the page to go to afterwards.</summary>
    public const string ReturnParameter = "return";

    /// <summary>Maps the page, its form and the sign-out button.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup(string.Empty).ExcludeFromDescription().AllowAnonymous();
        pages.MapGet(Path, (HttpContext context, SignIn signIn, string? token) => signIn.OpenAsync(context, token));
        var forms = pages.MapForms(context =>
            Page("This form did not come from a page of ours, or the page was too old; here is a new one.", context, StatusCodes.Status400BadRequest));
        forms.MapPost(Path, (HttpContext context, SignIn signIn) => signIn.WithKeyAsync(context));
        forms.MapPost("/sign-out", (HttpContext context, OpenIdConnectSettings provider) => ProviderSignIn.SignOutAsync(context, provider));
    }

    private static RazorComponentResult<SignInPage> Page(string? problem, HttpContext context, int status = StatusCodes.Status200OK) =>
        new(new { Problem = problem, Return = ReturnOf(context), Provider = context.RequestServices.GetRequiredService<OpenIdConnectSettings>() is { IsUsed: true } used ? used.Name : null })
        {
            StatusCode = status,
        };

    // Only a page of ours is returned to: anything else could be made to look like us.
    internal static string ReturnOf(HttpContext context) =>
        context.Request.Query[ReturnParameter].ToString() is { Length: > 0 } wanted && RedirectHttpResult.IsLocalUrl(wanted) ? wanted : "/";

    private async Task<IResult> OpenAsync(HttpContext context, string? token)
    {
        if (token is null)
        {
            return Page(problem: null, context);
        }

        if (failures.TooMany(context))
        {
            return TooMany(context);
        }

        return await links.RedeemAsync(token, context.RequestAborted)
            ? await InAsync(context, new KeyHolder(Guid.Empty, "administrator", Roles.Admin), "by link")
            : await RefusedAsync(context, "This link was used already or is older than an hour; deploy/up prints a new one.");
    }

    private async Task<IResult> WithKeyAsync(HttpContext context)
    {
        if (failures.TooMany(context))
        {
            return TooMany(context);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return await keys.FindAsync(form["key"].ToString().Trim(), context.RequestAborted) is { } holder
            ? await InAsync(context, holder, "with a key")
            : await RefusedAsync(context, "This key is not known or was revoked; the key file that deploy/up names holds a good one.");
    }

    private async Task<IResult> InAsync(HttpContext context, KeyHolder holder, string how)
    {
        const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        ClaimsPrincipal principal = ApiKeyHandler.PrincipalOf(holder, Scheme);
        await context.SignInAsync(Scheme, principal);
        await NoteAsync(context, holder, how);
        return Results.LocalRedirect(ReturnOf(context));
    }

    /// <summary>Notes a sign-in in audit and log.</summary>
    internal async Task NoteAsync(HttpContext context, KeyHolder holder, string how)
    {
        await audit.WriteAsync(context, holder.Name, holder.Role, holder.Id == Guid.Empty ? null : holder.Id, "sign in", how, good: true, result: null);
        log.SignedIn(holder.Name, context.Connection.RemoteIpAddress);
    }

    /// <summary>Refuses a sign-in with the page that says why.</summary>
    internal async Task RefuseAsync(HttpContext context, string why) => await (await RefusedAsync(context, why)).ExecuteAsync(context);

    private async Task<RazorComponentResult<SignInPage>> RefusedAsync(HttpContext context, string why)
    {
        failures.Count(context);
        await audit.WriteAsync(context, "nobody", role: null, key: null, "sign in", "", good: false, why);
        log.SignInRefused(context.Connection.RemoteIpAddress, why);
        return Page(why, context, StatusCodes.Status403Forbidden);
    }

    /// <summary>Says that too many wrong attempts came.</summary>
    internal static RazorComponentResult<SignInPage> TooMany(HttpContext context) =>
        Page("Too many wrong attempts came from this address; try again in a minute.", context, StatusCodes.Status429TooManyRequests);
}
