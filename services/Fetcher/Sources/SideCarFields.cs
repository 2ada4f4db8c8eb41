using System.Globalization;
using System.Text;
using Platform.Contracts;

namespace Platform.Fetcher.Sources;

/// <summary>The fields of a side-car: which there are, and what each may hold. One that is not known or does not hold that is an error, so that nothing said is lost unseen.</summary>
internal static class SideCarFields
{
    private const string Known = "title, authors, date, tags, url and language";

    private const int MostAuthors = 32, LongestTitle = 1000, LongestName = 200, LongestTag = 100, LongestUrl = 2048;

    private static readonly string[] Days = ["yyyy", "yyyy-MM", "yyyy-MM-dd"];

    private static readonly string[] Times =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ssK",
    ];

    /// <summary>Takes the fields, each at most once under any of its names.</summary>
    /// <exception cref="BadSideCarException">One cannot be taken.</exception>
    public static SideCar Of(IEnumerable<(string Name, IReadOnlyList<string> Values)> fields)
    {
        var (given, tags, language) = (new GivenFields(), (IReadOnlyList<string>)[], (string?)null);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, values) in fields)
        {
            var field = FieldOf(name);
            if (!seen.Add(field))
            {
                throw new BadSideCarException($"it says {field} twice");
            }

            switch (field)
            {
                case "title": given = given with { Title = One(field, values, LongestTitle) }; break;
                case "authors": given = given with { Authors = Many(field, values, MostAuthors, LongestName) }; break;
                case "date": given = given with { PublishedAt = Date(One(field, values, 40)) }; break;
                case "url": given = given with { Url = Address(One(field, values, LongestUrl)) }; break;
                case "tags": tags = Many(field, values, SourceSettings.MostTags, LongestTag); break;
                default: language = Language(One(field, values, 40)); break;
            }
        }

        return new SideCar(given, tags, language);
    }

    /// <summary>A name as a sentence may show it.</summary>
    public static string Quoted(string name) => string.Create(CultureInfo.InvariantCulture, $"«{Label.Of(RawPath.Of(name.Length > 40 ? name[..40] + "…" : name))}»");

    private static string FieldOf(string name) => name.ToLowerInvariant() switch
    {
        "title" => "title",
        "authors" or "author" => "authors",
        "date" or "published_at" => "date",
        "url" or "source" or "source_url" => "url",
        "tags" => "tags",
        "language" => "language",
        _ => throw new BadSideCarException($"it has the field {Quoted(name)}, and known are {Known}"),
    };

    private static string? One(string field, IReadOnlyList<string> values, int longest) => values.Count switch
    {
        0 => null,
        1 => Line(field, values[0], longest) is { Length: > 0 } line ? line : null,
        _ => throw new BadSideCarException($"its {field} is a list and must be one text"),
    };

    private static List<string> Many(string field, IReadOnlyList<string> values, int most, int longest)
    {
        var lines = values.Select(value => Line(field, value, longest)).Where(line => line.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return lines.Count <= most ? lines : throw new BadSideCarException(string.Create(CultureInfo.InvariantCulture, $"it has more than {most} {field}"));
    }

    /// <summary>A text in one line: each white space is one blank. A database holds neither other control characters nor halves of characters.</summary>
    private static string Line(string field, string value, int longest)
    {
        var line = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line switch
        {
            _ when line.Length > longest => throw new BadSideCarException(string.Create(CultureInfo.InvariantCulture, $"its {field} has more than {longest} characters")),
            _ when line.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || Rune.IsControl(rune)) => throw new BadSideCarException($"its {field} has a character that is none"),
            _ => line,
        };
    }

    private static string? Date(string? date) =>
        date is null ? null
        : DateTime.TryParseExact(date, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || DateTimeOffset.TryParseExact(date, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? date.Replace(' ', 'T') : throw new BadSideCarException("its date is not one in ISO 8601 such as 2024-05-12 or 2024-05-12T08:30:00+02:00");

    private static string? Address(string? url) =>
        url is null ? null
        : Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? url : throw new BadSideCarException("its url is not an absolute one of http or https");

    private static string? Language(string? language) =>
        language is null || SourceSettings.IsLanguage(language) ? language : throw new BadSideCarException("its language is not a tag such as en or pt-BR");
}
