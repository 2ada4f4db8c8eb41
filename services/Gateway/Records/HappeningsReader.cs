using Npgsql;

namespace Platform.Gateway.Records;

/// <summary>One event about a document, as its page tells it.</summary>
/// <param name="Type">Type of the event.</param>
/// <param name="Time">When it happened.</param>
/// <param name="ArrivalId">The arrival that it is about.</param>
/// <param name="Name">The arrival's label.</param>
/// <param name="Revision">The revision that it became; null where it did not.</param>
public sealed record Happening(string Type, DateTimeOffset Time, Guid ArrivalId, string Name, int? Revision);

/// <summary>Reads what the event log tells of one document.</summary>
public sealed class HappeningsReader(NpgsqlDataSource database)
{
    /// <summary>The newest first.</summary>
    public async Task<List<Happening>> OfAsync(Guid document, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT type, time, arrival_id, data->>'name', (data->>'revision')::int FROM library.events WHERE document_id = $1 ORDER BY epoch DESC, xid DESC, seq DESC LIMIT $2");
        command.Parameters.AddWithValue(document);
        command.Parameters.AddWithValue(limit);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var happenings = new List<Happening>();
        while (await row.ReadAsync(cancellation))
        {
            happenings.Add(new Happening(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetGuid(2), row.IsDBNull(3) ? "" : row.GetString(3), row.IsDBNull(4) ? null : row.GetInt32(4)));
        }

        return happenings;
    }
}
