using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Platform.Gateway.Access;

/// <summary>Who a key belongs to.</summary>
/// <param name="Id">Key of the row.</param>
/// <param name="Name">Whom or what it was issued for.</param>
/// <param name="Role">What it may do.</param>
public sealed record KeyHolder(Guid Id, string Name, string Role);

/// <summary>Issues the keys of the API and tells good ones from bad ones.</summary>
public sealed class ApiKeys(IDbContextFactory<DeliveryContext> contexts) : IDisposable
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "pk_";

    /// <summary>How long a good key is believed without asking the database; a revoked one works that long at most.</summary>
    public static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _good = new(new MemoryCacheOptions { SizeLimit = 1000 });

    /// <summary>Makes a key and stores its hash.</summary>
    /// <param name="context">Where to; the schema must be up to date.</param>
    /// <param name="name">Whom or what it is for.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The key, which cannot be shown again.</returns>
    public static async Task<string> IssueAsync(DeliveryContext context, string name, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var key = Secret.New(Prefix);
        context.ApiKeys.Add(new ApiKey { Id = Guid.CreateVersion7(now), Name = name, Role = Roles.Admin, Hash = Secret.Hash(key), CreatedAt = now });
        await context.SaveChangesAsync(cancellation);
        return key;
    }

    /// <summary>Whether the key was found good within <see cref="BelievedFor"/>; asks nobody.</summary>
    public KeyHolder? Remembered(string key) => _good.Get<KeyHolder>(CacheKey(Secret.Hash(key)));

    /// <summary>The holder of a key that was issued and not revoked, else null.</summary>
    public async Task<KeyHolder?> FindAsync(string key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var hash = Secret.Hash(key);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var holder = await context.ApiKeys.Where(row => row.Hash == hash && row.RevokedAt == null)
            .Select(row => new KeyHolder(row.Id, row.Name, row.Role)).SingleOrDefaultAsync(cancellation);
        if (holder is not null)
        {
            _good.Set(CacheKey(hash), holder, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = BelievedFor });
        }

        return holder;
    }

    /// <inheritdoc />
    public void Dispose() => _good.Dispose();

    private static string CacheKey(byte[] hash) => Convert.ToHexStringLower(hash);
}
