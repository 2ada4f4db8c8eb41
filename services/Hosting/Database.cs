using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Hosting;

/// <summary>A service's own schema in PostgreSQL: its connection, brought up to date at start, and ready only afterwards.</summary>
public static class Database
{
    /// <summary>
    /// Registers the one <see cref="NpgsqlDataSource"/> on <c>ConnectionStrings:Postgres</c> and a pooled factory of <typeparamref name="TContext"/>,
    /// whose migrations are applied once the server answers. Adds the ready check <c>database</c>.
    /// </summary>
    /// <param name="builder">The service under construction.</param>
    /// <param name="service">Its name, as the server's own views show it: <c>platform-SERVICE</c>.</param>
    /// <param name="configure">Points the context's options at the data source.</param>
    /// <exception cref="BadSettingException">The connection string is missing, cannot be read or names no server.</exception>
    public static void AddDatabase<TContext>(
        this WebApplicationBuilder builder, string service, Action<DbContextOptionsBuilder, NpgsqlDataSource> configure)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var connection = ConnectionString(builder.Configuration, service);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(connection));
        builder.Services.AddPooledDbContextFactory<TContext>((services, options) =>
        {
            configure(options, services.GetRequiredService<NpgsqlDataSource>());
            options.ConfigureWarnings(warnings => warnings.Ignore(
                RelationalEventId.CommandError, RelationalEventId.ConnectionError, CoreEventId.QueryIterationFailed)); // told where they are handled
        });
        builder.Services.AddSingleton<Migration<TContext>>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Migration<TContext>>());
        builder.AddReadyCheck("database", async (services, cancellation) =>
        {
            if (services.GetRequiredService<Migration<TContext>>().WhyNotYet is { } why)
            {
                return why;
            }

            await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellation);
            return null;
        });
    }

    /// <summary>Exit code where the database cannot be used: 69, <c>EX_UNAVAILABLE</c> of sysexits.h.</summary>
    private const int Unavailable = 69;

    /// <summary>Brings the schema up to date and ends: for who does that before the services start. Returns the exit code; what went wrong is one sentence on standard error.</summary>
    /// <param name="builder">The service under construction, with its database.</param>
    public static async Task<int> MigrateAsync<TContext>(this WebApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        await using var services = builder.Services.BuildServiceProvider();
        try
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync();
            await BringUpToDateAsync(context, CancellationToken.None);
            return 0;
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync("The schema was not brought up to date: " + failure.GetBaseException().Message);
            return Unavailable;
        }
    }

    /// <summary>
    /// Applies what migrations are missing, one process at a time: the lock is the session's, so it ends with whoever holds it, however that ends. EF's own lock is on a table that
    /// is not there in an empty schema.
    /// </summary>
    internal static async Task BringUpToDateAsync(DbContext context, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        try
        {
            await context.Database.ExecuteSqlRawAsync("SELECT pg_advisory_lock(hashtext('platform migrations'), hashtext(current_schema()))", cancellation);
            await context.Database.MigrateAsync(cancellation);
            await context.Database.ExecuteSqlRawAsync("SELECT pg_advisory_unlock(hashtext('platform migrations'), hashtext(current_schema()))", cancellation);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    /// <summary>The connection string, checked without connecting.</summary>
    /// <exception cref="BadSettingException">It is missing, cannot be read or names no server.</exception>
    public static string ConnectionString(IConfiguration configuration, string service)
    {
        var value = configuration.RequiredConnectionString("Postgres");
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(value);
            if (!string.IsNullOrEmpty(parts.Host))
            {
                parts.ApplicationName ??= "platform-" + service;
                return parts.ConnectionString;
            }
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            // The value may hold a password, so neither it nor what Npgsql says of it is shown.
        }

        throw new BadSettingException(
            $"ConnectionStrings__Postgres must be in Npgsql's form, such as Host=127.0.0.1;Port=5432;Database=platform;Username=platform_{service};Password=…");
    }
}

/// <summary>Applies a context's migrations, trying again every second until the database lets it: a service may start before its database.</summary>
public sealed partial class Migration<TContext>(IDbContextFactory<TContext> contexts, TimeProvider time, ILogger<Migration<TContext>> log) : BackgroundService
    where TContext : DbContext
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _whyNotYet = "The database schema is being brought up to date.";

    /// <summary>One sentence while it is not done; null afterwards.</summary>
    public string? WhyNotYet => _whyNotYet;

    /// <summary>Ends once the schema is up to date.</summary>
    public Task Done => _done.Task;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            try
            {
                await using var context = await contexts.CreateDbContextAsync(stoppingToken);
                await Database.BringUpToDateAsync(context, stoppingToken);
                _whyNotYet = null;
                _done.SetResult();
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (!string.Equals(_whyNotYet, failure.Message, StringComparison.Ordinal))
                {
                    MigrationWaits(log, failure.Message);
                    _whyNotYet = failure.Message;
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(100, LogLevel.Warning, "The schema cannot be brought up to date yet and is tried again: {Reason}")]
    private static partial void MigrationWaits(ILogger logger, string reason);
}
