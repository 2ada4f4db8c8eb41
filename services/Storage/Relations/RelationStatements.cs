namespace Platform.Storage.Relations;

/// <summary>How documents find those that are nearly the same. Tables: the migration <c>Relations</c>.</summary>
internal static class RelationStatements
{
    /// <summary>The texts of the documents, each as much as is looked at.</summary>
    public const string Texts = "SELECT document_id, left(text, $2) FROM library.records WHERE document_id = ANY ($1)";

    /// <summary>Forgets what was known of the documents, whose text has changed or is gone, and with it their relations. Answers with the signatures, whose bands are still there.</summary>
    public const string Forget = """
        WITH links AS (DELETE FROM library.relations WHERE document_id = ANY ($1) OR other_id = ANY ($1))
        DELETE FROM library.fingerprints WHERE document_id = ANY ($1) RETURNING number, signature
        """;

    /// <summary>Takes the bands out: keys and numbers side by side.</summary>
    public const string ForgetBands = "DELETE FROM library.bands AS b USING unnest($1, $2) AS old (key, number) WHERE b.key = old.key AND b.number = old.number";

    /// <summary>Numbers the documents in their order.</summary>
    public const string Number = """
        INSERT INTO library.fingerprints (document_id, text_hash, signature)
        SELECT document_id, text_hash, signature FROM unnest($1, $2, $3) WITH ORDINALITY AS new (document_id, text_hash, signature, place) ORDER BY place
        RETURNING number, document_id
        """;

    /// <summary>Enters bands: keys and numbers side by side.</summary>
    public const string Enter = "INSERT INTO library.bands (key, number) SELECT key, number FROM unnest($1, $2) AS new (key, number) ORDER BY key";

    /// <summary>
    /// For each document those with a band in common that came before it. Of a band that very many have, such as one of text that a site writes under everything, the newest
    /// eight are looked at, so that the cost of a document does not grow with them.
    /// </summary>
    public const string Candidates = """
        SELECT number, other FROM (
            SELECT new.number, old.number AS other, row_number() OVER (PARTITION BY new.number ORDER BY count(*) DESC, old.number DESC) AS place
            FROM unnest($1, $2) AS new (key, number) CROSS JOIN LATERAL (
                SELECT b.number FROM library.bands AS b WHERE b.key = new.key AND b.number < new.number ORDER BY b.number DESC LIMIT 8) AS old
            GROUP BY new.number, old.number) AS near
        WHERE place <= 16
        """;

    /// <summary>What is known of documents by their numbers. A statement of its own: joined to the candidates, the whole table is read.</summary>
    public const string Known = "SELECT number, document_id, text_hash, signature FROM library.fingerprints WHERE number = ANY ($1)";

    /// <summary>Writes relations: of each the later document, the earlier one and the score.</summary>
    public const string Relate = "INSERT INTO library.relations (document_id, other_id, score) SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING";
}
