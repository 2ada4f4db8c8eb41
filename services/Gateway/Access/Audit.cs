using System.Security.Claims;
using Microsoft.EntityFrameworkCore;

namespace Platform.Gateway.Access;

/// <summary>The record of what operators did: <c>delivery.audit</c>, which only grows.</summary>
public sealed class Audit(IDbContextFactory<DeliveryContext> contexts, TimeProvider time, ILogger<Audit> log)
{
    private const int MostCharacters = 1000;

    /// <summary>Writes what the caller of a request did, or was refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="action">What was done.</param>
    /// <param name="target">To what; empty where that says nothing.</param>
    /// <param name="good">Whether it was done.</param>
    /// <param name="result">A sentence about how it ended; null where there is nothing to say.</param>
    public Task WriteAsync(HttpContext context, string action, string target, bool good, string? result)
    {
        ArgumentNullException.ThrowIfNull(context);
        return WriteAsync(context, context.User.Identity?.Name ?? "nobody", Roles.RoleOf(context.User), KeyOf(context.User), action, target, good, result);
    }

    /// <summary>Writes what someone did who is not the request's user yet.</summary>
    public async Task WriteAsync(HttpContext context, string who, string? role, Guid? key, string action, string target, bool good, string? result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(target);
        try
        {
            // What was done is noted also where its caller has gone meanwhile.
            await using var database = await contexts.CreateDbContextAsync(CancellationToken.None);
            database.Audit.Add(new AuditRow
            {
                At = time.GetUtcNow(),
                Who = who,
                Role = role,
                KeyId = key,
                Address = context.Connection.RemoteIpAddress?.ToString(),
                Action = action,
                Target = Cut(target),
                Good = good,
                Result = result is null ? null : Cut(result),
            });
            await database.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception away) when (away is DbUpdateException or Npgsql.NpgsqlException)
        {
            log.NotAudited(who, action, target, good, away.GetBaseException().Message);
        }
    }

    /// <summary>Entries, newest first.</summary>
    /// <param name="limit">Most entries.</param>
    /// <param name="before">Only those older than this one; null from the newest on.</param>
    /// <param name="action">Only this action; null for all.</param>
    /// <param name="who">Only what this one did; null for all.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<List<AuditRow>> ReadAsync(int limit, long? before, string? action, string? who, CancellationToken cancellation)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellation);
        return await database.Audit.AsNoTracking()
            .Where(row => (before == null || row.Id < before) && (action == null || row.Action == action) && (who == null || row.Who == who))
            .OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellation);
    }

    private static Guid? KeyOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var id) && id != Guid.Empty ? id : null;

    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
}
