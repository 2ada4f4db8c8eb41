using Npgsql;
using NpgsqlTypes;

namespace Platform.Gateway.Search;

/// <summary>
/// A search as SQL. Documents lie in segments of 20,000 by their place. A segment is one of a row's facets and answered by the same index as the words, so a look at some segments costs what is
/// found in them, and no row's words are read until they are ranked.
/// </summary>
internal sealed class SearchSql
{
    /// <summary>Most documents that are counted.</summary>
    public const int Counted = 10_000;

    /// <summary>Places of one segment; Storage writes a row's segment among its facets, as -1 less its number.</summary>
    public const int Segment = 20_000;

    /// <summary>Of how many, the newest, the best are picked.</summary>
    public const int Ranked = 1_000;

    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly List<string> _conditions = [];
    private readonly string? _words;

    /// <param name="query">The search.</param>
    /// <param name="read">Its words as the database reads them, where they were read before: <see cref="Read"/>.</param>
    public SearchSql(SearchQuery query, string? read = null)
    {
        if (query.Words is not null)
        {
            // Behind a SELECT of its own it is read once, and no plan is made for these words alone.
            _words = read is null ? $"(SELECT {Read(query)})" : $"(SELECT {Add(read, NpgsqlDbType.Text)}::tsquery)";
            _conditions.Add($"s.words @@ {_words}");
        }

        foreach (var (name, values) in query.Lists.Where(list => list.Values.Count > 0))
        {
            var (kinds, spelled) = name switch
            {
                "mention" => ("'country', 'organization'", values.Select(value => value.ToUpperInvariant())),
                "tag" => ("'tag'", values.Select(value => value.ToLowerInvariant())),
                _ => ($"'{name}'", values),
            };
            _conditions.Add($"s.facets && ARRAY(SELECT id FROM library.facets WHERE kind IN ({kinds}) AND value = ANY ({Add(spelled.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)}))");
        }

        if (query.Since is { } since)
        {
            _conditions.Add($"s.published >= {Add(since, NpgsqlDbType.Date)}");
        }

        if (query.Until is { } until)
        {
            _conditions.Add($"s.published <= {Add(until, NpgsqlDbType.Date)}");
        }
    }

    /// <summary>What a row <c>s</c> of <c>library.search</c> must meet.</summary>
    public string Condition => _conditions.Count == 0 ? "true" : string.Join(" AND ", _conditions);

    /// <summary>The newest found from one place up to another, newest first, at most <paramref name="most"/>.</summary>
    public string Found(string columns, long from, long upTo, int most)
    {
        var (first, last) = (from / Segment, upTo / Segment);
        var segments = _conditions.Count == 0 ? "true" : $"s.facets && {Add(Enumerable.Range((int)first, (int)(last - first) + 1).Select(segment => -1 - segment).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)}";
        // The order of an index on places would be taken for a few common words; behind an addition it is not.
        var place = _conditions.Count == 0 ? "s.place" : "s.place + 0";
        return $"""
            SELECT {columns} FROM library.search AS s WHERE {segments} AND {place} BETWEEN {Add(from, NpgsqlDbType.Bigint)} AND {Add(upTo, NpgsqlDbType.Bigint)} AND {Condition}
            ORDER BY {place} DESC LIMIT {most}
            """;
    }

    /// <summary>The words of a search as the database reads them, in each language's own way.</summary>
    public string Read(SearchQuery query) => query.Words is null
        ? "NULL::tsquery"
        : $"library.search_query({Add(query.Words, NpgsqlDbType.Text)}, {(query.Language is { Length: > 0 } some ? Add(some, NpgsqlDbType.Array | NpgsqlDbType.Text) : "NULL")})";

    /// <summary>How well the words fit a row of <c>library.search</c>.</summary>
    public string Rank(string row) => $"ts_rank({row}.words, {_words}, 1)";

    /// <summary>Adds a parameter and returns its name in SQL.</summary>
    public string Add(object? value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return $"${_parameters.Count}";
    }

    /// <summary>A command with the parameters; none takes longer than ten seconds unless told.</summary>
    public NpgsqlCommand Command(NpgsqlDataSource database, string sql, int seconds = 10)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = seconds;
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }
}
