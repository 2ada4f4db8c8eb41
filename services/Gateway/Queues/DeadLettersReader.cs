using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Gateway.Queues;

/// <summary>Reads the dead letters that the Fetcher keeps. However often one looks, nothing happens to them.</summary>
public sealed class DeadLettersReader(NpgsqlDataSource database)
{
    /// <summary>Bytes of a body that are shown.</summary>
    public const int Shown = 64 * 1024;

    private const string Columns = "id, queue, reason, type, octet_length(body)::bigint, died_at, returned_at, returned_by";

    /// <summary>How many were not returned yet.</summary>
    public async Task<long> WaitingAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM acquisition.dead_letters WHERE returned_at IS NULL");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>A page of them, the newest first.</summary>
    /// <param name="before">Only those behind this one; null from the newest on.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<List<DeadLetter>> ListAsync(Guid? before, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"SELECT {Columns} FROM acquisition.dead_letters WHERE $1 IS NULL OR id < $1 ORDER BY id DESC LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.AddWithValue(limit);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var letters = new List<DeadLetter>();
        while (await row.ReadAsync(cancellation))
        {
            letters.Add(Read(row));
        }

        return letters;
    }

    /// <summary>One with its headers and its body, as far as it is shown; null where there is none of that id.</summary>
    public async Task<OpenedDeadLetter?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"SELECT {Columns}, content_type, headers::text, substring(body FROM 1 FOR {Shown}) FROM acquisition.dead_letters WHERE id = $1");
        command.Parameters.AddWithValue(id);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
        {
            return null;
        }

        var body = row.GetFieldValue<byte[]>(10);
        return new OpenedDeadLetter(
            Read(row), row.IsDBNull(8) ? null : row.GetString(8), JsonSerializer.Deserialize<SortedDictionary<string, string>>(row.GetString(9))!, Encoding.UTF8.GetString(body), row.GetInt64(4) > Shown);
    }

    private static DeadLetter Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5),
        row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetString(7));
}

/// <summary>A message whose readers ended or threw again and again.</summary>
/// <param name="Id">Key under which it is kept.</param>
/// <param name="Queue">The queue that it died in.</param>
/// <param name="Reason">Why, as the broker says it.</param>
/// <param name="Type">What kind of message it is; null where it does not say.</param>
/// <param name="Size">Bytes of its body.</param>
/// <param name="DiedAt">When it died.</param>
/// <param name="ReturnedAt">When it was sent back; null where it was not.</param>
/// <param name="ReturnedBy">Who asked for that.</param>
public sealed record DeadLetter(Guid Id, string Queue, string Reason, string? Type, long Size, DateTimeOffset DiedAt, DateTimeOffset? ReturnedAt, string? ReturnedBy);

/// <summary>One with what is in it.</summary>
/// <param name="Letter">What lists say of it.</param>
/// <param name="ContentType">Media type of the body; null where it was not said.</param>
/// <param name="Headers">All headers.</param>
/// <param name="Body">The body as text, the first 64 KB.</param>
/// <param name="IsCut">Whether it is longer than what is shown.</param>
public sealed record OpenedDeadLetter(DeadLetter Letter, string? ContentType, IReadOnlyDictionary<string, string> Headers, string Body, bool IsCut);
