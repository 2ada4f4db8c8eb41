using Npgsql;
using Platform.Hosting;
using Platform.Storage.Relations;

namespace Platform.Storage.Search;

/// <summary>
/// Brings records into the search index and links them to those that are nearly the same, behind the transaction that stored them: cutting a text into words costs more than storing it. What
/// waits stands in <c>library.unindexed</c>, so nothing is missed, and the Gateway says how much that is. When it works: <see cref="Lull"/>.
/// </summary>
public sealed class Indexer(NpgsqlDataSource database, TimeProvider time, Migration<LibraryContext> migration, ILogger<Indexer> log) : BackgroundService
{
    /// <summary>Most documents of one transaction, which holds up the event log while it lasts: about a tenth of a second.</summary>
    private const int BatchSize = 100;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private readonly Lull _lull = new(time);

    /// <summary>Says that records were stored; returns at once.</summary>
    public void Wake() => _lull.Stored();

    /// <inheritdoc />
    public override void Dispose()
    {
        _lull.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        var tidy = true;
        var most = BatchSize;
        string? culprit = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (culprit is not null)
                {
                    await LeaveOutAsync(culprit, stoppingToken);
                    culprit = null;
                }

                var began = time.GetTimestamp();
                if (await IndexAsync(most, stoppingToken) > 0)
                {
                    most = Math.Min(BatchSize, most * 2);
                    tidy = false;
                    await _lull.RestAsync(time.GetElapsedTime(began), stoppingToken);
                    continue;
                }

                if (!tidy)
                {
                    // What the index has put aside to sort in later is read by every search from end to end.
                    await using var merge = database.CreateCommand("SELECT gin_clean_pending_list('library.search_words')");
                    await merge.ExecuteNonQueryAsync(stoppingToken);
                    tidy = true;
                }
            }
            catch (PostgresException refusal) when (refusal.SqlState[..2] is "22" or "54")
            {
                // A record of which no words can be made must not keep the others out: each is tried alone, and the culprit is left out.
                culprit = most == 1 ? refusal.MessageText : null;
                most = 1;
                continue;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.CannotIndex(failure.Message);
            }

            await _lull.WaitAsync(Poll, stoppingToken);
        }
    }

    private async Task LeaveOutAsync(string why, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(IndexStatements.LeaveOut);
        if (await command.ExecuteScalarAsync(cancellation) is Guid document)
        {
            log.LeftOut(document, why);
        }
    }

    /// <summary>Indexes the oldest of those that wait, in one transaction.</summary>
    /// <returns>How many; 0 where none waits or another Storage is at it.</returns>
    private async Task<int> IndexAsync(int most, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var take = new NpgsqlCommand(IndexStatements.Take, connection, transaction);
        take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        var taken = new List<Guid>();
        await using (var row = await take.ExecuteReaderAsync(cancellation))
        {
            while (await row.ReadAsync(cancellation))
            {
                taken.Add(row.GetGuid(0));
            }
        }

        if (taken.Count == 0)
        {
            return 0;
        }

        foreach (var step in IndexStatements.Steps)
        {
            await using var command = new NpgsqlCommand(step, connection, transaction);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. taken] });
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await Relating.RelateAsync(connection, [.. taken], cancellation);
        await transaction.CommitAsync(cancellation);
        return taken.Count;
    }
}
