using Microsoft.EntityFrameworkCore;

namespace Platform.Gateway.Access;

/// <summary>One thing that someone did or was refused.</summary>
public sealed class AuditRow
{
    /// <summary>Rises with time.</summary>
    public long Id { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the key or of the account that signed in.</summary>
    public required string Who { get; init; }

    /// <summary>Its role then; null where nobody was signed in.</summary>
    public string? Role { get; init; }

    /// <summary>The key; null for a sign-in without one.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>The address that it came from.</summary>
    public string? Address { get; init; }

    /// <summary>What was done, such as <c>retry</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what.</summary>
    public required string Target { get; init; }

    /// <summary>Whether it was done.</summary>
    public required bool Good { get; init; }

    /// <summary>A sentence about how it ended; null where there is nothing to say.</summary>
    public string? Result { get; init; }

    /// <summary>Maps it to <c>delivery.audit</c>.</summary>
    public static void Map(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<AuditRow>(audit =>
        {
            audit.ToTable("audit").HasKey(row => row.Id);
            audit.Property(row => row.Id).HasColumnName("id").UseIdentityAlwaysColumn();
            audit.Property(row => row.At).HasColumnName("at");
            audit.Property(row => row.Who).HasColumnName("who");
            audit.Property(row => row.Role).HasColumnName("role");
            audit.Property(row => row.KeyId).HasColumnName("key_id");
            audit.Property(row => row.Address).HasColumnName("address");
            audit.Property(row => row.Action).HasColumnName("action");
            audit.Property(row => row.Target).HasColumnName("target");
            audit.Property(row => row.Good).HasColumnName("good");
            audit.Property(row => row.Result).HasColumnName("result");
            audit.HasIndex(row => new { row.Action, row.Id }).HasDatabaseName("audit_action");
        });
    }
}
