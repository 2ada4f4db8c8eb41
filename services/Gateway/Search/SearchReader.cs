using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Gateway.Search;

/// <summary>Finds documents in the search index that Storage keeps.</summary>
public sealed class SearchReader(NpgsqlDataSource database, HitsReader hits, Counting counting)
{
    /// <summary>One page.</summary>
    /// <param name="query">What is looked for; without a problem.</param>
    /// <param name="limit">Most documents, 1 to 200.</param>
    /// <param name="after">The place behind which the page begins; null for the first.</param>
    /// <param name="counted">Whether to count values and months.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<SearchPage> FindAsync(SearchQuery query, int limit, SearchCursor? after, bool counted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (top, unindexed, read) = await StateAsync(query, cancellation);
        top = after?.Top ?? top;
        var (places, counts) = await PlacesAsync(query, read, limit + 1, top, after, counted, cancellation);
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
        var (top, _, read) = await StateAsync(newest, cancellation);
        for (SearchCursor? after = null; ;)
        {
            var (places, _) = await PlacesAsync(newest, read, Piece, top, after, counted: false, cancellation);
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

    private async Task<(long Top, long Unindexed, string Read)> StateAsync(SearchQuery query, CancellationToken cancellation)
    {
        var sql = new SearchSql(query with { Q = null });
        await using var command = sql.Command(database, $"""
            SELECT coalesce(max(place), 0), (SELECT count(*) FROM (SELECT FROM library.unindexed LIMIT 100000) AS waiting), (SELECT {sql.Read(query)}::text) FROM library.search
            """);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? "" : row.GetString(2));
    }

    private async Task<(List<(long Place, float Rank)> Places, Counts? Counts)> PlacesAsync(
        SearchQuery query, string read, int limit, long top, SearchCursor? after, bool counted, CancellationToken cancellation)
    {
        var upTo = !counted && !query.ByRelevance && after is not null ? after.Place - 1 : top;
        var most = counted ? SearchSql.Counted + 1 : query.ByRelevance ? SearchSql.Ranked : limit;
        var found = await FoundAsync(query, read, upTo, most, counted, cancellation);
        var places = query.ByRelevance
            ? await RankedAsync(query, read, found.Take(SearchSql.Ranked).Select(one => one.Place).ToArray(), limit, after, cancellation)
            : found.Where(one => after is null || one.Place < after.Place).Take(limit).Select(one => (one.Place, 0f)).ToList();
        return (places, counted ? await counting.CountAsync(found, cancellation) : null);
    }

    /// <summary>What is found, newest first; what is counted of each only where it is.</summary>
    private async Task<List<FoundPlace>> FoundAsync(SearchQuery query, string read, long upTo, int most, bool counted, CancellationToken cancellation)
    {
        var sql = new SearchSql(query, read);
        await using var command = sql.Command(database, sql.Found(counted ? "place, published, facets" : "place", sql.Add(upTo, NpgsqlDbType.Bigint), most));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<FoundPlace>();
        while (await row.ReadAsync(cancellation))
        {
            found.Add(counted ? new FoundPlace(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateOnly>(1), row.GetFieldValue<int[]>(2)) : new FoundPlace(row.GetInt64(0), null, []));
        }

        return found;
    }

    private async Task<List<(long Place, float Rank)>> RankedAsync(SearchQuery query, string read, long[] places, int limit, SearchCursor? after, CancellationToken cancellation)
    {
        var sql = new SearchSql(query, read);
        await using var command = sql.Command(database, $"""
            SELECT place, rank FROM (SELECT place, {sql.Rank("s")} AS rank FROM library.search AS s WHERE place = ANY ({sql.Add(places, NpgsqlDbType.Array | NpgsqlDbType.Bigint)}) OFFSET 0) AS ranked
            WHERE {(after is null ? "true" : $"(rank, place) < ({sql.Add(after.Rank, NpgsqlDbType.Real)}, {sql.Add(after.Place, NpgsqlDbType.Bigint)})")}
            ORDER BY rank DESC, place DESC LIMIT {limit}
            """);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var ranked = new List<(long, float)>();
        while (await row.ReadAsync(cancellation))
        {
            ranked.Add((row.GetInt64(0), row.GetFloat(1)));
        }

        return ranked;
    }
}

/// <summary>A row of the index that was found.</summary>
/// <param name="Place">Its place; the newest has the highest.</param>
/// <param name="Published">Day of publication; null where it is not known, or not asked for.</param>
/// <param name="Facets">Numbers of its facets; those below 0 are segments.</param>
public readonly record struct FoundPlace(long Place, DateOnly? Published, int[] Facets);
