namespace Platform.Gateway.Status;

/// <summary>How far a reader of the event log is behind its end.</summary>
internal static class Backlog
{
    /// <summary>
    /// Rows (<c>behind</c>, <c>oldest</c>) for a row <c>checkpoint</c> with the columns of a place: events not dealt with, counted up to <c>@limit</c>, and when the
    /// first of them happened.
    /// </summary>
    public const string Sql = """
        SELECT count(*) AS behind, min(time) AS oldest FROM (
            SELECT event.time FROM library.events event
            WHERE (event.epoch, event.xid, event.seq) > (checkpoint.epoch, checkpoint.xid, checkpoint.seq)
            ORDER BY event.epoch, event.xid, event.seq LIMIT @limit) missed
        """;
}
