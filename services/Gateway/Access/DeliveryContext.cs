using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Gateway.Subscriptions;

namespace Platform.Gateway.Access;

/// <summary>The schema <c>delivery</c>, which the Gateway alone writes. Tables and columns are listed in ARCHITECTURE.md.</summary>
public sealed class DeliveryContext(DbContextOptions<DeliveryContext> options) : DbContext(options)
{
    /// <summary>Name of the schema.</summary>
    public const string Schema = "delivery";

    /// <summary>Keys of the API, also those that were revoked.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>One-time links to the dashboard, also those that were used.</summary>
    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();

    /// <summary>How far each reader of the event log has come.</summary>
    public DbSet<Checkpoint> Checkpoints => Set<Checkpoint>();

    /// <summary>What operators did.</summary>
    public DbSet<AuditRow> Audit => Set<AuditRow>();

    /// <summary>Webhooks.</summary>
    public DbSet<Subscription> Subscriptions => Set<Subscription>();

    /// <summary>Each attempt to deliver one.</summary>
    public DbSet<Attempt> Attempts => Set<Attempt>();

    /// <summary>A context on <paramref name="database"/>; the caller disposes of it.</summary>
    public static DeliveryContext On(NpgsqlDataSource database)
    {
        var options = new DbContextOptionsBuilder<DeliveryContext>();
        Configure(options, database);
        return new DeliveryContext(options.Options);
    }

    /// <summary>Points <paramref name="options"/> at <paramref name="database"/>, with the table of applied migrations in our own schema.</summary>
    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) =>
        options.UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", Schema));

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.ToTable("api_keys").HasKey(row => row.Id);
            key.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            key.Property(row => row.Name).HasColumnName("name");
            key.Property(row => row.Role).HasColumnName("role");
            key.Property(row => row.Hash).HasColumnName("hash");
            key.Property(row => row.CreatedAt).HasColumnName("created_at");
            key.Property(row => row.RevokedAt).HasColumnName("revoked_at");
            key.HasIndex(row => row.Hash).IsUnique();
        });
        modelBuilder.Entity<SignInLink>(link =>
        {
            link.ToTable("sign_in_links").HasKey(row => row.Hash);
            link.Property(row => row.Hash).HasColumnName("hash");
            link.Property(row => row.CreatedAt).HasColumnName("created_at");
            link.Property(row => row.ExpiresAt).HasColumnName("expires_at");
            link.Property(row => row.UsedAt).HasColumnName("used_at");
        });
        modelBuilder.Entity<Checkpoint>(checkpoint =>
        {
            checkpoint.ToTable("checkpoints").HasKey(row => row.Name);
            checkpoint.Property(row => row.Name).HasColumnName("name");
            checkpoint.Property(row => row.Epoch).HasColumnName("epoch");
            checkpoint.Property(row => row.Xid).HasColumnName("xid").HasColumnType("xid8");
            checkpoint.Property(row => row.Seq).HasColumnName("seq");
            checkpoint.Property(row => row.UpdatedAt).HasColumnName("updated_at");
        });
        AuditRow.Map(modelBuilder);
        Subscription.Map(modelBuilder);
    }
}
