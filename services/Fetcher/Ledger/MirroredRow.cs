using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Platform.Fetcher.Sources;

namespace Platform.Fetcher.Ledger;

/// <summary>A row of <c>acquisition.mirrored</c>: a file of a mirrored folder as it was when it was last read. The row with an empty path is the folder itself.</summary>
internal sealed class MirroredRow
{
    public required string Source { get; init; }

    /// <summary>Raw bytes of the path below the folder.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "It is a column.")]
    public required byte[] Path { get; init; }

    public long Size { get; init; }

    public long ModifiedNs { get; init; }

    public long ChangedNs { get; init; }

    /// <summary>The inode's number, its highest bit the sign.</summary>
    public long Inode { get; init; }

    /// <summary>Last change of the side-car that lay beside it; null where none did.</summary>
    public long? SideCarNs { get; init; }

    /// <summary>The content of its last arrival; null where that was refused.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The code of the reason for which it was refused; null where it was read.</summary>
    public string? Refused { get; init; }

    /// <summary>When this was written.</summary>
    public DateTimeOffset NotedAt { get; init; }

    /// <summary>Since when it is there no more; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>When its removal was reported; null where it was not.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>Counts its writes: of two Fetchers that read one change, the second writes nothing.</summary>
    public int Version { get; init; }

    /// <summary>Whether a file that looks so was read already.</summary>
    public bool Matches(ItemState state, long? sideCarNs) =>
        Size == state.Size && ModifiedNs == state.ModifiedNs && ChangedNs == state.ChangedNs && Inode == unchecked((long)state.Inode) && SideCarNs == sideCarNs;

    public static void Map(ModelBuilder model) => model.Entity<MirroredRow>(file =>
    {
        file.ToTable("mirrored");
        file.HasKey(row => new { row.Source, row.Path });
        file.Property(row => row.Source).HasColumnName("source");
        file.Property(row => row.Path).HasColumnName("path");
        file.Property(row => row.Size).HasColumnName("size");
        file.Property(row => row.ModifiedNs).HasColumnName("modified_ns");
        file.Property(row => row.ChangedNs).HasColumnName("changed_ns");
        file.Property(row => row.Inode).HasColumnName("inode");
        file.Property(row => row.SideCarNs).HasColumnName("side_car_ns");
        file.Property(row => row.ContentHash).HasColumnName("content_hash");
        file.Property(row => row.Refused).HasColumnName("refused");
        file.Property(row => row.NotedAt).HasColumnName("noted_at");
        file.Property(row => row.GoneAt).HasColumnName("gone_at");
        file.Property(row => row.ReportedAt).HasColumnName("reported_at");
        file.Property(row => row.Version).HasColumnName("version");
        file.HasIndex(row => new { row.Source, row.GoneAt }).HasFilter("gone_at IS NOT NULL").HasDatabaseName("mirrored_gone");
    });
}
