using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;
using Platform.Contracts;

namespace Platform.Fetcher.Ledger;

/// <summary>The schema <c>acquisition</c>, which only the Fetcher writes.</summary>
internal sealed class AcquisitionContext(DbContextOptions<AcquisitionContext> options) : DbContext(options)
{
    public const string Schema = "acquisition";

    public DbSet<ArrivalRow> Arrivals => Set<ArrivalRow>();

    public DbSet<BatchRow> Batches => Set<BatchRow>();

    public DbSet<SourceRow> Sources => Set<SourceRow>();

    public DbSet<OperationRow> Operations => Set<OperationRow>();

    public DbSet<OperationItemRow> OperationItems => Set<OperationItemRow>();

    public DbSet<CountRow> Counts => Set<CountRow>();

    public DbSet<DeadLetterRow> DeadLetters => Set<DeadLetterRow>();

    public DbSet<AttemptRow> Attempts => Set<AttemptRow>();

    public DbSet<PlaceRow> Places => Set<PlaceRow>();

    public DbSet<MirroredRow> Mirrored => Set<MirroredRow>();

    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) =>
        options.UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", Schema));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        OperationRow.Map(modelBuilder);
        CountRow.Map(modelBuilder);
        MirroredRow.Map(modelBuilder);
        AttemptRow.Map(modelBuilder);
        DeadLetterRow.Map(modelBuilder);
        modelBuilder.Entity<SourceRow>(source =>
        {
            source.ToTable("sources");
            source.HasKey(row => row.Name);
            source.Property(row => row.Name).HasColumnName("name");
            source.Property(row => row.Kind).HasColumnName("kind");
            source.Property(row => row.Mode).HasColumnName("mode");
            source.Property(row => row.Paused).HasColumnName("paused");
            source.Property(row => row.Problem).HasColumnName("problem");
            source.Property(row => row.Tags).HasColumnName("tags");
            source.Property(row => row.Language).HasColumnName("language");
            source.Property(row => row.Ready).HasColumnName("ready");
            source.Property(row => row.ScannedAt).HasColumnName("scanned_at");
            source.Property(row => row.ScanMs).HasColumnName("scan_ms");
            source.Property(row => row.Files).HasColumnName("files");
            source.Property(row => row.Gone).HasColumnName("gone");
            source.Property(row => row.NotedAt).HasColumnName("noted_at");
        });
        modelBuilder.Entity<PlaceRow>(place =>
        {
            place.ToTable("places");
            place.HasKey(row => new { row.Source, row.Location });
            place.Property(row => row.Source).HasColumnName("source");
            place.Property(row => row.Location).HasColumnName("location");
            place.Property(row => row.Kind).HasColumnName("kind");
            place.Property(row => row.Url).HasColumnName("url");
            place.Property(row => row.ListedIn).HasColumnName("listed_in");
            place.Property(row => row.Keys).HasColumnName("keys");
            place.Property(row => row.Fingerprint).HasColumnName("fingerprint");
            place.Property(row => row.OwnHash).HasColumnName("own_hash");
            place.Property(row => row.OwnSize).HasColumnName("own_size");
            place.Property(row => row.Given).HasColumnName("given").HasColumnType("jsonb");
            place.Property(row => row.ETag).HasColumnName("etag");
            place.Property(row => row.LastModified).HasColumnName("last_modified");
            place.Property(row => row.Stated).HasColumnName("stated");
            place.Property(row => row.ContentHash).HasColumnName("content_hash");
            place.Property(row => row.BatchId).HasColumnName("batch_id");
            place.Property(row => row.DueAt).HasColumnName("due_at");
            place.Property(row => row.NotBefore).HasColumnName("not_before");
            place.Property(row => row.Every).HasColumnName("every");
            place.Property(row => row.Tries).HasColumnName("tries");
            place.Property(row => row.Problem).HasColumnName("problem");
            place.Property(row => row.SeenAt).HasColumnName("seen_at");
            place.Property(row => row.Version).HasColumnName("version").IsConcurrencyToken();
            place.HasIndex(row => new { row.Source, row.DueAt }).HasFilter("due_at IS NOT NULL").HasDatabaseName("places_due");
            place.HasIndex(row => row.Keys).HasMethod("gin").HasDatabaseName("places_keys");
        });
        modelBuilder.Entity<BatchRow>(batch =>
        {
            batch.ToTable("batches");
            batch.HasKey(row => row.Id);
            batch.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            batch.Property(row => row.Source).HasColumnName("source");
            batch.Property(row => row.Kind).HasColumnName("kind");
            batch.Property(row => row.Name).HasColumnName("name");
            batch.Property(row => row.Path).HasColumnName("path");
            batch.Property(row => row.Queued).HasColumnName("queued");
            batch.Property(row => row.OpenedAt).HasColumnName("opened_at");
            batch.Property(row => row.ClosedAt).HasColumnName("closed_at");
            batch.Property(row => row.SettledAt).HasColumnName("settled_at");
            batch.Property(row => row.IdempotencyKey).HasColumnName("idempotency_key");
            batch.HasIndex(row => row.IdempotencyKey).IsUnique().HasFilter("idempotency_key IS NOT NULL").HasDatabaseName("batches_idempotency");
            batch.HasIndex(row => new { row.OpenedAt, row.Id }).IsDescending().HasDatabaseName("batches_newest");
            batch.HasIndex(row => row.SettledAt).HasFilter("settled_at IS NOT NULL").HasDatabaseName("batches_settled");
            batch.HasIndex(row => row.Id).HasFilter("settled_at IS NULL").HasDatabaseName("batches_unsettled");
        });
        modelBuilder.Entity<ArrivalRow>(arrival =>
        {
            arrival.ToTable("arrivals");
            arrival.HasKey(row => row.Id);
            arrival.Ignore(row => row.RawPath);
            arrival.Ignore(row => row.IsRefused);
            arrival.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            arrival.Property(row => row.Source).HasColumnName("source");
            arrival.Property(row => row.BatchId).HasColumnName("batch_id");
            arrival.Property(row => row.Lane).HasColumnName("lane").HasDefaultValue(Lanes.Prompt);
            arrival.Property(row => row.Name).HasColumnName("name");
            arrival.Property(row => row.Path).HasColumnName("path");
            arrival.Property(row => row.Size).HasColumnName("size");
            arrival.Property(row => row.ModifiedNs).HasColumnName("modified_ns");
            arrival.Property(row => row.ContentHash).HasColumnName("content_hash");
            arrival.Property(row => row.State).HasColumnName("state");
            arrival.Property(row => row.Publishes).HasColumnName("publishes");
            arrival.Property(row => row.Faults).HasColumnName("faults");
            arrival.Property(row => row.Attempt).HasColumnName("attempt").HasDefaultValue(1);
            arrival.Property(row => row.DismissedId).HasColumnName("dismissed_id");
            arrival.Property(row => row.DueAt).HasColumnName("due_at");
            arrival.Property(row => row.ReasonCode).HasColumnName("reason_code");
            arrival.Property(row => row.Reason).HasColumnName("reason");
            arrival.Property(row => row.ReasonStage).HasColumnName("reason_stage");
            arrival.Property(row => row.DocumentId).HasColumnName("document_id");
            arrival.Property(row => row.Tags).HasColumnName("tags").HasDefaultValueSql("'{}'");
            arrival.Property(row => row.Language).HasColumnName("language");
            arrival.Property(row => row.ParentId).HasColumnName("parent_id");
            arrival.Property(row => row.InnerPath).HasColumnName("inner_path");
            arrival.Property(row => row.Location).HasColumnName("location");
            arrival.Property(row => row.Given).HasColumnName("given").HasColumnType("jsonb");
            arrival.Property(row => row.Container).HasColumnName("container");
            arrival.Property(row => row.UnpackedAt).HasColumnName("unpacked_at");
            arrival.Property(row => row.ObservedAt).HasColumnName("observed_at");
            arrival.Property(row => row.FetchedAt).HasColumnName("fetched_at");
            arrival.Property(row => row.SettledAt).HasColumnName("settled_at");

            arrival.HasIndex(row => new { row.BatchId, row.Id }).HasDatabaseName("arrivals_batch"); // a page of a batch is in the order of ids

            arrival.HasIndex(row => row.ParentId).HasFilter("parent_id IS NOT NULL").HasDatabaseName("arrivals_parent");

            // What is open is little at any time, so these two stay small however many arrivals are closed.
            arrival.HasIndex(row => row.State).HasFilter("state IN ('waiting', 'in_flight')").HasDatabaseName("arrivals_open");
            arrival.HasIndex(row => row.DueAt).HasFilter("state = 'in_flight'").HasDatabaseName("arrivals_due");

            // Groups of failures and the newest of them are read from these two, however many arrivals were stored.
            arrival.HasIndex(row => new { row.ReasonCode, row.ReasonStage, row.State, row.SettledAt, row.Id }).HasFilter("state IN ('rejected', 'failed')")
                .IncludeProperties(row => row.DismissedId).HasDatabaseName("arrivals_refused");
            arrival.HasIndex(row => new { row.SettledAt, row.Id }).IsDescending().HasFilter("state IN ('rejected', 'failed')").HasDatabaseName("arrivals_refused_newest");
            arrival.ToTable(table => table.HasCheckConstraint(
                "arrivals_state", "state IN ('waiting', 'in_flight', 'stored', 'duplicate', 'rejected', 'failed')"));
        });
    }
}

/// <summary>Lets <c>dotnet ef</c> make migrations without settings.</summary>
internal sealed class AcquisitionContextFactory : IDesignTimeDbContextFactory<AcquisitionContext>
{
    public AcquisitionContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<AcquisitionContext>();
        AcquisitionContext.Configure(options, NpgsqlDataSource.Create("Host=127.0.0.1"));
        return new AcquisitionContext(options.Options);
    }
}
