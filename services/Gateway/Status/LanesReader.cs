using Npgsql;
using Platform.Contracts;

namespace Platform.Gateway.Status;

/// <summary>Reads what is under way in each lane. Its cost is that of what is open, which is little.</summary>
public sealed class LanesReader(NpgsqlDataSource database)
{
    /// <summary>Both lanes, by name.</summary>
    public async Task<IReadOnlyDictionary<string, LaneState>> ReadAsync(CancellationToken cancellation)
    {
        var lanes = new SortedDictionary<string, LaneState>(StringComparer.Ordinal) { [Lanes.Prompt] = new(0, 0, null), [Lanes.Bulk] = new(0, 0, null) };
        await using var command = database.CreateCommand(
            """
            SELECT lane, count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'in_flight'), min(observed_at)
            FROM acquisition.arrivals WHERE state IN ('waiting', 'in_flight') GROUP BY lane
            """);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            lanes[row.GetString(0)] = new LaneState(row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3));
        }

        return lanes;
    }
}

/// <summary>What is under way in a lane.</summary>
/// <param name="Waiting">Arrivals whose file is to be read.</param>
/// <param name="InFlight">Arrivals on their way to an outcome.</param>
/// <param name="Oldest">When the first of them was observed; null where there is none.</param>
public sealed record LaneState(long Waiting, long InFlight, DateTimeOffset? Oldest);
