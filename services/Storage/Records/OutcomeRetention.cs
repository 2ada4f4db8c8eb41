using Npgsql;
using Platform.Hosting;

namespace Platform.Storage.Records;

/// <summary>The section <c>Library</c>.</summary>
public sealed class LibrarySettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Library";

    /// <summary>How long outcomes of arrivals that became no record of their own are kept, and results of reparses; longer than the ledger keeps its arrivals. 1 d to 3,650 d; 400 days by default.</summary>
    public TimeSpan KeepOutcomes { get; set; } = TimeSpan.FromDays(400);

    /// <summary>One sentence that names a bad setting; null where all is well.</summary>
    public static string? Problem(LibrarySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.KeepOutcomes < TimeSpan.FromDays(1) || settings.KeepOutcomes > TimeSpan.FromDays(3650) ? "Library__KeepOutcomes must be 1.00:00:00 to 3650.00:00:00." : null;
    }
}

/// <summary>
/// Each hour, removes outcomes that ended long ago and made no record: duplicates, rejections, failures, archives; and results of reparses. The outcome of a record stays with it. An arrival's id tells
/// when it was observed, so the old ones are the first of the key and nothing else is read.
/// </summary>
public sealed class OutcomeRetention(NpgsqlDataSource database, LibrarySettings settings, TimeProvider time, Migration<LibraryContext> migration, ILogger<OutcomeRetention> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const string Outcomes = """
        WITH step AS MATERIALIZED (SELECT arrival_id, outcome, document_id, settled_at FROM library.outcomes WHERE arrival_id > $1 AND arrival_id < $2 ORDER BY arrival_id LIMIT 5000),
        gone AS (DELETE FROM library.outcomes AS o USING step WHERE o.arrival_id = step.arrival_id AND step.settled_at < $3 AND (step.outcome <> 'stored' OR step.document_id IS NULL))
        SELECT arrival_id FROM step ORDER BY arrival_id DESC LIMIT 1
        """;

    private const string Reparses = "DELETE FROM library.reparses WHERE (operation_id, document_id) IN (SELECT operation_id, document_id FROM library.reparses WHERE at < $1 ORDER BY at LIMIT 5000)";

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RemoveAsync(time.GetUtcNow() - settings.KeepOutcomes, stoppingToken);
            }
            catch (NpgsqlException away)
            {
                log.NotRemoved(away.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RemoveAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var end = Guid.CreateVersion7(before);
        for (Guid? place = Guid.Empty; place is { } last;)
        {
            await using var command = database.CreateCommand(Outcomes);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = last });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = end });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
            place = await command.ExecuteScalarAsync(cancellation) as Guid?;
        }

        int gone;
        do
        {
            await using var command = database.CreateCommand(Reparses);
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
            gone = await command.ExecuteNonQueryAsync(cancellation);
        }
        while (gone > 0);
    }
}
