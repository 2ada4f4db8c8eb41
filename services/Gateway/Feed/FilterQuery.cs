namespace Platform.Gateway.Feed;

/// <summary>An <see cref="EventFilter"/> in an address: each list separated by commas.</summary>
/// <param name="Types">Types of events, such as <c>document.stored.v1</c>.</param>
/// <param name="Sources">Names of sources.</param>
/// <param name="Languages">ISO 639-1 codes.</param>
/// <param name="Tags">The documents' own keywords.</param>
/// <param name="Mentions">Countries by ISO 3166-1 alpha-2 code and organizations by their abbreviation.</param>
public sealed record FilterQuery(string? Types = null, string? Sources = null, string? Languages = null, string? Tags = null, string? Mentions = null)
{
    /// <summary>The filter.</summary>
    public EventFilter ToFilter() => new()
    {
        Types = Split(Types),
        Sources = Split(Sources),
        Languages = Split(Languages),
        Tags = Split(Tags),
        Mentions = Split(Mentions),
    };

    private static string[] Split(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
