using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Hosting;

namespace Platform.Gateway.Access;

/// <summary>The one pool of connections to PostgreSQL, as role <c>platform_gateway</c>, and the schema <c>delivery</c> in it.</summary>
public static class Database
{
    /// <summary>Registers the <see cref="NpgsqlDataSource"/> for <c>ConnectionStrings:Postgres</c>, and migrates <c>delivery</c> once the server answers.</summary>
    /// <exception cref="BadSettingException">The connection string is missing or cannot be read.</exception>
    public static void AddDatabase(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var connection = ConnectionString(builder.Configuration);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(connection));
        builder.Services.AddPooledDbContextFactory<DeliveryContext>((services, options) =>
            DeliveryContext.Configure(options, services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddSingleton<MigrateAtStart>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MigrateAtStart>());
        builder.AddReadyCheck("database", async (services, cancellation) =>
        {
            if (services.GetRequiredService<MigrateAtStart>().WhyNotYet is { } why)
            {
                return why;
            }

            await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellation);
            return null;
        });
    }

    /// <summary>The connection string, checked without connecting.</summary>
    /// <exception cref="BadSettingException">It is missing, cannot be read or names no server.</exception>
    public static string ConnectionString(IConfiguration configuration)
    {
        var value = configuration.RequiredConnectionString("Postgres");
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(value);
            if (!string.IsNullOrEmpty(parts.Host))
            {
                parts.ApplicationName ??= "platform-gateway";
                return parts.ConnectionString;
            }
        }
        catch (ArgumentException)
        {
            // The value may hold a password, so neither it nor what Npgsql says of it is shown.
        }

        throw new BadSettingException(
            "ConnectionStrings__Postgres must be in Npgsql's form, such as Host=127.0.0.1;Port=5432;Database=platform;Username=platform_gateway;Password=…");
    }
}
