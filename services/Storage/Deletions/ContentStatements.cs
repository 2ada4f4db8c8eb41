namespace Platform.Storage.Deletions;

/// <summary>What is asked about contents that deletions have left.</summary>
internal static class ContentStatements
{
    /// <summary>The next of them.</summary>
    public const string Released = "SELECT content_hash FROM library.released WHERE content_hash > $1 ORDER BY content_hash LIMIT 64";

    /// <summary>Those that the library needs. What was rejected or failed can be tried again from its bytes.</summary>
    public const string Needed = """
        SELECT hash FROM unnest($1) AS asked (hash) WHERE EXISTS (SELECT FROM library.records WHERE content_hash = hash) OR EXISTS (SELECT FROM library.revisions WHERE content_hash = hash)
            OR EXISTS (SELECT FROM library.outcomes WHERE content_hash = hash AND outcome IN ('rejected', 'failed'))
        """;

    /// <summary>The contents that hold what was read from them, but for those that came of others too. An arrival under way that has one is parsed again.</summary>
    public const string Parsed = """
        SELECT DISTINCT p.parsed_hash FROM library.parsed_contents AS p
        WHERE p.content_hash = ANY ($1) AND NOT EXISTS (SELECT FROM library.parsed_contents AS other WHERE other.parsed_hash = p.parsed_hash AND other.content_hash <> ALL ($1))
        """;

    /// <summary>Strikes off those that are removed or needed.</summary>
    public const string Done = """
        WITH struck AS (DELETE FROM library.released WHERE content_hash = ANY ($1))
        DELETE FROM library.parsed_contents WHERE content_hash = ANY ($1) AND NOT EXISTS (SELECT FROM library.records AS r WHERE r.content_hash = parsed_contents.content_hash)
            AND NOT EXISTS (SELECT FROM library.revisions AS v WHERE v.content_hash = parsed_contents.content_hash)
        """;
}
