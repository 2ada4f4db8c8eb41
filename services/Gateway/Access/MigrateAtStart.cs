using Microsoft.EntityFrameworkCore;

namespace Platform.Gateway.Access;

/// <summary>
/// Brings the schema <c>delivery</c> up to date, trying again every second until the database lets it: the Gateway may start before its
/// database and is ready only afterwards.
/// </summary>
public sealed class MigrateAtStart(IDbContextFactory<DeliveryContext> contexts, TimeProvider time, ILogger<MigrateAtStart> log) : BackgroundService
{
    private volatile string? _whyNotYet = "The schema delivery is being brought up to date.";

    /// <summary>One sentence while it is not done; null afterwards.</summary>
    public string? WhyNotYet => _whyNotYet;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            try
            {
                await using var context = await contexts.CreateDbContextAsync(stoppingToken);
                await context.Database.MigrateAsync(stoppingToken);
                _whyNotYet = null;
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (!string.Equals(_whyNotYet, failure.Message, StringComparison.Ordinal))
                {
                    log.MigrationWaits(failure.Message);
                    _whyNotYet = failure.Message;
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
