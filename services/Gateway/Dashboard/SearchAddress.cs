using Platform.Gateway.Search;

namespace Platform.Gateway.Dashboard;

/// <summary>A search as the query of an address.</summary>
internal static class SearchAddress
{
    /// <summary>The search at <paramref name="path"/>, with one value of a list more or less.</summary>
    public static string Toggled(SearchQuery query, string name, string value) => Of("/documents", query, toggle: (name, value));

    /// <summary>The search at <paramref name="path"/>.</summary>
    public static string Of(string path, SearchQuery query, (string Name, string Value)? toggle = null, params (string Name, string? Value)[] more)
    {
        var pairs = new List<(string Name, string? Value)> { ("q", query.Words), ("from", query.From), ("to", query.To), ("order", query.Order) };
        pairs.AddRange(query.Lists.SelectMany(list => list.Values.Select(value => (list.Name, (string?)value))));
        if (toggle is { } change && pairs.RemoveAll(pair => pair.Name == change.Name && string.Equals(pair.Value, change.Value, StringComparison.OrdinalIgnoreCase)) == 0)
        {
            pairs.Add((change.Name, change.Value));
        }

        pairs.RemoveAll(pair => more.Any(other => other.Name == pair.Name));
        pairs.AddRange(more);
        var text = string.Join('&', pairs.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => pair.Name + "=" + Uri.EscapeDataString(pair.Value!)));
        return text.Length == 0 ? path : path + "?" + text;
    }
}
