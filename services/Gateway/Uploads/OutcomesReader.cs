using Npgsql;
using Platform.Contracts;
using Platform.Gateway.Feed;

namespace Platform.Gateway.Uploads;

/// <summary>How an arrival ended.</summary>
/// <param name="Outcome">One of <see cref="Outcomes"/>.</param>
/// <param name="DocumentId">The document that holds its content.</param>
/// <param name="Reason">Why it did not become one.</param>
public sealed record End(string Outcome, Guid? DocumentId, Reason? Reason);

/// <summary>Waits for outcomes: the event log's doorbell says when to look again.</summary>
public sealed class OutcomesReader(NpgsqlDataSource database, Doorbell doorbell, TimeProvider clock)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>The outcomes of these arrivals once all have theirs, or of as many as have it when the time is over.</summary>
    public async Task<Dictionary<Guid, End>> WaitAsync(Guid[] arrivals, TimeSpan patience, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        var begun = clock.GetTimestamp();
        while (true)
        {
            var ring = doorbell.Next;
            var ends = await ReadAsync(arrivals, cancellation);
            var left = patience - clock.GetElapsedTime(begun);
            if (ends.Count == arrivals.Length || left <= TimeSpan.Zero)
            {
                return ends;
            }

            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(ring, Task.Delay(left < Poll ? left : Poll, clock, over.Token));
            await over.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<Dictionary<Guid, End>> ReadAsync(Guid[] arrivals, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT arrival_id, outcome, document_id, reason_code, reason, reason_stage FROM library.outcomes WHERE arrival_id = ANY ($1)");
        command.Parameters.AddWithValue(arrivals);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var ends = new Dictionary<Guid, End>();
        while (await row.ReadAsync(cancellation))
        {
            ends[row.GetGuid(0)] = new End(
                row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2),
                row.IsDBNull(3) ? null : new Reason { Code = row.GetString(3), Message = row.GetString(4), Stage = row.GetString(5) });
        }

        return ends;
    }
}
