using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Storage.Deletions;
using Platform.Storage.EventLog;
using Platform.Storage.Records;

namespace Platform.Storage;

/// <summary>The schema <c>library</c>, which Storage alone writes. Tables and columns are listed in ARCHITECTURE.md.</summary>
public sealed class LibraryContext(DbContextOptions<LibraryContext> options) : DbContext(options)
{
    /// <summary>Name of the schema.</summary>
    public const string Schema = "library";

    /// <summary>The records, one for each document.</summary>
    public DbSet<RecordRow> Records => Set<RecordRow>();

    /// <summary>The revisions of documents that are not the current ones.</summary>
    public DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    /// <summary>Further locations of documents.</summary>
    public DbSet<AliasRow> Aliases => Set<AliasRow>();

    /// <summary>The outcomes, one for each arrival that has ended.</summary>
    public DbSet<OutcomeRow> Outcomes => Set<OutcomeRow>();

    /// <summary>What is left of deleted documents.</summary>
    public DbSet<TombstoneRow> Tombstones => Set<TombstoneRow>();

    /// <summary>What became of documents that were parsed again.</summary>
    public DbSet<ReparseRow> Reparses => Set<ReparseRow>();

    /// <summary>The event log.</summary>
    public DbSet<EventRow> Events => Set<EventRow>();

    /// <summary>The log's epoch, one row.</summary>
    public DbSet<FeedRow> Feed => Set<FeedRow>();

    /// <summary>The connection, for what EF has no words for.</summary>
    internal NpgsqlConnection Connection => (NpgsqlConnection)Database.GetDbConnection();

    /// <summary>Points <paramref name="options"/> at <paramref name="database"/>, with the table of applied migrations in our own schema.</summary>
    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) =>
        options.UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", Schema));

    /// <summary>Runs statements in their order with one round trip, within the transaction that is under way.</summary>
    internal async Task RunAsync(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellation)
    {
        await using var batch = Connection.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<RecordRow>(record =>
        {
            record.ToTable("records").HasKey(row => row.DocumentId);
            record.HasIndex(row => row.ArrivalId).IsUnique();
            record.HasIndex(row => row.ContentHash).IsUnique();
            record.HasIndex(row => row.Location).IsUnique().HasFilter("location IS NOT NULL");
            record.Property(row => row.Revision).HasDefaultValue(1);
            record.HasIndex(row => new { row.StoredAt, row.DocumentId }).IsDescending();
            record.Property(row => row.Blocks).HasColumnType("jsonb");
            record.Property(row => row.Evidence).HasColumnType("jsonb");
            record.Property(row => row.Removed).HasColumnType("jsonb");
            record.Property(row => row.Quotations).HasColumnType("jsonb").HasDefaultValueSql("'[]'");
            record.Property(row => row.Mentions).HasColumnType("jsonb").HasDefaultValueSql("'[]'");
            record.Property(row => row.Links).HasColumnType("jsonb").HasDefaultValueSql("'[]'");
            record.Property(row => row.Tags).HasDefaultValueSql("'{}'");
            record.Property(row => row.SourceTags).HasDefaultValueSql("'{}'");
            record.Property(row => row.Given).HasColumnType("jsonb");

            // The server's own compression took half of the time of an insert; with lz4 an insert of 64 records takes 24 ms, not 41.
            foreach (var large in new[] { nameof(RecordRow.Text), nameof(RecordRow.Blocks), nameof(RecordRow.Evidence), nameof(RecordRow.Removed), nameof(RecordRow.Mentions), nameof(RecordRow.Links) })
            {
                record.Property(large).UseCompressionMethod("lz4");
            }
        });
        modelBuilder.Entity<RevisionRow>(revision =>
        {
            revision.ToTable("revisions").HasKey(row => new { row.DocumentId, row.Revision });
            revision.HasIndex(row => row.ContentHash);
            revision.Property(row => row.Record).HasColumnType("jsonb").UseCompressionMethod("lz4");
        });
        modelBuilder.Entity<AliasRow>(alias =>
        {
            alias.ToTable("aliases").HasKey(row => row.Location);
            alias.HasIndex(row => row.DocumentId);
        });
        modelBuilder.Entity<ReparseRow>(reparse =>
        {
            reparse.ToTable("reparses").HasKey(row => new { row.OperationId, row.DocumentId });
            reparse.HasIndex(row => row.At);
            reparse.Property(row => row.Changes).HasColumnType("jsonb").UseCompressionMethod("lz4");
        });
        modelBuilder.Entity<OutcomeRow>(outcome =>
        {
            outcome.ToTable("outcomes").HasKey(row => row.ArrivalId);
            outcome.Property(row => row.Attempt).HasDefaultValue(1);
            outcome.HasIndex(row => new { row.SettledAt, row.ArrivalId }).IsDescending().HasFilter("outcome IN ('rejected', 'failed')");
            outcome.HasIndex(row => row.ContentHash).HasFilter("outcome IN ('rejected', 'failed')");
            outcome.HasIndex(row => row.DocumentId).HasFilter("outcome = 'duplicate'");
        });
        modelBuilder.Entity<TombstoneRow>(tombstone =>
        {
            tombstone.ToTable("tombstones").HasKey(row => row.DocumentId);
            tombstone.HasIndex(row => row.Location).HasFilter("location IS NOT NULL");
        });
        modelBuilder.Entity<ReleasedRow>(released => released.ToTable("released").HasKey(row => row.ContentHash));
        modelBuilder.Entity<ParsedContentRow>(parsed =>
        {
            parsed.ToTable("parsed_contents").HasKey(row => new { row.ContentHash, row.ParsedHash });
            parsed.HasIndex(row => row.ParsedHash);
        });
        modelBuilder.Entity<EventRow>(happened =>
        {
            happened.ToTable("events").HasKey(row => new { row.Epoch, row.Xid, row.Seq });
            happened.Property(row => row.Xid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
            happened.Property(row => row.Seq).UseIdentityAlwaysColumn();
            happened.HasIndex(row => row.DocumentId).HasFilter("document_id IS NOT NULL");
            happened.Property(row => row.Data).HasColumnType("jsonb");
        });
        modelBuilder.Entity<FeedRow>(feed =>
        {
            feed.ToTable("feed").HasKey(row => row.Epoch);
            feed.Property(row => row.Epoch).ValueGeneratedNever();
            feed.HasData(new FeedRow { Epoch = 1 });
        });

        // Columns are the properties in snake_case.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
