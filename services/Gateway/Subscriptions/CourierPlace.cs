using Npgsql;
using NpgsqlTypes;

namespace Platform.Gateway.Subscriptions;

/// <summary>Writes down how far a subscription has come, and its attempts, in one statement.</summary>
public sealed class CourierPlace(NpgsqlDataSource database)
{
    // A replay sets the place anew: who began to deliver before it writes its attempts, but moves the place no more.
    private const string Sql = """
        WITH moved AS (
            UPDATE delivery.subscriptions SET epoch = $3, xid = $4, seq = $5, attempts = $6, next_attempt_at = $7, replay_until = $8, replay_return = $9,
                state = CASE WHEN $10::text IS NULL OR state <> 'active' THEN state ELSE 'disabled' END,
                state_reason = CASE WHEN $10::text IS NULL OR state <> 'active' THEN state_reason ELSE $10 END
            WHERE id = $1 AND replays = $2 RETURNING id),
        logged AS (
            INSERT INTO delivery.attempts (subscription_id, event_id, event_type, cursor, number, at, milliseconds, status, outcome, why, next_attempt_at)
            SELECT mine.id, new.event_id, new.event_type, new.cursor, new.number, new.at, new.milliseconds, new.status, new.outcome, new.why, new.next_attempt_at
            FROM delivery.subscriptions mine, unnest($11::uuid[], $12::text[], $13::text[], $14::int[], $15::timestamptz[], $16::int[], $17::int[], $18::text[], $19::text[], $20::timestamptz[])
                WITH ORDINALITY AS new (event_id, event_type, cursor, number, at, milliseconds, status, outcome, why, next_attempt_at, place)
            WHERE mine.id = $1 ORDER BY new.place)
        SELECT EXISTS (SELECT FROM moved)
        """;

    /// <summary>Writes both.</summary>
    /// <returns>Whether the place was still this delivery's to move.</returns>
    public async Task<bool> WriteAsync(Subscription subscription, Progress progress, IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(progress);
        await using var command = database.CreateCommand(Sql);
        Add(subscription.Id, NpgsqlDbType.Uuid);
        Add(subscription.Replays, NpgsqlDbType.Integer);
        Add(progress.Place.Epoch, NpgsqlDbType.Integer);
        Add(progress.Place.Xid, NpgsqlDbType.Xid8);
        Add(progress.Place.Seq, NpgsqlDbType.Bigint);
        Add(progress.Attempts, NpgsqlDbType.Integer);
        Add(progress.NextAttemptAt?.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(progress.Until?.ToString(), NpgsqlDbType.Text);
        Add(progress.Until is null ? null : progress.Return.ToString(), NpgsqlDbType.Text);
        Add(progress.Disabled, NpgsqlDbType.Text);
        AddColumn(attempt => attempt.EventId, NpgsqlDbType.Uuid);
        AddColumn(attempt => attempt.EventType, NpgsqlDbType.Text);
        AddColumn(attempt => attempt.Cursor, NpgsqlDbType.Text);
        AddColumn(attempt => attempt.Number, NpgsqlDbType.Integer);
        AddColumn(attempt => attempt.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        AddColumn(attempt => attempt.Milliseconds, NpgsqlDbType.Integer);
        AddColumn(attempt => attempt.Status, NpgsqlDbType.Integer);
        AddColumn(attempt => attempt.Outcome, NpgsqlDbType.Text);
        AddColumn(attempt => attempt.Why, NpgsqlDbType.Text);
        AddColumn(attempt => attempt.NextAttemptAt?.UtcDateTime, NpgsqlDbType.TimestampTz);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;

        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        void AddColumn<T>(Func<Attempt, T> value, NpgsqlDbType type) => Add(attempts.Select(value).ToArray(), NpgsqlDbType.Array | type);
    }
}
