using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Metadata;

/// <summary>What stands beside a document goes before all that its bytes say; what they say is kept as having lost.</summary>
internal static class Given
{
    /// <summary>The rule's name in the evidence.</summary>
    public const string Rule = "given";

    // Below all that a page says about its own address.
    private const double FetchedConfidence = 0.5;

    private const int LongestTitle = 1000;
    private const int LongestName = 200;

    /// <summary>Proposes what is given, as sure as nothing else is. A value that its field cannot have is left out with a warning.</summary>
    /// <param name="draft">Takes the findings.</param>
    /// <param name="given">Null where nothing is.</param>
    public static void Take(Draft draft, GivenFields? given)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (given is null)
        {
            return;
        }

        Propose(draft, Fields.Title, given.Title, title => Line(title, LongestTitle), "a title");
        Propose(draft, Fields.PublishedAt, given.PublishedAt, date => Dates.Read(date), "a date in ISO 8601");
        Propose(draft, Fields.CanonicalUrl, given.Url, url => Address(url) is null ? null : url, "an address of the web");
        if (Address(given.FetchedFrom) is not null)
        {
            draft.Found(new Finding(Fields.CanonicalUrl, given.FetchedFrom!, "given:fetched_from", "fetched_from", FetchedConfidence, given.FetchedFrom));
        }

        foreach (var author in given.Authors)
        {
            Propose(draft, Fields.Authors, author, name => Line(name, LongestName), "a name");
        }
    }

    /// <summary>An address of the web; null where the text is none.</summary>
    public static Uri? Address(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static void Propose(Draft draft, string field, string? raw, Func<string, string?> read, string kind)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return;
        }

        if (read(raw) is { } value)
        {
            draft.Found(new Finding(field, value, $"given:{field}", Rule, 1, raw));
        }
        else
        {
            draft.Warnings.Add($"What was given as {field} is not {kind} and was left out.");
        }
    }

    private static string? Line(string text, int longest) => Cleaning.Line(Cleaning.Clean(text)) is { Length: > 0 } line && line.Length <= longest ? line : null;
}
