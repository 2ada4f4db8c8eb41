using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Hosting;

namespace Platform.Fetcher.Ledger;

/// <summary>Keeps dead letters, the newest <see cref="Most"/>.</summary>
internal sealed class DeadLetterLedger(IDbContextFactory<AcquisitionContext> contexts, TimeProvider clock)
{
    /// <summary>Most that are kept, returned ones among them; the oldest make way.</summary>
    public const int Most = 10_000;

    /// <summary>Headers that the broker adds at a death; what goes back begins anew.</summary>
    private static readonly string[] OfDeath = ["x-death", "x-first-death", "x-last-death", "x-delivery-count", "x-acquired-count"];

    public async Task KeepAsync(DeadLetterRow letter, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.DeadLetters.Add(letter);
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>Those that were not returned yet, the oldest first, or one; read one by one, since bodies may be large.</summary>
    public async IAsyncEnumerable<DeadMessage> WaitingAsync(Guid? id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var ids = await context.DeadLetters.Where(row => row.ReturnedAt == null && (id == null || row.Id == id)).OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellation);
        foreach (var one in ids)
        {
            if (await context.DeadLetters.AsNoTracking().SingleOrDefaultAsync(row => row.Id == one, cancellation) is { } letter)
            {
                var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(letter.Headers)!;
                yield return new DeadMessage(
                    letter.Id, letter.Queue, letter.MessageId, letter.ContentType,
                    headers.Where(header => !Array.Exists(OfDeath, prefix => header.Key.StartsWith(prefix, StringComparison.Ordinal))).ToDictionary(StringComparer.Ordinal), letter.Body);
            }
        }
    }

    public async Task ReturnedAsync(Guid id, string by, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        await context.DeadLetters.Where(row => row.Id == id).ExecuteUpdateAsync(row => row.SetProperty(letter => letter.ReturnedAt, now).SetProperty(letter => letter.ReturnedBy, by), cancellation);
    }
}
