using System.Text.Json;
using Platform.Contracts;

namespace Platform.Storage.Records;

/// <summary>
/// What differs between two readings of the same bytes. What proves and annotates (evidence, what was removed, warnings, the parser's version) is no difference: it is
/// brought up to date without a revision.
/// </summary>
internal static class Changes
{
    private const int Longest = 200;
    private const int Before = 40;

    /// <summary>The fields that differ, by their names in the API.</summary>
    public static Dictionary<string, Change> Between(RecordRow old, RecordRow now)
    {
        var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
        Compare("media_type", old.MediaType, now.MediaType);
        Compare("charset", old.Charset, now.Charset);
        Compare("title", old.Title, now.Title);
        Compare("subtitle", old.Subtitle, now.Subtitle);
        Compare("authors", List(old.Authors), List(now.Authors));
        Compare("published_at", old.PublishedAt, now.PublishedAt);
        Compare("modified_at", old.ModifiedAt, now.ModifiedAt);
        Compare("language", old.Language, now.Language);
        Compare("publisher", old.Publisher, now.Publisher);
        Compare("canonical_url", old.CanonicalUrl, now.CanonicalUrl);
        Compare("description", old.Description, now.Description);
        Compare("tags", List(old.Tags), List(now.Tags));
        Compare("partial", old.Partial ? "true" : "false", now.Partial ? "true" : "false");
        Compare("text", old.Text, now.Text);
        Compare("quotations", Written<Quotation>(old.Quotations), Written<Quotation>(now.Quotations));
        Compare("mentions", Written<Mention>(old.Mentions), Written<Mention>(now.Mentions));
        Compare("links", Written<Link>(old.Links), Written<Link>(now.Links));
        if (!changes.ContainsKey("text")) // where the text differs, so do its parts
        {
            Compare("blocks", Blocks(old), Blocks(now));
        }

        return changes;

        void Compare(string field, string? before, string? after)
        {
            if (!string.Equals(before, after, StringComparison.Ordinal))
            {
                changes.Add(field, Excerpt(before, after));
            }
        }
    }

    /// <summary>Whether what proves and annotates differs.</summary>
    public static bool InProof(RecordRow old, RecordRow now) =>
        old.ParserVersion != now.ParserVersion || old.WordCount != now.WordCount || !old.Warnings.SequenceEqual(now.Warnings, StringComparer.Ordinal)
        || Written<Evidence>(old.Evidence) != Written<Evidence>(now.Evidence) || Written<Removed>(old.Removed) != Written<Removed>(now.Removed)
        || Written(old.Given) != Written(now.Given);

    /// <summary>The database writes JSON its own way: both are written ours.</summary>
    private static string Written<T>(string json) => JsonSerializer.Serialize(JsonSerializer.Deserialize<List<T>>(json, RecordComposer.SnakeCase), RecordComposer.SnakeCase);

    private static string Blocks(RecordRow record) =>
        JsonSerializer.Serialize(StoredBlock.Read(record.Text, JsonSerializer.Deserialize<List<StoredBlock>>(record.Blocks, RecordComposer.SnakeCase)!), RecordComposer.SnakeCase);

    private static string? Written(string? given) =>
        given is null ? null : JsonSerializer.Serialize(JsonSerializer.Deserialize<GivenFields>(given, RecordComposer.SnakeCase), RecordComposer.SnakeCase);

    private static string? List(string[] values) => values.Length == 0 ? null : string.Join("; ", values);

    private static Change Excerpt(string? before, string? after)
    {
        var same = before.AsSpan().CommonPrefixLength(after);
        var start = Math.Max(before?.Length ?? 0, after?.Length ?? 0) <= Longest ? 0 : Math.Max(0, same - Before);
        return new Change(From(before), From(after));

        string? From(string? text)
        {
            if (text is null)
            {
                return null;
            }

            var (first, end) = (Math.Min(start, text.Length), Math.Min(start + Longest, text.Length));
            first -= first > 0 && first < text.Length && char.IsLowSurrogate(text[first]) ? 1 : 0; // a character is not cut in two
            end -= end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            return (first > 0 ? "…" : "") + text[first..end] + (end < text.Length ? "…" : "");
        }
    }
}
