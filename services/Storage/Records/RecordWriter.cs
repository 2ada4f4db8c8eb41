using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Platform.Storage.Records;

/// <summary>Writes records of new documents, many in one statement.</summary>
internal static class RecordWriter
{
    /// <summary>Inserts the records whose content is new and returns their arrivals.</summary>
    public static async Task<HashSet<Guid>> InsertAsync(LibraryContext context, List<RecordRow> rows, CancellationToken cancellation)
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
        var locations = Column(row => row.Location);
        var partial = Column(row => row.Partial);
        var warnings = Column(row => JsonSerializer.Serialize(row.Warnings));
        var wordCounts = Column(row => row.WordCount);
        var versions = Column(row => row.ParserVersion);
        var sourceTags = Column(row => JsonSerializer.Serialize(row.SourceTags));
        var expected = Column(row => row.ExpectedLanguage);
        var given = Column(row => row.Given);
        var storedAt = rows[0].StoredAt;
        var inserted = await context.Database.SqlQuery<Guid>($"""
            WITH inserted AS (INSERT INTO library.records (document_id, arrival_id, content_hash, source, name, size, media_type, charset, title, authors, published_at, modified_at,
                language, publisher, canonical_url, description, text, blocks, evidence, removed, warnings, word_count, parser_version, subtitle, tags, quotations, mentions,
                links, partial, location, source_tags, expected_language, given, stored_at)
            SELECT document_id, arrival_id, content_hash, source, name, size, media_type, charset, title, ARRAY(SELECT jsonb_array_elements_text(authors::jsonb)),
                published_at, modified_at, language, publisher, canonical_url, description, text, blocks::jsonb, evidence::jsonb, removed::jsonb,
                ARRAY(SELECT jsonb_array_elements_text(warnings::jsonb)), word_count, parser_version, subtitle, ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)),
                quotations::jsonb, mentions::jsonb, links::jsonb, partial, location, ARRAY(SELECT jsonb_array_elements_text(source_tags::jsonb)), expected_language, given::jsonb, {storedAt}
            FROM unnest({documents}, {arrivals}, {hashes}, {sources}, {names}, {sizes}, {mediaTypes}, {charsets}, {titles}, {authors}, {published}, {modified},
                {languages}, {publishers}, {urls}, {descriptions}, {texts}, {blocks}, {evidence}, {removed}, {warnings}, {wordCounts}, {versions},
                {subtitles}, {tags}, {quotations}, {mentions}, {links}, {partial}, {locations}, {sourceTags}, {expected}, {given})
              AS new (document_id, arrival_id, content_hash, source, name, size, media_type, charset, title, authors, published_at, modified_at,
                language, publisher, canonical_url, description, text, blocks, evidence, removed, warnings, word_count, parser_version, subtitle, tags, quotations, mentions,
                links, partial, location, source_tags, expected_language, given)
            ON CONFLICT (content_hash) DO NOTHING
                RETURNING arrival_id, document_id),
            waiting AS (INSERT INTO library.unindexed SELECT document_id FROM inserted)
            SELECT arrival_id AS "Value" FROM inserted
            """).ToListAsync(cancellation);
        return [.. inserted];

        T[] Column<T>(Func<RecordRow, T> value) => [.. rows.Select(value)];
    }

    /// <summary>The document that holds each content.</summary>
    public static async Task<Dictionary<string, Guid>> HoldersAsync(
        LibraryContext context, List<RecordRow> rows, HashSet<Guid> stored, CancellationToken cancellation)
    {
        var holders = rows.Where(row => stored.Contains(row.ArrivalId)).ToDictionary(row => row.ContentHash, row => row.DocumentId, StringComparer.Ordinal);
        var elsewhere = rows.Select(row => row.ContentHash).Where(hash => !holders.ContainsKey(hash)).Distinct(StringComparer.Ordinal).ToArray();
        if (elsewhere.Length > 0)
        {
            // Locked, so that a document is not deleted while something becomes a duplicate of it: one of the two is first.
            var found = await context.Database.SqlQuery<Holder>(
                $"""SELECT content_hash AS "ContentHash", document_id AS "DocumentId" FROM library.records WHERE content_hash = ANY ({elsewhere}) ORDER BY content_hash FOR KEY SHARE""").ToListAsync(cancellation);
            found.ForEach(record => holders.Add(record.ContentHash, record.DocumentId));
        }

        return holders;
    }

    private sealed record Holder(string ContentHash, Guid DocumentId);
}
