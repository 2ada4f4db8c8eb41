using System.Text.RegularExpressions;

namespace Platform.Parser.Metadata;

/// <summary>The day in an address such as <c>/2024/05/12/title</c>: of publication, on most sites that have it there.</summary>
internal static partial class AddressDate
{
    /// <summary>The rule's name in the evidence.</summary>
    public const string Rule = "address";

    /// <summary>Proposes it, once.</summary>
    /// <param name="path">The address or its path; null for none.</param>
    /// <param name="draft">Takes the finding.</param>
    public static void Find(string? path, Draft draft)
    {
        if (path is not null && draft.Findings(Fields.PublishedAt).All(finding => finding.Rule != Rule) && Read(path) is var (date, quote))
        {
            draft.Found(new Finding(Fields.PublishedAt, date, "address", Rule, 0.58, quote));
        }
    }

    private static (string Date, string Quote)? Read(string path) =>
        InPath().Match(path) is { Success: true } match
            && Dates.Read($"{match.Groups["year"].Value}-{match.Groups["month"].Value.PadLeft(2, '0')}-{match.Groups["day"].Value.PadLeft(2, '0')}") is { } date ? (date, match.Value)
        : Written().Match(path) is { Success: true } written && written.Value.Trim('/') is var words
            && Dates.Read(words.AsSpan().ContainsAnyInRange('A', 'z') ? words.Replace('/', ' ').Replace('-', ' ') : words) is { } other ? (other, written.Value)
        : null;

    [GeneratedRegex("""[/-](?<year>(?:19|20)\d{2})[/-](?<month>0?[1-9]|1[0-2])[/-](?<day>0?[1-9]|[12]\d|3[01])(?:[/-]|$)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex InPath();

    // "/2023/october/03/", "/29-10-2021"
    [GeneratedRegex("""/(?:(?:19|20)\d{2}[/-]\p{L}{3,9}[/-]\d{1,2}|\d{1,2}-\d{1,2}-(?:19|20)\d{2})(?:/|$)""", RegexOptions.NonBacktracking)]
    private static partial Regex Written();
}
