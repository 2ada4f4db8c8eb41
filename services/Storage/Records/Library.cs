using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Storage.EventLog;
using Platform.Storage.Search;

namespace Platform.Storage.Records;

/// <summary>
/// The one store operation: record, outcome and event of each arrival in one transaction, idempotent by arrival id and content hash.
/// </summary>
public sealed class Library(IDbContextFactory<LibraryContext> contexts, Doorbell doorbell, Indexer indexer, TimeProvider time, ILogger<Library> log)
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Ends the arrivals, all or none, and tells how each ended; one that had ended before keeps its outcome, word for word.</summary>
    /// <param name="endings">1 or more, each arrival once.</param>
    /// <param name="cancellation">Ends the call; nothing is stored then.</param>
    /// <exception cref="DbUpdateException">The database refused; see the inner exception.</exception>
    /// <exception cref="Npgsql.PostgresException">The database refused: a unique violation means that another writer was faster, and a second call sees what it wrote.</exception>
    public async Task<IReadOnlyList<Settlement>> EndAsync(IReadOnlyList<Ending> endings, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);

        // 1. Arrivals that have ended are only answered again. A rejection or failure makes way for the outcome of a later try, whose event stands behind its own.
        var tries = endings.ToDictionary(ending => ending.Arrival.Id, ending => ending.Arrival.Attempt);
        var ids = tries.Keys.ToArray();
        var known = (await context.Outcomes.AsNoTracking().Where(outcome => ids.Contains(outcome.ArrivalId)).ToListAsync(cancellation))
            .Where(outcome => outcome.Attempt >= tries[outcome.ArrivalId] || outcome.Outcome is Outcomes.Stored or Outcomes.Duplicate).ToList();
        var knownIds = known.Select(outcome => outcome.ArrivalId).ToHashSet();
        var open = endings.Where(ending => !knownIds.Contains(ending.Arrival.Id)).ToList();
        if (open.Count == 0)
        {
            return known.ConvertAll(Again);
        }

        // 2. The records, in the order of their hashes, so that two writers never wait for each other in a circle. Of equal contents the
        // first becomes the record.
        var now = time.GetUtcNow();
        var records = open.Where(ending => ending.Document is not null)
            .OrderBy(ending => ending.Arrival.ContentHash, StringComparer.Ordinal)
            .Select(ending => Record(ending, now))
            .ToList();
        var stored = await InsertAsync(context, records, cancellation);
        var holders = await HoldersAsync(context, records, stored, cancellation);

        // 3. Outcomes and events, one statement each.
        var outcomes = open.ConvertAll(ending => Outcome(ending, stored, holders, now));
        await InsertAsync(context, outcomes, cancellation);
        await EventWriter.InsertAsync(context, open.Zip(outcomes, EventComposer.Event).ToList(), cancellation);

        // 4. Only what is committed is told.
        await transaction.CommitAsync(cancellation);
        doorbell.Ring();
        Measure(outcomes, time.GetElapsedTime(began));
        indexer.Wake();
        log.Settled(stored.Count, records.Count - stored.Count, open.Count - records.Count, known.Count);
        return [.. known.Select(Again), .. outcomes.Select(Settlement)];

        // What became a record stays one, whatever later try is asked about.
        Settlement Again(OutcomeRow outcome) => Settlement(outcome) with { Attempt = Math.Max(outcome.Attempt, tries[outcome.ArrivalId]) };
    }

    private static void Measure(List<OutcomeRow> outcomes, TimeSpan took)
    {
        foreach (var outcome in outcomes)
        {
            StageMetrics.Count("storage", outcome.Outcome, outcome.ReasonCode);
            StageMetrics.Took("storage", took);
            StageMetrics.Ended(outcome.Outcome, outcome.SettledAt - outcome.ObservedAt);
        }
    }

    /// <summary>Inserts the records whose content is new and returns their arrivals.</summary>
    private static async Task<HashSet<Guid>> InsertAsync(LibraryContext context, List<RecordRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        // One statement for all: EF's own inserts know no ON CONFLICT. Arrays of arrays would have to be rectangular, so lists of texts travel as JSON.
        var documents = Column(row => row.DocumentId);
        var arrivals = Column(row => row.ArrivalId);
        var hashes = Column(row => row.ContentHash);
        var sources = Column(row => row.Source);
        var names = Column(row => row.Name);
        var sizes = Column(row => row.Size);
        var mediaTypes = Column(row => row.MediaType);
        var charsets = Column(row => row.Charset);
        var titles = Column(row => row.Title);
        var subtitles = Column(row => row.Subtitle);
        var authors = Column(row => JsonSerializer.Serialize(row.Authors));
        var published = Column(row => row.PublishedAt);
        var modified = Column(row => row.ModifiedAt);
        var languages = Column(row => row.Language);
        var publishers = Column(row => row.Publisher);
        var urls = Column(row => row.CanonicalUrl);
        var descriptions = Column(row => row.Description);
        var tags = Column(row => JsonSerializer.Serialize(row.Tags));
        var texts = Column(row => row.Text);
        var blocks = Column(row => row.Blocks);
        var evidence = Column(row => row.Evidence);
        var removed = Column(row => row.Removed);
        var quotations = Column(row => row.Quotations);
        var mentions = Column(row => row.Mentions);
        var links = Column(row => row.Links);
        var partial = Column(row => row.Partial);
        var warnings = Column(row => JsonSerializer.Serialize(row.Warnings));
        var wordCounts = Column(row => row.WordCount);
        var versions = Column(row => row.ParserVersion);
        var storedAt = rows[0].StoredAt;
        var inserted = await context.Database.SqlQuery<Guid>($"""
            WITH inserted AS (INSERT INTO library.records (document_id, arrival_id, content_hash, source, name, size, media_type, charset, title, authors, published_at, modified_at,
                language, publisher, canonical_url, description, text, blocks, evidence, removed, warnings, word_count, parser_version, subtitle, tags, quotations, mentions,
                links, partial, stored_at)
            SELECT document_id, arrival_id, content_hash, source, name, size, media_type, charset, title, ARRAY(SELECT jsonb_array_elements_text(authors::jsonb)),
                published_at, modified_at, language, publisher, canonical_url, description, text, blocks::jsonb, evidence::jsonb, removed::jsonb,
                ARRAY(SELECT jsonb_array_elements_text(warnings::jsonb)), word_count, parser_version, subtitle, ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)),
                quotations::jsonb, mentions::jsonb, links::jsonb, partial, {storedAt}
            FROM unnest({documents}, {arrivals}, {hashes}, {sources}, {names}, {sizes}, {mediaTypes}, {charsets}, {titles}, {authors}, {published}, {modified},
                {languages}, {publishers}, {urls}, {descriptions}, {texts}, {blocks}, {evidence}, {removed}, {warnings}, {wordCounts}, {versions},
                {subtitles}, {tags}, {quotations}, {mentions}, {links}, {partial})
              AS new (document_id, arrival_id, content_hash, source, name, size, media_type, charset, title, authors, published_at, modified_at,
                language, publisher, canonical_url, description, text, blocks, evidence, removed, warnings, word_count, parser_version, subtitle, tags, quotations, mentions,
                links, partial)
            ON CONFLICT (content_hash) DO NOTHING
                RETURNING arrival_id, document_id),
            waiting AS (INSERT INTO library.unindexed SELECT document_id FROM inserted)
            SELECT arrival_id AS "Value" FROM inserted
            """).ToListAsync(cancellation);
        return [.. inserted];

        T[] Column<T>(Func<RecordRow, T> value) => [.. rows.Select(value)];
    }

    /// <exception cref="DbUpdateConcurrencyException">Another writer was faster; a second call sees what it wrote.</exception>
    private static async Task InsertAsync(LibraryContext context, List<OutcomeRow> rows, CancellationToken cancellation)
    {
        var arrivals = Column(row => row.ArrivalId);
        var attempts = Column(row => row.Attempt);
        var ends = Column(row => row.Outcome);
        var documents = Column(row => row.DocumentId);
        var sources = Column(row => row.Source);
        var names = Column(row => row.Name);
        var sizes = Column(row => row.Size);
        var hashes = Column(row => row.ContentHash);
        var codes = Column(row => row.ReasonCode);
        var reasons = Column(row => row.Reason);
        var stages = Column(row => row.ReasonStage);
        var observed = Column(row => row.ObservedAt.ToUniversalTime());
        var parsed = Column(row => row.ParsedAt?.ToUniversalTime());
        var settledAt = rows[0].SettledAt;
        var written = await context.Database.ExecuteSqlAsync($"""
            INSERT INTO library.outcomes AS old (arrival_id, attempt, outcome, document_id, source, name, size, content_hash, reason_code, reason, reason_stage, observed_at,
                parsed_at, settled_at)
            SELECT *, {settledAt} FROM unnest({arrivals}, {attempts}, {ends}, {documents}, {sources}, {names}, {sizes}, {hashes}, {codes}, {reasons}, {stages}, {observed}, {parsed})
            ON CONFLICT (arrival_id) DO UPDATE SET attempt = excluded.attempt, outcome = excluded.outcome, document_id = excluded.document_id, size = excluded.size,
                content_hash = excluded.content_hash, reason_code = excluded.reason_code, reason = excluded.reason, reason_stage = excluded.reason_stage,
                parsed_at = excluded.parsed_at, settled_at = excluded.settled_at
            WHERE old.attempt < excluded.attempt AND old.outcome IN ('rejected', 'failed')
            """, cancellation);
        if (written != rows.Count)
        {
            throw new DbUpdateConcurrencyException("Another writer ended one of these arrivals meanwhile.");
        }

        T[] Column<T>(Func<OutcomeRow, T> value) => [.. rows.Select(value)];
    }

    /// <summary>The document that holds each content.</summary>
    private static async Task<Dictionary<string, Guid>> HoldersAsync(
        LibraryContext context, List<RecordRow> rows, HashSet<Guid> stored, CancellationToken cancellation)
    {
        var holders = rows.Where(row => stored.Contains(row.ArrivalId)).ToDictionary(row => row.ContentHash, row => row.DocumentId, StringComparer.Ordinal);
        var elsewhere = rows.Select(row => row.ContentHash).Where(hash => !holders.ContainsKey(hash)).Distinct(StringComparer.Ordinal).ToArray();
        if (elsewhere.Length > 0)
        {
            var found = await context.Records.Where(record => elsewhere.Contains(record.ContentHash))
                .Select(record => new { record.ContentHash, record.DocumentId }).ToListAsync(cancellation);
            found.ForEach(record => holders.Add(record.ContentHash, record.DocumentId));
        }

        return holders;
    }

    private static RecordRow Record(Ending ending, DateTimeOffset now)
    {
        var document = ending.Document!;
        return new RecordRow
        {
            DocumentId = Guid.CreateVersion7(now),
            ArrivalId = ending.Arrival.Id,
            ContentHash = ending.Arrival.ContentHash!,
            Source = ending.Arrival.Source,
            Name = ending.Arrival.Name,
            Size = ending.Arrival.Size,
            MediaType = document.MediaType,
            Charset = document.Charset,
            Title = document.Title,
            Authors = [.. document.Authors],
            PublishedAt = document.PublishedAt,
            ModifiedAt = document.ModifiedAt,
            Language = document.Language,
            Publisher = document.Publisher,
            CanonicalUrl = document.CanonicalUrl,
            Description = document.Description,
            Subtitle = document.Subtitle,
            Tags = [.. document.Tags],
            Quotations = JsonSerializer.Serialize(document.Quotations, SnakeCase),
            Mentions = JsonSerializer.Serialize(document.Mentions, SnakeCase),
            Links = JsonSerializer.Serialize(document.Links, SnakeCase),
            Partial = document.Partial,
            Text = document.Text,
            Blocks = JsonSerializer.Serialize(document.Blocks, SnakeCase),
            Evidence = JsonSerializer.Serialize(document.Evidence, SnakeCase),
            Removed = JsonSerializer.Serialize(document.Removed, SnakeCase),
            Warnings = [.. document.Warnings],
            WordCount = document.WordCount,
            ParserVersion = document.ParserVersion,
            StoredAt = now,
        };
    }

    private static OutcomeRow Outcome(Ending ending, HashSet<Guid> stored, Dictionary<string, Guid> holders, DateTimeOffset now) => new()
    {
        ArrivalId = ending.Arrival.Id,
        Attempt = ending.Arrival.Attempt,
        Outcome = ending.Outcome ?? (stored.Contains(ending.Arrival.Id) ? Outcomes.Stored : Outcomes.Duplicate),
        DocumentId = ending.Document is null ? null : holders[ending.Arrival.ContentHash!],
        Source = ending.Arrival.Source,
        Name = ending.Arrival.Name,
        Size = ending.Arrival.Size,
        ContentHash = ending.Arrival.ContentHash,
        ReasonCode = ending.Reason?.Code,
        Reason = ending.Reason?.Message,
        ReasonStage = ending.Reason?.Stage,
        ObservedAt = ending.Arrival.ObservedAt,
        ParsedAt = ending.Document is null ? null : ending.At,
        SettledAt = now,
    };

    private static Settlement Settlement(OutcomeRow outcome) => new()
    {
        ArrivalId = outcome.ArrivalId,
        Attempt = outcome.Attempt,
        Outcome = outcome.Outcome,
        DocumentId = outcome.DocumentId,
        Reason = outcome.ReasonCode is null ? null : new Reason { Code = outcome.ReasonCode, Message = outcome.Reason!, Stage = outcome.ReasonStage! },
        SettledAt = outcome.SettledAt,
    };
}
