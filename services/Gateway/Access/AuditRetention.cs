using Npgsql;
using Platform.Hosting;

namespace Platform.Gateway.Access;

/// <summary>The section <c>Gateway:Audit</c>.</summary>
public sealed class AuditSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Gateway:Audit";

    /// <summary>How long it is kept what operators did, 1 d to 3,650 d; 400 days by default.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(400);

    /// <summary>One sentence that names a bad setting; null where all is well.</summary>
    public static string? Problem(AuditSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Keep < TimeSpan.FromDays(1) || settings.Keep > TimeSpan.FromDays(3650) ? "Gateway__Audit__Keep must be 1.00:00:00 to 3650.00:00:00." : null;
    }
}

/// <summary>Each hour, removes what is in the audit for longer than <see cref="AuditSettings.Keep"/>, the oldest first.</summary>
public sealed class AuditRetention(NpgsqlDataSource database, AuditSettings settings, Migration<DeliveryContext> migration, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migration.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                while (await RemoveAsync(stoppingToken) > 0)
                {
                }
            }
            catch (Exception away) when (away is NpgsqlException or TimeoutException)
            {
                // The database is away: whoever needs it more says so.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> RemoveAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("DELETE FROM delivery.audit WHERE at < $1 AND id IN (SELECT id FROM delivery.audit ORDER BY id LIMIT 1000)");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (time.GetUtcNow() - settings.Keep).UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
