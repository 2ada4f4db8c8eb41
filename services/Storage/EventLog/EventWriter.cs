using Microsoft.EntityFrameworkCore;

namespace Platform.Storage.EventLog;

/// <summary>Appends to the event log, within the transaction that makes the events true.</summary>
public static class EventWriter
{
    /// <summary>Appends the events in their order, with the epoch, the transaction and the sequence that the database gives.</summary>
    public static Task InsertAsync(LibraryContext context, IReadOnlyList<EventRow> rows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var ids = Column(row => row.Id);
        var types = Column(row => row.Type);
        var sources = Column(row => row.Source);
        var arrivals = Column(row => row.ArrivalId);
        var documents = Column(row => row.DocumentId);
        var traces = Column(row => row.Traceparent);
        var data = Column(row => row.Data);
        var time = rows[0].Time;
        return context.Database.ExecuteSqlAsync($"""
            INSERT INTO library.events (epoch, id, type, time, source, arrival_id, document_id, traceparent, data)
            SELECT (SELECT max(epoch) FROM library.feed), id, type, {time}, source, arrival_id, document_id, traceparent, data::jsonb
            FROM unnest({ids}, {types}, {sources}, {arrivals}, {documents}, {traces}, {data})
                WITH ORDINALITY AS new (id, type, source, arrival_id, document_id, traceparent, data, place)
            ORDER BY place
            """, cancellation);

        T[] Column<T>(Func<EventRow, T> value) => [.. rows.Select(value)];
    }
}
