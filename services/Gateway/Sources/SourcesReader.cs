using Npgsql;

namespace Platform.Gateway.Sources;

/// <summary>Reads how the sources stand, as the Fetcher notes it, with the books of each.</summary>
public sealed class SourcesReader(NpgsqlDataSource database)
{
    /// <summary>After this long without a word of the Fetcher, a source counts as not looked at.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    // One statement, so that the states of a source add up to what it observed.
    private const string Sql = """
        SELECT s.name, s.kind, s.mode, s.paused, s.problem, s.tags, s.language, s.ready, s.scanned_at, s.scan_ms, s.noted_at < now() - @silence, s.files, s.gone,
            coalesce(sum(c.count), 0)::bigint, coalesce(sum(c.count) FILTER (WHERE c.state = 'waiting'), 0)::bigint, coalesce(sum(c.count) FILTER (WHERE c.state = 'in_flight'), 0)::bigint,
            coalesce(sum(c.count) FILTER (WHERE c.state = 'stored'), 0)::bigint, coalesce(sum(c.count) FILTER (WHERE c.state = 'duplicate'), 0)::bigint,
            coalesce(sum(c.count) FILTER (WHERE c.state = 'rejected'), 0)::bigint, coalesce(sum(c.count) FILTER (WHERE c.state = 'failed'), 0)::bigint
        FROM acquisition.sources s
        LEFT JOIN acquisition.counts c ON c.source = s.name
        WHERE @name IS NULL OR s.name = @name
        GROUP BY s.name ORDER BY s.name
        """;

    /// <summary>All sources by name, or the one of that name.</summary>
    public async Task<List<SourceState>> ReadAsync(string? name, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("silence", Silence);
        command.Parameters.Add(new NpgsqlParameter("name", NpgsqlTypes.NpgsqlDbType.Text) { Value = (object?)name ?? DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var sources = new List<SourceState>();
        while (await row.ReadAsync(cancellation))
        {
            var problem = row.IsDBNull(4) ? null : row.GetString(4);
            var silent = row.GetBoolean(10) ? "The Fetcher has not looked at this source for 30 seconds; see whether it runs." : null;
            sources.Add(new SourceState(
                row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetBoolean(3) ? "paused" : "running",
                problem is null && silent is null, problem ?? silent, row.GetFieldValue<string[]>(5), row.IsDBNull(6) ? null : row.GetString(6), row.GetInt32(7),
                row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8), row.IsDBNull(9) ? null : row.GetDouble(9),
                row.IsDBNull(11) ? null : row.GetInt32(11), row.IsDBNull(12) ? null : row.GetInt32(12),
                new Status.BooksState(row.GetInt64(13), row.GetInt64(14), row.GetInt64(15), row.GetInt64(16), row.GetInt64(17), row.GetInt64(18), row.GetInt64(19))));
        }

        return sources;
    }
}

/// <summary>A source as the API shows it.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="Kind"><c>drop</c>: a watched folder that is emptied. <c>mirror</c>: a folder that is read and left as it is. <c>feed</c>, <c>site</c>, <c>mailbox</c>: asked again and again. <c>upload</c>: this API.</param>
/// <param name="Mode"><c>events</c>: the kernel tells when a file is complete; <c>polling</c>: the scan alone does, or does for a part of it; null while its folder cannot be used.</param>
/// <param name="State"><c>running</c> or <c>paused</c>.</param>
/// <param name="Healthy">Whether all of it can be used now.</param>
/// <param name="Problem">What is wrong, in a sentence that says what to do: why it cannot be used, why some of its files wait, or why its events do not come; null where all is well.</param>
/// <param name="Tags">Given to each document of it.</param>
/// <param name="Language">The language it expects; null where none.</param>
/// <param name="Ready">Documents that are complete and not in the books yet.</param>
/// <param name="ScannedAt">When the last listing ended.</param>
/// <param name="ScanMs">How long it took, in milliseconds.</param>
/// <param name="Files">Files that a mirrored folder held at the last scan; null for other sources.</param>
/// <param name="Gone">Files that it held before and that are there no more.</param>
/// <param name="Books">Its arrivals by state.</param>
public sealed record SourceState(
    string Name, string Kind, string? Mode, string State, bool Healthy, string? Problem, IReadOnlyList<string> Tags, string? Language, int Ready,
    DateTimeOffset? ScannedAt, double? ScanMs, int? Files, int? Gone, Status.BooksState Books);
