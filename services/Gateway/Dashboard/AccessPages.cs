using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Access;

namespace Platform.Gateway.Dashboard;

/// <summary>The pages for admins: the audit, and the keys.</summary>
internal static class AccessPages
{
    private const int Shown = 100;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapGet("/audit", AuditAsync).Needs(Roles.Admin);
        pages.MapGet("/keys", KeysAsync).Needs(Roles.Admin);
        forms.MapPost("/keys", IssueAsync).Acts("issue key", Roles.Admin);
        forms.MapPost("/keys/{id:guid}/revoke", async (Guid id, HttpContext context, ApiKeys keys, Said said, CancellationToken cancellation) => said.Redirect(
            context, "/keys", await KeyEndpoints.RevokeAsync(id, context, keys, cancellation), "The key is revoked. It stops within 5 seconds, and so do the sessions that began with it."))
            .Acts("revoke key", Roles.Admin);
    }

    private static async Task<RazorComponentResult<AuditPage>> AuditAsync(Audit audit, TimeProvider time, CancellationToken cancellation, long? before = null)
    {
        var page = await audit.ReadAsync(Shown + 1, before, action: null, who: null, cancellation);
        return new(new
        {
            Entries = page.Take(Shown).ToList(),
            Next = page.Count > Shown ? page[Shown - 1].Id : (long?)null,
            First = before is null,
            Now = time.GetUtcNow(),
        });
    }

    private static async Task<RazorComponentResult<KeysPage>> KeysAsync(ApiKeys keys, TimeProvider time, CancellationToken cancellation) =>
        new(new { Keys = await keys.ListAsync(cancellation), Now = time.GetUtcNow() });

    private static async Task<IResult> IssueAsync(HttpContext context, ApiKeys keys, Said said, CancellationToken cancellation)
    {
        var form = await context.Request.ReadFormAsync(cancellation);
        var result = await KeyEndpoints.IssueAsync(form["name"], form["role"], context, keys, cancellation);
        return result is JsonHttpResult<KeyAnswer> { Value: { Key: { } key } made }
            ? said.Redirect(context, "/keys", new Message($"This is the key of {made.Name}, with the role {made.Role}. It is not shown again.", Good: true, key))
            : said.Redirect(context, "/keys", result, done: "");
    }
}
