using Npgsql;

namespace Platform.Gateway.Status;

/// <summary>
/// The books: how many items stand in each state, read in one statement, so that the states always add up to what was observed. The ledger counts as it changes, so that
/// this costs the same however much was observed; what it keeps no more is counted with the rest.
/// </summary>
public sealed class Books(NpgsqlDataSource database)
{
    /// <summary>The books at this moment.</summary>
    public async Task<BooksState> ReadAsync(CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("SELECT state, sum(count)::bigint FROM acquisition.counts GROUP BY state");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            counts[row.GetString(0)] = row.GetInt64(1);
        }

        return new BooksState(
            counts.Values.Sum(), Of("waiting"), Of("in_flight"), Of("stored"), Of("duplicate"), Of("rejected"), Of("failed"));

        long Of(string state) => counts.GetValueOrDefault(state);
    }
}

/// <summary>Law 1 in figures: <paramref name="Observed"/> is the sum of the others.</summary>
public sealed record BooksState(long Observed, long Waiting, long InFlight, long Stored, long Duplicate, long Rejected, long Failed);
