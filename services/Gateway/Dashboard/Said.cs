using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Platform.Gateway.Dashboard;

/// <summary>What a form is answered, carried over the redirect to the next page in an encrypted cookie, which that page takes away. So it is shown once.</summary>
public sealed class Said(IDataProtectionProvider protection)
{
    /// <summary>Header of a request that only freshens a page: it takes nothing away from the page that is to come.</summary>
    public const string FreshenHeader = "X-Freshen";

    private const string Cookie = "platform_said";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Platform.Gateway.Dashboard.Said").ToTimeLimitedDataProtector();

    /// <summary>Goes to a page of ours, which will say so.</summary>
    public IResult Redirect(HttpContext context, string address, Message message)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[typeof(Message)] = message;
        context.Response.Cookies.Append(Cookie, _protector.Protect(JsonSerializer.Serialize(message), Lifetime), Options(context));
        return TypedResults.LocalRedirect(address);
    }

    /// <summary>Goes to a page of ours, which will say what the API said, or that it was done.</summary>
    public IResult Redirect(HttpContext context, string address, IResult result, string done) => Redirect(
        context, address, result is ProblemHttpResult refused ? new Message(refused.ProblemDetails.Detail ?? "It was refused.", Good: false) : new Message(done, Good: true));

    /// <summary>What this request answered; null where it answered nothing.</summary>
    internal static Message? Of(HttpContext context) => context.Items[typeof(Message)] as Message;

    /// <summary>What the form before this page was answered; null where there was none.</summary>
    public Message? Take(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.Cookies[Cookie] is not { } kept || context.Request.Headers.ContainsKey(FreshenHeader))
        {
            return null;
        }

        context.Response.Cookies.Delete(Cookie, Options(context));
        try
        {
            return JsonSerializer.Deserialize<Message>(_protector.Unprotect(kept));
        }
        catch (Exception foreign) when (foreign is CryptographicException or JsonException)
        {
            return null; // too old, or not ours
        }
    }

    private static CookieOptions Options(HttpContext context) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", IsEssential = true };
}

/// <summary>The answer to a form.</summary>
/// <param name="Text">One sentence or two.</param>
/// <param name="Good">Whether what was asked for was done.</param>
/// <param name="Secret">A secret that is shown this once; null where there is none.</param>
public sealed record Message(string Text, bool Good, string? Secret = null);
