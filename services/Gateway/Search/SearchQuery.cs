using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Platform.Gateway.Search;

/// <summary>What is looked for, as it stands in an address. Of the values of one name any will do; every name that is given must agree.</summary>
/// <param name="Q">Words, in the form of search engines: <c>"a phrase"</c>, <c>or</c>, <c>-without</c>; at most 300 characters.</param>
/// <param name="Language">ISO 639-1 codes.</param>
/// <param name="Source">Names of sources.</param>
/// <param name="Tag">Tags, in any case: the document's own keywords, and those that its source gives it.</param>
/// <param name="MediaType">Media types.</param>
/// <param name="Mention">Countries by ISO 3166-1 alpha-2 code and organizations by their abbreviation.</param>
/// <param name="Missing">Fields without a value: <c>title</c>, <c>authors</c>, <c>published_at</c>, <c>modified_at</c>, <c>language</c>, <c>publisher</c>, <c>canonical_url</c>, <c>description</c>.</param>
/// <param name="From">First day of publication, <c>2024-03-01</c>.</param>
/// <param name="To">Last day of publication.</param>
/// <param name="Order"><c>newest</c>, or <c>relevance</c>, which is the default where words are given.</param>
public sealed record SearchQuery(
    [property: FromQuery(Name = "q"), Description("Words as search engines take them: \"a phrase\", or, -without; at most 300 characters.")] string? Q = null,
    [property: FromQuery(Name = "language"), Description("ISO 639-1 codes; any of them.")] string[]? Language = null,
    [property: FromQuery(Name = "source"), Description("Names of sources; any of them.")] string[]? Source = null,
    [property: FromQuery(Name = "tag"), Description("Tags, the document's own keywords and those of its source, in any case; any of them.")] string[]? Tag = null,
    [property: FromQuery(Name = "media_type"), Description("Media types; any of them.")] string[]? MediaType = null,
    [property: FromQuery(Name = "mention"), Description("Countries by ISO 3166-1 alpha-2 code, organizations by abbreviation; any of them.")] string[]? Mention = null,
    [property: FromQuery(Name = "missing"), Description("Fields without a value, such as published_at; any of them.")] string[]? Missing = null,
    [property: FromQuery(Name = "from"), Description("First day of publication, 2024-03-01.")] string? From = null,
    [property: FromQuery(Name = "to"), Description("Last day of publication.")] string? To = null,
    [property: FromQuery(Name = "order"), Description("newest or relevance; relevance where words are given and nothing is said.")] string? Order = null)
{
    /// <summary>Longest <see cref="Q"/>.</summary>
    public const int MaxWords = 300;

    private const int MaxValues = 50;
    private const int MaxLength = 200;

    /// <summary>The lists with their names in addresses, in the order in which pages show them.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Values)> Lists =>
        [("language", Language ?? []), ("source", Source ?? []), ("media_type", MediaType ?? []), ("mention", Mention ?? []), ("tag", Tag ?? []), ("missing", Missing ?? [])];

    /// <summary>The words; null where there are none.</summary>
    public string? Words => string.IsNullOrWhiteSpace(Q) ? null : Q.Trim();

    /// <summary>Whether nothing is asked, so that every document is found.</summary>
    public bool IsEmpty => Words is null && Since is null && Until is null && Lists.All(list => list.Values.Count == 0);

    /// <summary>Whether the best come first, not the newest.</summary>
    public bool ByRelevance => Words is not null && Order is not "newest";

    /// <summary>First day.</summary>
    public DateOnly? Since => Day(From);

    /// <summary>Last day.</summary>
    public DateOnly? Until => Day(To);

    /// <summary>One sentence about what is wrong with it; null where nothing is.</summary>
    public string? Problem()
    {
        if (Q is { Length: > MaxWords } || (Q?.Contains('\0', StringComparison.Ordinal) ?? false))
        {
            return $"q takes at most {MaxWords} characters of text.";
        }

        foreach (var (name, values) in Lists)
        {
            if (values.Count > MaxValues || values.Any(value => value.Length is 0 or > MaxLength || value.Contains('\0', StringComparison.Ordinal)))
            {
                return $"{name} takes at most {MaxValues} values of 1 to {MaxLength} characters.";
            }
        }

        return Order is not (null or "" or "newest" or "relevance") ? "order must be newest or relevance."
            : !string.IsNullOrEmpty(From) && Since is null ? "from must be a day such as 2024-03-01."
            : !string.IsNullOrEmpty(To) && Until is null ? "to must be a day such as 2024-03-31."
            : null;
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
