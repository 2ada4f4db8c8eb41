using Microsoft.EntityFrameworkCore;

namespace Platform.Gateway.Access;

/// <summary>One-time links to the dashboard.</summary>
public sealed class SignInLinks(IDbContextFactory<DeliveryContext> contexts, TimeProvider time)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan ValidFor = TimeSpan.FromHours(1);

    /// <summary>Makes a link and stores the hash of its token.</summary>
    /// <param name="context">Where to; the schema must be up to date.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The link below the Gateway's address: <c>/sign-in?token=…</c>.</returns>
    public static async Task<string> IssueAsync(DeliveryContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var token = Secret.New(string.Empty);
        context.SignInLinks.Add(new SignInLink { Hash = Secret.Hash(token), CreatedAt = now, ExpiresAt = now + ValidFor });
        await context.SaveChangesAsync(cancellation);
        return "/sign-in?token=" + token;
    }

    /// <summary>Uses a link up. Of several that try at once, one succeeds: the row is claimed in a single statement.</summary>
    /// <returns>Whether the link was good.</returns>
    public async Task<bool> RedeemAsync(string token, CancellationToken cancellation)
    {
        var hash = Secret.Hash(token);
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.SignInLinks.Where(row => row.Hash == hash && row.UsedAt == null && row.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellation) == 1;
    }
}
