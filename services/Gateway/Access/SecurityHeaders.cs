using Microsoft.Net.Http.Headers;

namespace Platform.Gateway.Access;

/// <summary>What browsers are told to refuse. Set before anything else runs, so that errors carry it too; an endpoint may set its own instead.</summary>
public static class SecurityHeaders
{
    private const string Pages =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    // Documents come from strangers: whatever the API answers is data and runs nothing, also when it is opened in a tab.
    private const string Data = "default-src 'none'; sandbox; frame-ancestors 'none'";

    /// <summary>Adds the headers to every answer.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Signing out leads on from our form to the provider.
        var provider = app.ApplicationServices.GetRequiredService<OpenIdConnectSettings>();
        Use(app, provider.IsUsed ? Pages.Replace("form-action 'self'", "form-action 'self' " + new Uri(provider.Authority).GetLeftPart(UriPartial.Authority), StringComparison.Ordinal) : Pages);
    }

    private static void Use(IApplicationBuilder app, string pages) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        context.Response.OnStarting(() =>
        {
            headers.TryAdd(HeaderNames.ContentSecurityPolicy, Problems.IsApi(context) ? Data : pages);
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            headers.TryAdd(HeaderNames.CacheControl, "no-store");
            return Task.CompletedTask;
        });
        return next(context);
    });
}
