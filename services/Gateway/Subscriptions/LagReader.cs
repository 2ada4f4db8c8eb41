using Npgsql;
using NpgsqlTypes;
using Platform.Gateway.Status;

namespace Platform.Gateway.Subscriptions;

/// <summary>Reads how far subscriptions are behind, and how their last attempts ended.</summary>
public sealed class LagReader(NpgsqlDataSource database)
{
    /// <summary>Most events counted for one subscription.</summary>
    public const int CountLimit = 1000;

    private const string Sql = $"""
        SELECT checkpoint.id, backlog.behind, backlog.oldest, last.at, last.status, last.outcome
        FROM delivery.subscriptions checkpoint
        CROSS JOIN LATERAL ({Backlog.Sql}) backlog
        LEFT JOIN LATERAL (SELECT at, status, outcome FROM delivery.attempts WHERE subscription_id = checkpoint.id ORDER BY id DESC LIMIT 1) last ON true
        WHERE @id IS NULL OR checkpoint.id = @id
        """;

    /// <summary>The lag of each subscription, or of the one of that id.</summary>
    public async Task<Dictionary<Guid, Lag>> ReadAsync(Guid? id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("limit", CountLimit);
        command.Parameters.Add(new NpgsqlParameter("id", NpgsqlDbType.Uuid) { Value = (object?)id ?? DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var lags = new Dictionary<Guid, Lag>();
        while (await row.ReadAsync(cancellation))
        {
            lags[row.GetGuid(0)] = new Lag(
                row.GetInt64(1), Time(row, 2), Time(row, 3), row.IsDBNull(4) ? null : row.GetInt32(4), row.IsDBNull(5) ? null : row.GetString(5));
        }

        return lags;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>How a subscription stands beside the end of the event log.</summary>
/// <param name="Behind">Events behind its place, counted up to <see cref="LagReader.CountLimit"/>; its filter may leave some of them out.</param>
/// <param name="Oldest">When the first of those happened; null where there are none.</param>
/// <param name="AttemptAt">When the last attempt began; null where there was none, or none that is still kept.</param>
/// <param name="Status">Its HTTP status; null where no answer came.</param>
/// <param name="Outcome">One of <see cref="AttemptOutcomes"/>.</param>
public sealed record Lag(long Behind, DateTimeOffset? Oldest, DateTimeOffset? AttemptAt, int? Status, string? Outcome)
{
    /// <summary>Of a subscription that was made a moment ago.</summary>
    public static Lag None { get; } = new(0, null, null, null, null);
}
