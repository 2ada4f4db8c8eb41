using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Platform.Gateway.Search;

/// <summary>Counts which values and months the documents found share. Here and not in the database, which takes longer to spread ten thousand lists than to send them.</summary>
public sealed class Counting(NpgsqlDataSource database)
{
    private const int ValuesShown = 30;

    // Of thousands of tags only the most frequent are looked up by name.
    private const int FacetsNamed = 500;

    /// <summary>Counts them.</summary>
    /// <param name="found">What was found, newest first, at most one more than <see cref="SearchSql.Counted"/>, which says that there are more.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Counts> CountAsync(IReadOnlyList<FoundPlace> found, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(found);
        var facets = new Dictionary<int, int>();
        var months = new SortedDictionary<int, int>();
        foreach (var (_, published, values) in found)
        {
            foreach (var facet in values)
            {
                if (facet > 0)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(facets, facet, out _)++;
                }
            }

            if (published is { } day)
            {
                months[(day.Year * 100) + day.Month] = months.GetValueOrDefault((day.Year * 100) + day.Month) + 1;
            }
        }

        return new Counts(
            Math.Min(found.Count, SearchSql.Counted),
            found.Count > SearchSql.Counted,
            await NamedAsync(facets, cancellation),
            [.. months.Select(month => new MonthCount(string.Create(CultureInfo.InvariantCulture, $"{month.Key / 100:0000}-{month.Key % 100:00}"), month.Value))]);
    }

    private async Task<Dictionary<string, IReadOnlyList<FacetCount>>> NamedAsync(Dictionary<int, int> facets, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT id, kind, value FROM library.facets WHERE id = ANY ($1)");
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. facets.OrderByDescending(facet => facet.Value).ThenBy(facet => facet.Key).Take(FacetsNamed).Select(facet => facet.Key)] });
        var named = new List<(string Kind, string Value, int Count)>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            named.Add((row.GetString(1), row.GetString(2), facets[row.GetInt32(0)]));
        }

        return named.GroupBy(one => one.Kind, StringComparer.Ordinal).ToDictionary(
            kind => kind.Key,
            kind => (IReadOnlyList<FacetCount>)[.. kind.OrderByDescending(one => one.Count).ThenBy(one => one.Value, StringComparer.Ordinal).Take(ValuesShown).Select(one => new FacetCount(one.Value, one.Count))],
            StringComparer.Ordinal);
    }
}
