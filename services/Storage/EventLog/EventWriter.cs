using Npgsql;

namespace Platform.Storage.EventLog;

/// <summary>Appends to the event log, within the transaction that makes the events true.</summary>
internal static class EventWriter
{
    /// <summary>The statement for the events, 1 or more, in their order, with the epoch, the transaction and the sequence that the database gives.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyList<EventRow> rows)
    {
        var command = new NpgsqlBatchCommand("""
            INSERT INTO library.events (epoch, id, type, time, source, arrival_id, document_id, traceparent, data)
            SELECT (SELECT max(epoch) FROM library.feed), id, type, $1, source, arrival_id, document_id, traceparent, data::jsonb
            FROM unnest($2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY AS new (id, type, source, arrival_id, document_id, traceparent, data, place)
            ORDER BY place
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = rows[0].Time });
        Column(row => row.Id);
        Column(row => row.Type);
        Column(row => row.Source);
        Column(row => row.ArrivalId);
        Column(row => row.DocumentId);
        Column(row => row.Traceparent);
        Column(row => row.Data);
        return command;

        void Column<T>(Func<EventRow, T> value) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(value)] });
    }
}
