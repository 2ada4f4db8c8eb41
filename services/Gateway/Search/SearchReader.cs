using System.Buffers.Binary;
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
        var start = query.ByRelevance || after is null ? top : after.Place - 1;
        var enough = query.ByRelevance ? SearchSql.Ranked : limit + 1;
        var found = new List<FoundPlace>();
        Task<SearchPage>? page = null;
        if (!counted || start < top)
        {
            page = PageAsync(await FirstAsync(query, read, start, enough, cancellation));
        }

        if (counted)
        {
            await foreach (var some in PiecesAsync(query, read, top, enough, SearchSql.Counted + 1, counted, cancellation))
            {
                found.AddRange(some);
                if (found.Count >= enough)
                {
                    page ??= PageAsync(found[..enough]); // read while what is only counted is still being looked for
                }
            }
        }

        var counts = counted ? await counting.CountAsync(found, cancellation) : null;
        return await (page ?? PageAsync(found)) with { Counts = counts };

        async Task<SearchPage> PageAsync(IReadOnlyList<FoundPlace> candidates)
        {
            var places = query.ByRelevance ? await RankedAsync(query, read, candidates, limit + 1, after, cancellation) : [.. candidates.Select(one => (one.Place, 0f))];
            var shown = places.Take(limit).ToList();
            var documents = await hits.ReadAsync(query.Words, shown.ConvertAll(place => place.Place), cancellation);
            return new SearchPage(documents, places.Count > limit ? new SearchCursor(top, shown[^1].Place, shown[^1].Rank) : null, Counts: null, unindexed);
        }
    }

    /// <summary>Everything found, newest first, in pieces of ids that can be read at once.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Guid>> AllAsync(SearchQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int Piece = 500;
        var (start, _, read) = await StateAsync(query, cancellation);
        for (var more = true; more;)
        {
            var found = await FirstAsync(query, read, start, Piece, cancellation);
            if (found.Count > 0)
            {
                yield return await hits.IdsAsync(found.ConvertAll(one => one.Place), cancellation);
                start = found[^1].Place - 1;
            }

            more = found.Count == Piece;
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

    /// <summary>The newest found at or below a place, so many at most.</summary>
    private async Task<List<FoundPlace>> FirstAsync(SearchQuery query, string read, long upTo, int most, CancellationToken cancellation)
    {
        var found = new List<FoundPlace>();
        await foreach (var some in PiecesAsync(query, read, upTo, most, most, counted: false, cancellation))
        {
            found.AddRange(some);
        }

        return found;
    }

    /// <summary>
    /// What is found at or below a place, newest first. The newest segment is looked at first; then as many at once as hold what is missing if they are as full as those before, so that a
    /// frequent word ends early, and a rare one costs three looks at a million documents and four at eight million.
    /// </summary>
    private async IAsyncEnumerable<IReadOnlyList<FoundPlace>> PiecesAsync(
        SearchQuery query, string read, long upTo, int enough, int most, bool counted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (found, looked) = (0, 0L);
        while (upTo >= 0 && found < most)
        {
            var missing = (found < enough ? enough : most) - found;
            var places = looked == 0 ? SearchSql.Segment : Math.Min(looked * 8, found == 0 ? long.MaxValue : (long)(missing * 1.1 * looked / found));
            var from = Math.Max(0, upTo - places + 1) / SearchSql.Segment * SearchSql.Segment;
            var some = await HalvesAsync(query, read, from, upTo, most - found, counted, cancellation);
            (found, looked, upTo) = (found + some.Count, looked + upTo - from + 1, from - 1);
            yield return some;
        }
    }

    /// <summary>What is found between two places, newest first. The newer and the older half are looked at at once: one search has more than one core of the database.</summary>
    private async Task<List<FoundPlace>> HalvesAsync(SearchQuery query, string read, long from, long upTo, int most, bool counted, CancellationToken cancellation)
    {
        var middle = (from + upTo + 1) / 2 / SearchSql.Segment * SearchSql.Segment;
        if (middle <= from || query.IsEmpty)
        {
            return await FoundAsync(query, read, from, upTo, most, counted, cancellation);
        }

        var halves = await Task.WhenAll(FoundAsync(query, read, middle, upTo, most, counted, cancellation), FoundAsync(query, read, from, middle - 1, most, counted, cancellation));
        return [.. halves.SelectMany(half => half).Take(most)];
    }

    /// <summary>What is found between two places, newest first; what is counted of each only where it is.</summary>
    private async Task<List<FoundPlace>> FoundAsync(SearchQuery query, string read, long from, long upTo, int most, bool counted, CancellationToken cancellation)
    {
        var sql = new SearchSql(query, read);
        await using var command = sql.Command(database, sql.Found(counted ? "place, published, array_send(facets)" : "place", from, upTo, most));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<FoundPlace>();
        while (await row.ReadAsync(cancellation))
        {
            found.Add(counted ? new FoundPlace(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateOnly>(1), Numbers(row.GetFieldValue<byte[]>(2))) : new FoundPlace(row.GetInt64(0), null, []));
        }

        return found;
    }

    /// <summary>An array of integers as the server sends it: 20 bytes that tell its shape, then a length and a number each. Taken whole and read here, since the driver asks for each number by itself.</summary>
    private static int[] Numbers(ReadOnlySpan<byte> sent)
    {
        var numbers = new int[Math.Max(0, (sent.Length - 20) / 8)];
        for (var at = 0; at < numbers.Length; at++)
        {
            numbers[at] = BinaryPrimitives.ReadInt32BigEndian(sent[(24 + (at * 8))..]);
        }

        return numbers;
    }

    private async Task<List<(long Place, float Rank)>> RankedAsync(SearchQuery query, string read, IReadOnlyList<FoundPlace> found, int limit, SearchCursor? after, CancellationToken cancellation)
    {
        var sql = new SearchSql(query, read);
        await using var command = sql.Command(database, $"""
            SELECT place, rank FROM (SELECT place, {sql.Rank("s")} AS rank FROM library.search AS s WHERE place = ANY ({sql.Add(found.Select(one => one.Place).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint)}) OFFSET 0) AS ranked
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
