using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Gateway.Search;

/// <summary>Finds documents in the search index that Storage keeps.</summary>
public sealed class SearchReader(NpgsqlDataSource database, HitsReader hits)
{
    private const int ValuesShown = 30;

    /// <summary>One page.</summary>
    /// <param name="query">What is looked for; without a problem.</param>
    /// <param name="limit">Most documents, 1 to 200.</param>
    /// <param name="after">The place behind which the page begins; null for the first.</param>
    /// <param name="counted">Whether to count values and months.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<SearchPage> FindAsync(SearchQuery query, int limit, SearchCursor? after, bool counted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (top, unindexed) = await StateAsync(cancellation);
        top = after?.Top ?? top;
        var (places, counts) = await PlacesAsync(query, limit + 1, top, after, counted, cancellation);
        var shown = places.Take(limit).ToList();
        var found = await hits.ReadAsync(query.Words, shown.ConvertAll(place => place.Place), cancellation);
        var next = places.Count > limit ? new SearchCursor(top, shown[^1].Place, shown[^1].Rank) : null;
        return new SearchPage(found, next, counts, unindexed);
    }

    /// <summary>Everything found, newest first, in pieces of ids that can be read at once.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Guid>> AllAsync(SearchQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int Piece = 500;
        var newest = query with { Order = "newest" };
        var (top, _) = await StateAsync(cancellation);
        for (SearchCursor? after = null; ;)
        {
            var (places, _) = await PlacesAsync(newest, Piece, top, after, counted: false, cancellation);
            if (places.Count > 0)
            {
                yield return await hits.IdsAsync(places.ConvertAll(place => place.Place), cancellation);
            }

            if (places.Count < Piece)
            {
                yield break;
            }

            after = new SearchCursor(top, places[^1].Place, 0);
        }
    }

    private async Task<(long Top, long Unindexed)> StateAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT coalesce(max(place), 0), (SELECT count(*) FROM (SELECT FROM library.unindexed LIMIT 100000) AS waiting) FROM library.search");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private async Task<(List<(long Place, float Rank)> Places, Counts? Counts)> PlacesAsync(
        SearchQuery query, int limit, long top, SearchCursor? after, bool counted, CancellationToken cancellation)
    {
        var sql = new SearchSql(query);
        var upTo = sql.Add(!counted && !query.ByRelevance && after is not null ? after.Place - 1 : top, NpgsqlDbType.Bigint);
        var most = counted ? SearchSql.Counted + 1 : query.ByRelevance ? SearchSql.Ranked : limit;
        var page = query.ByRelevance
            ? $"""
                SELECT place, rank FROM (
                    SELECT best.place, {sql.Rank("s")} AS rank FROM (SELECT place FROM found ORDER BY place DESC LIMIT {SearchSql.Ranked}) AS best JOIN library.search AS s USING (place) OFFSET 0) AS ranked
                WHERE {(after is null ? "true" : $"(rank, place) < ({sql.Add(after.Rank, NpgsqlDbType.Real)}, {sql.Add(after.Place, NpgsqlDbType.Bigint)})")}
                ORDER BY rank DESC, place DESC LIMIT {limit}
                """
            : $"SELECT place, 0::real AS rank FROM found {(after is null ? "" : $"WHERE place < {sql.Add(after.Place, NpgsqlDbType.Bigint)}")} ORDER BY place DESC LIMIT {limit}";
        var counts = counted
            ? $"""
                UNION ALL (SELECT 'count', NULL, NULL, count(*), NULL FROM found)
                UNION ALL (SELECT 'month', NULL, to_char(month, 'YYYY-MM'), count, NULL
                    FROM (SELECT date_trunc('month', published) AS month, count(*) FROM found WHERE published IS NOT NULL GROUP BY 1) AS months)
                UNION ALL (SELECT 'facet', kind, value, count, NULL FROM (
                    SELECT kind, value, count, row_number() OVER (PARTITION BY kind ORDER BY count DESC, value) AS number
                    FROM (SELECT facet, count(*) FROM found, unnest(facets) AS facet WHERE facet > 0 GROUP BY facet) AS own JOIN library.facets AS f ON f.id = facet) AS numbered
                    WHERE number <= {ValuesShown} ORDER BY count DESC, value)
                """
            : "";
        await using var command = sql.Command(database, $"""
            WITH found AS MATERIALIZED ({sql.Found(upTo, most)}), page AS ({page})
            (SELECT 'hit' AS what, NULL AS kind, NULL AS value, place AS count, rank FROM page) {counts}
            """);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        List<(long, float)> places = [];
        var facets = new Dictionary<string, List<FacetCount>>(StringComparer.Ordinal);
        List<MonthCount> months = [];
        var total = 0L;
        while (await row.ReadAsync(cancellation))
        {
            switch (row.GetString(0))
            {
                case "hit": places.Add((row.GetInt64(3), row.GetFloat(4))); break;
                case "count": total = row.GetInt64(3); break;
                case "month": months.Add(new MonthCount(row.GetString(2), row.GetInt64(3))); break;
                default:
                    if (!facets.TryGetValue(row.GetString(1), out var values))
                    {
                        facets[row.GetString(1)] = values = [];
                    }

                    values.Add(new FacetCount(row.GetString(2), row.GetInt64(3)));
                    break;
            }
        }

        months.Sort((one, other) => string.CompareOrdinal(one.Month, other.Month));
        return (places, !counted ? null : new Counts(
            Math.Min(total, SearchSql.Counted), total > SearchSql.Counted, facets.ToDictionary(kind => kind.Key, kind => (IReadOnlyList<FacetCount>)kind.Value, StringComparer.Ordinal), months));
    }
}
