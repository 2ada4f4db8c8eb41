namespace Platform.Parser.Metadata;

/// <summary>The fields that evidence is given for, in the public API's spelling.</summary>
public static class Fields
{
    public const string Title = "title";
    public const string Subtitle = "subtitle";
    public const string Tags = "tags";
    public const string Authors = "authors";
    public const string PublishedAt = "published_at";
    public const string ModifiedAt = "modified_at";
    public const string Language = "language";
    public const string Publisher = "publisher";
    public const string CanonicalUrl = "canonical_url";
    public const string Description = "description";
    public const string Charset = "charset";

    /// <summary>All of them, in the order they are shown.</summary>
    public static IReadOnlyList<string> All { get; } = [Title, Subtitle, Authors, PublishedAt, ModifiedAt, Language, Publisher, CanonicalUrl, Description, Tags, Charset];

    /// <summary>Whether a document may have several values of it.</summary>
    public static bool IsList(string field) => field is Authors or Tags;
}

/// <summary>A value that one rule proposes for one field, or that the rule found the field to be empty.</summary>
/// <param name="Field">One of <see cref="Fields"/>.</param>
/// <param name="Value">In the field's normalized form; null where the rule found it to be empty.</param>
/// <param name="Where">Where it stands; see <see cref="Contracts.Evidence.Where"/>.</param>
/// <param name="Rule">The rule's name in snake_case.</param>
/// <param name="Confidence">0 to 1; the highest wins, the earlier of equals.</param>
/// <param name="Quote">The words found there.</param>
public sealed record Finding(string Field, string? Value, string? Where, string Rule, double Confidence, string? Quote = null);
