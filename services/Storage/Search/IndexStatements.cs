namespace Platform.Storage.Search;

/// <summary>How a record enters the search index. Tables, views and functions: the migration <c>Search</c>.</summary>
internal static class IndexStatements
{
    /// <summary>Takes the oldest of those that wait; none where another indexer is at it, since places are given by one at a time.</summary>
    public const string Take = """
        DELETE FROM library.unindexed WHERE document_id IN (
            SELECT document_id FROM library.unindexed WHERE (SELECT pg_try_advisory_xact_lock(7203101)) ORDER BY document_id LIMIT $1)
        RETURNING document_id
        """;

    /// <summary>Takes the oldest of those that wait for good.</summary>
    public const string LeaveOut = "DELETE FROM library.unindexed WHERE document_id = (SELECT document_id FROM library.unindexed ORDER BY document_id LIMIT 1) RETURNING document_id";

    /// <summary>In this order, each with the ids of the documents.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // A document that changed loses its old row and becomes the newest.
        "DELETE FROM library.search WHERE document_id = ANY ($1)",
        """
        INSERT INTO library.facets (kind, value)
        SELECT DISTINCT kind, value FROM library.record_facets AS new WHERE document_id = ANY ($1)
            AND NOT EXISTS (SELECT FROM library.facets AS old WHERE old.kind = new.kind AND old.value = new.value)
        """,

        // At most 200,000 characters of a text: a tsvector takes no more than a megabyte. The facets of all are gathered at once and each is looked up by itself: joined for each
        // document, the whole table of facets was read for it.
        """
        INSERT INTO library.search (place, document_id, published, facets, words)
        SELECT place, r.document_id,
            CASE WHEN r.published_at ~ '^[1-9]\d{3}' THEN make_date(left(r.published_at, 4)::int, least(12, greatest(1, coalesce(substring(r.published_at FROM '^\d{4}-(\d{2})')::int, 1))), 1)
                + coalesce(substring(r.published_at FROM '^\d{4}-\d{2}-(\d{2})')::int, 1) - 1 END,
            ARRAY[-1 - place / 20000]::int[] || owned.facets,
            setweight(to_tsvector(configuration, library.spaced(coalesce(r.title, r.name))), 'A')
                || setweight(to_tsvector(configuration, library.spaced(concat_ws(' ', r.subtitle, r.description, array_to_string(r.authors, ', '), array_to_string(r.tags, ', '), array_to_string(r.source_tags, ', ')))), 'B')
                || to_tsvector(configuration, library.spaced(left(r.text, 200000)))
                || array_to_tsvector(ARRAY['=' || configured.name])
        FROM (SELECT document_id, (SELECT coalesce(max(place), -1) FROM library.search) + row_number() OVER (ORDER BY document_id) AS place FROM unnest($1) AS document_id) AS new
            JOIN library.records AS r USING (document_id)
            JOIN (SELECT document_id, array_agg((SELECT f.id FROM library.facets AS f WHERE f.kind = own.kind AND f.value = own.value)) AS facets
                FROM library.record_facets AS own WHERE document_id = ANY ($1) GROUP BY document_id) AS owned USING (document_id)
            CROSS JOIN LATERAL library.configuration_of(r.language) AS configured (name)
            CROSS JOIN LATERAL CAST('library.' || quote_ident(configured.name) AS regconfig) AS configuration
        """,
        """
        INSERT INTO library.words (word)
        SELECT DISTINCT word FROM library.search AS s JOIN library.records AS r USING (document_id) CROSS JOIN LATERAL unnest(tsvector_to_array(s.words)) AS word
        WHERE document_id = ANY ($1) AND r.language IS NOT NULL AND library.configuration_of(r.language) = 'plain' AND length(word) BETWEEN 4 AND 40 AND word !~ '[0-9=]'
        ON CONFLICT DO NOTHING
        """,
    ];
}
