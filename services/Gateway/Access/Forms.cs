using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Gateway.Access;

/// <summary>Forms of our pages: small, and refused where they do not carry the token of a page of ours.</summary>
internal static class Forms
{
    /// <summary>What is told to a form without a good token.</summary>
    public const string Forged = "This form did not come from a page of ours, or the page was too old; nothing was changed. Open the page again and send the form from there.";

    private const int Limit = 16 * 1024;

    /// <summary>A group for the addresses that forms are posted to.</summary>
    /// <param name="app">Where they are mapped.</param>
    /// <param name="whenForged">The answer to a form without a good token.</param>
    public static RouteGroupBuilder MapForms(this IEndpointRouteBuilder app, Func<HttpContext, IResult> whenForged) =>
        app.MapGroup(string.Empty).WithMetadata(new SizeLimit()).AddEndpointFilter(async (call, next) =>
            await call.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(call.HttpContext)
                ? await next(call) : whenForged(call.HttpContext));

    private sealed class SizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => Limit;
    }
}
