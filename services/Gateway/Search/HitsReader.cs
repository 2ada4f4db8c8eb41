using System.Text.Encodings.Web;
using Npgsql;
using NpgsqlTypes;
using Platform.Gateway.Records;

namespace Platform.Gateway.Search;

/// <summary>Reads the documents of one page of a search, with the words marked in their titles and in passages of their texts.</summary>
public sealed class HitsReader(NpgsqlDataSource database)
{
    // PostgreSQL marks with characters that no text holds; only what was escaped is turned into elements.
    

    private const char Between = '\u0004';

    // At most 30,000 characters of each text are searched for passages, and 600,000 of a page.
    private const int MaxCharacters = 30_000;
    private const int MaxPageCharacters = 600_000;

    private const string Sql = """
        SELECT r.document_id, r.arrival_id, r.title, r.authors, r.name, r.source, r.language, r.published_at, r.media_type, r.size, r.content_hash, r.stored_at,
            CASE WHEN marked.query IS NOT NULL THEN ts_headline(marked.configuration, translate(coalesce(r.title, r.name), E'\u0002\u0003\u0004', ''), marked.query,
                E'HighlightAll=true, StartSel="\u0002", StopSel="\u0003"') END,
            CASE WHEN marked.query IS NOT NULL THEN ts_headline(marked.configuration, translate(left(r.text, $3), E'\u0002\u0003\u0004', ''), marked.query,
                E'MaxFragments=2, MinWords=8, MaxWords=28, StartSel="\u0002", StopSel="\u0003", FragmentDelimiter="\u0004"') END
        FROM unnest($1) WITH ORDINALITY AS page (place, number) JOIN library.search AS s USING (place) JOIN library.records AS r USING (document_id)
        CROSS JOIN LATERAL (SELECT configuration, CASE WHEN $2 IS NOT NULL THEN websearch_to_tsquery(configuration, $2) END AS query
            FROM (SELECT CAST('library.' || quote_ident(library.configuration_of(r.language)) AS regconfig) AS configuration) AS own) AS marked
        ORDER BY number
        """;

    /// <summary>The documents at those places, in their order; one that has been removed since is left out.</summary>
    /// <param name="words">What to mark; null for nothing.</param>
    /// <param name="places">Places in the index.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<IReadOnlyList<DocumentSummary>> ReadAsync(string? words, IReadOnlyList<long> places, CancellationToken cancellation)
    {
        if (places.Count == 0)
        {
            return [];
        }

        await using var command = database.CreateCommand(Sql);
        command.CommandTimeout = 10;
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. places] });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)words ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Min(MaxCharacters, MaxPageCharacters / places.Count) });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<DocumentSummary>();
        while (await row.ReadAsync(cancellation))
        {
            found.Add(RecordsReader.Summary(row) with
            {
                MarkedTitle = row.IsDBNull(12) ? null : Html(row.GetString(12)),
                Fragments = row.IsDBNull(13) ? [] : row.GetString(13).Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Html).ToList(),
            });
        }

        return found;
    }

    /// <summary>The ids of the documents at those places, in their order.</summary>
    public async Task<IReadOnlyList<Guid>> IdsAsync(IReadOnlyList<long> places, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT document_id FROM unnest($1) WITH ORDINALITY AS page (place, number) JOIN library.search USING (place) ORDER BY number");
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. places] });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<Guid>(places.Count);
        while (await row.ReadAsync(cancellation))
        {
            ids.Add(row.GetGuid(0));
        }

        return ids;
    }

    private static string Html(string marked) => HtmlEncoder.Default.Encode(marked)
        .Replace("&#x2;", "<mark>", StringComparison.Ordinal).Replace("&#x3;", "</mark>", StringComparison.Ordinal);
}
