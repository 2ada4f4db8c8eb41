using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Gateway.Access;
using Platform.Storage;

namespace Platform.Pipeline.Tests.Running;

/// <summary>Applies every service's own migrations, each as its own role, as the services do at their start.</summary>
public static class Schemas
{
    public static async Task MigrateAsync(string admin)
    {
        await MigrateAsync<LibraryContext>("storage", admin, LibraryContext.Configure, options => new LibraryContext(options));
        await MigrateAsync<DeliveryContext>("gateway", admin, DeliveryContext.Configure, options => new DeliveryContext(options));
    }

    private static async Task MigrateAsync<T>(
        string service, string admin, Action<DbContextOptionsBuilder, NpgsqlDataSource> configure, Func<DbContextOptions<T>, T> make)
        where T : DbContext
    {
        await using var source = NpgsqlDataSource.Create(Database.As(service, admin));
        var options = new DbContextOptionsBuilder<T>();
        configure(options, source);
        await using var context = make(options.Options);
        await context.Database.MigrateAsync();
    }
}
