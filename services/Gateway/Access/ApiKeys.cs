using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Platform.Gateway.Access;

/// <summary>Who a key belongs to.</summary>
/// <param name="Id">Key of the row.</param>
/// <param name="Name">Whom or what it was issued for.</param>
/// <param name="Role">What it may do.</param>
public sealed record KeyHolder(Guid Id, string Name, string Role);

/// <summary>Issues the keys of the API and tells good ones from bad ones.</summary>
public sealed class ApiKeys(IDbContextFactory<DeliveryContext> contexts, TimeProvider time) : IDisposable
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "pk_";

    /// <summary>How long a good key is believed without asking the database; a revoked one works that long at most.</summary>
    public static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _good = new(new MemoryCacheOptions { SizeLimit = 1000 });

    /// <summary>Makes a key and stores its hash.</summary>
    /// <param name="context">Where to; the schema must be up to date.</param>
    /// <param name="name">Whom or what it is for.</param>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Its row, and the key, which cannot be shown again.</returns>
    public static async Task<(ApiKey Row, string Key)> IssueAsync(DeliveryContext context, string name, string role, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var key = Secret.New(Prefix);
        var row = new ApiKey { Id = Guid.CreateVersion7(now), Name = name, Role = role, Hash = Secret.Hash(key), CreatedAt = now };
        context.ApiKeys.Add(row);
        await context.SaveChangesAsync(cancellation);
        return (row, key);
    }

    /// <summary>Makes a key and stores its hash.</summary>
    public async Task<(ApiKey Row, string Key)> IssueAsync(string name, string role, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await IssueAsync(context, name, role, time.GetUtcNow(), cancellation);
    }

    /// <summary>Revokes a key.</summary>
    /// <returns>Its name; null where there is no good key of that id.</returns>
    public async Task<string?> RevokeAsync(Guid id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var revoked = await context.ApiKeys.Where(row => row.Id == id && row.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now), cancellation);
        return revoked == 0 ? null : await context.ApiKeys.Where(row => row.Id == id).Select(row => row.Name).SingleAsync(cancellation);
    }

    /// <summary>The newest 1,000 keys.</summary>
    public async Task<List<ApiKey>> ListAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.ApiKeys.AsNoTracking().OrderByDescending(row => row.Id).Take(1000).ToListAsync(cancellation);
    }

    /// <summary>Whether a key is not revoked, as of the last <see cref="BelievedFor"/>.</summary>
    public async Task<bool> IsGoodAsync(Guid id, CancellationToken cancellation)
    {
        if (_good.TryGetValue(id, out _))
        {
            return true;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var good = await context.ApiKeys.AnyAsync(row => row.Id == id && row.RevokedAt == null, cancellation);
        if (good)
        {
            _good.Set(id, id, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = BelievedFor });
        }

        return good;
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
