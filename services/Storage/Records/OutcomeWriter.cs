using Npgsql;

namespace Platform.Storage.Records;

/// <summary>Writes outcomes, many in one statement.</summary>
internal static class OutcomeWriter
{
    /// <summary>The statement for the outcomes, 1 or more. It writes fewer rows where another writer ended one of the arrivals meanwhile.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyList<OutcomeRow> rows)
    {
        var command = new NpgsqlBatchCommand("""
            INSERT INTO library.outcomes AS old (settled_at, arrival_id, attempt, outcome, document_id, source, name, size, content_hash, reason_code, reason, reason_stage, observed_at,
                parsed_at, parse_ms, parsed_by, stored_by)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (arrival_id) DO UPDATE SET attempt = excluded.attempt, outcome = excluded.outcome, document_id = excluded.document_id, size = excluded.size,
                content_hash = excluded.content_hash, reason_code = excluded.reason_code, reason = excluded.reason, reason_stage = excluded.reason_stage,
                parsed_at = excluded.parsed_at, parse_ms = excluded.parse_ms, parsed_by = excluded.parsed_by, stored_by = excluded.stored_by, settled_at = excluded.settled_at
            WHERE old.attempt < excluded.attempt AND old.outcome IN ('rejected', 'failed')
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = rows[0].SettledAt });
        Column(row => row.ArrivalId);
        Column(row => row.Attempt);
        Column(row => row.Outcome);
        Column(row => row.DocumentId);
        Column(row => row.Source);
        Column(row => row.Name);
        Column(row => row.Size);
        Column(row => row.ContentHash);
        Column(row => row.ReasonCode);
        Column(row => row.Reason);
        Column(row => row.ReasonStage);
        Column(row => row.ObservedAt);
        Column(row => row.ParsedAt);
        Column(row => row.ParseMs);
        Column(row => row.ParsedBy);
        Column(row => row.StoredBy);
        return command;

        void Column<T>(Func<OutcomeRow, T> value) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(value)] });
    }
}
