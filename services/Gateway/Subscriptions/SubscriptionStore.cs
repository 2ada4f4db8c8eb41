using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Platform.Gateway.Access;
using Platform.Gateway.Feed;

namespace Platform.Gateway.Subscriptions;

/// <summary>Changes subscriptions for their owners. Each change raises the version and rings, so that whoever delivers takes notice.</summary>
public sealed class SubscriptionStore(IDbContextFactory<DeliveryContext> contexts, SubscriptionBell bell, TimeProvider time)
{
    /// <summary>How long the key before a rotation goes on signing: 24 hours.</summary>
    public static readonly TimeSpan RotationOverlap = TimeSpan.FromHours(24);

    /// <summary>Adds one; false where there are <paramref name="max"/> already.</summary>
    public async Task<bool> AddAsync(Subscription subscription, int max, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Subscriptions.CountAsync(cancellation) >= max)
        {
            return false;
        }

        context.Add(subscription);
        await context.SaveChangesAsync(cancellation);
        bell.Ring();
        return true;
    }

    /// <summary>All, oldest first.</summary>
    public async Task<List<Subscription>> ListAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Subscriptions.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellation);
    }

    /// <summary>One; null where there is none of that id.</summary>
    public async Task<Subscription?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Subscriptions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation);
    }

    /// <summary>Holds it. One that is disabled stays so.</summary>
    public Task PauseAsync(Guid id, CancellationToken cancellation) => ChangeAsync(
        id,
        row => row.SetProperty(now => now.State, now => now.State == SubscriptionStates.Active ? SubscriptionStates.Paused : now.State)
            .SetProperty(now => now.StateReason, now => now.State == SubscriptionStates.Active ? "Paused over the API; resume it to go on where it stopped." : now.StateReason),
        cancellation);

    /// <summary>Lets it go on where it stopped, with all attempts before it again.</summary>
    public Task ResumeAsync(Guid id, CancellationToken cancellation) => ChangeAsync(
        id,
        row => row.SetProperty(now => now.State, SubscriptionStates.Active).SetProperty(now => now.StateReason, (string?)null)
            .SetProperty(now => now.Attempts, 0).SetProperty(now => now.NextAttemptAt, (DateTimeOffset?)null),
        cancellation);

    /// <summary>Signs with a new key from now on, and with the one before for <see cref="RotationOverlap"/>.</summary>
    public Task RotateAsync(Guid id, string secret, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + RotationOverlap;
        return ChangeAsync(
            id,
            row => row.SetProperty(now => now.PreviousSecret, now => now.Secret).SetProperty(now => now.PreviousSecretUntil, until).SetProperty(now => now.Secret, secret),
            cancellation);
    }

    /// <summary>Sets its place; with an end, it goes on at <paramref name="back"/> after it.</summary>
    public Task ReplayAsync(Guid id, Cursor from, Cursor? until, Cursor back, CancellationToken cancellation) => ChangeAsync(
        id,
        row => row.SetProperty(now => now.Epoch, from.Epoch).SetProperty(now => now.Xid, from.Xid).SetProperty(now => now.Seq, from.Seq)
            .SetProperty(now => now.ReplayUntil, until == null ? null : until.ToString()).SetProperty(now => now.ReplayReturn, until == null ? null : back.ToString())
            .SetProperty(now => now.Attempts, 0).SetProperty(now => now.NextAttemptAt, (DateTimeOffset?)null)
            .SetProperty(now => now.Replays, now => now.Replays + 1),
        cancellation);

    /// <summary>Removes it and its attempts; false where there is none of that id.</summary>
    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var removed = await context.Subscriptions.Where(row => row.Id == id).ExecuteDeleteAsync(cancellation);
        bell.Ring();
        return removed > 0;
    }

    /// <summary>Attempts of one subscription, newest first.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="before">Only those before this number of the log; null for the newest.</param>
    /// <param name="outcome">Only those that ended so; null for all.</param>
    /// <param name="limit">Most attempts.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<List<Attempt>> AttemptsAsync(Guid id, long? before, string? outcome, int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Attempts.AsNoTracking()
            .Where(row => row.SubscriptionId == id && (before == null || row.Id < before) && (outcome == null || row.Outcome == outcome))
            .OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellation);
    }

    private async Task ChangeAsync(Guid id, Action<UpdateSettersBuilder<Subscription>> change, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Subscriptions.Where(row => row.Id == id).ExecuteUpdateAsync(
            row =>
            {
                change(row);
                row.SetProperty(now => now.Version, now => now.Version + 1);
            },
            cancellation);
        bell.Ring();
    }
}

/// <summary>Rings within this process when a subscription was changed; other processes look once a second.</summary>
public sealed class SubscriptionBell
{
    private TaskCompletionSource _rung = New();

    /// <summary>The next ring. Take it before reading the subscriptions.</summary>
    public Task Next => Volatile.Read(ref _rung).Task;

    /// <summary>Rings.</summary>
    public void Ring() => Interlocked.Exchange(ref _rung, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
