using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;

namespace Platform.Gateway.Feed;

/// <summary>
/// Which events a subscriber wants, the same at every door. Within one list any value will do, and every list that is not empty must agree. Types, sources
/// and languages are compared as they are spelled, tags and mentions without regard to case.
/// </summary>
public sealed record EventFilter
{
    /// <summary>Most values in one list: 50.</summary>
    public const int MaxValues = 50;

    /// <summary>Longest value: 200 characters.</summary>
    public const int MaxLength = 200;

    /// <summary>Every event.</summary>
    public static EventFilter All { get; } = new();

    /// <summary>Types of events, such as <c>document.stored.v1</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Names of sources.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>ISO 639-1 codes. An event without a language agrees with none.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The document's own keywords, and the tags that its source gives it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Countries by ISO 3166-1 alpha-2 code and organizations by their abbreviation.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Whether every event agrees.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Types.Count + Sources.Count + Languages.Count + Tags.Count + Mentions.Count == 0;

    /// <summary>Whether the type alone decides.</summary>
    internal bool IsOfTypesOnly => Sources.Count + Languages.Count + Tags.Count + Mentions.Count == 0;

    /// <summary>One sentence about what is wrong with it; null where nothing is.</summary>
    public string? Problem()
    {
        if (Types.Except(EventTypes.All, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            return $"types has {Shortened(unknown)}, which is no type of event; there are {string.Join(", ", EventTypes.All)}.";
        }

        foreach (var (name, values) in new[] { ("types", Types), ("sources", Sources), ("languages", Languages), ("tags", Tags), ("mentions", Mentions) })
        {
            if (values.Count > MaxValues || values.Any(value => string.IsNullOrWhiteSpace(value) || value.Length > MaxLength || value.Contains('\0', StringComparison.Ordinal)))
            {
                return $"{name} takes at most {MaxValues} values of 1 to {MaxLength} characters.";
            }
        }

        return null;
    }

    /// <summary>The filter as a condition on a row of <c>library.events</c>, with its parameters added to <paramref name="command"/> behind those that are there.</summary>
    internal string ToSql(NpgsqlCommand command)
    {
        var conditions = new List<string>();
        Add(Types, "type = ANY ($)");
        Add(Sources, "source = ANY ($)");
        Add(Languages, "data->>'language' = ANY ($)");
        Add(Lower(Tags), "EXISTS (SELECT FROM jsonb_array_elements_text(coalesce(data->'tags', '[]') || coalesce(data->'source_tags', '[]')) AS tag WHERE lower(tag) = ANY ($))");
        Add(Lower(Mentions),
            "EXISTS (SELECT FROM jsonb_array_elements_text(coalesce(data->'countries', '[]') || coalesce(data->'organizations', '[]')) AS code WHERE lower(code) = ANY ($))");
        return string.Join(" AND ", conditions);

        void Add(IReadOnlyList<string> values, string condition)
        {
            if (values.Count > 0)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
                conditions.Add(condition.Replace("$", $"${command.Parameters.Count}", StringComparison.Ordinal));
            }
        }
    }

    private static List<string> Lower(IReadOnlyList<string> values) => values.Select(value => value.ToLowerInvariant()).ToList();

    private static string Shortened(string value) => value.Length > 60 ? value[..60] + "…" : value;
}
