using System.Text.RegularExpressions;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// Who wrote a page, where it only shows it: elements that are marked or named as author or byline, lines that begin with "by", and a name beside the date.
/// </summary>
internal static partial class PageAuthors
{
    private const int LongestByline = 80;
    private const int Nearest = 80;
    private const int Beside = 20;
    private const int Together = 6;
    private const string BesideDate = "name_beside_date";

    /// <summary>Proposes them.</summary>
    public static void Find(ShownLines lines, Draft draft)
    {
        var signed = lines.All.Where(line => !line.Beside && line.Text.Length is >= 2 and <= LongestByline && line.At != lines.Title)
            .Select(line => (Line: line, How: How(line, lines.Outline))).Where(each => each.How is not null).Select(each => (each.Line, How: each.How!.Value)).ToList();
        var first = new Dictionary<string, (int At, string Where, bool Person)>(StringComparer.Ordinal);
        for (var index = 0; index < signed.Count; index++)
        {
            var (line, how) = signed[index];
            // What is named inside of another line says more exactly who it is; and what stands right behind the first of a kind belongs to it.
            if ((first.TryGetValue(how.Rule, out var known) && line.At - known.At > Together)
                || (index + 1 < signed.Count && signed[index + 1] is var next && next.How.Rule == how.Rule && next.Line.At < line.Part.End && Bylines.NamesIn(next.Line.Text, next.How.Handles).Any()))
            {
                continue;
            }

            foreach (var name in how.Rule == BesideDate ? [Bylines.BesideDate(line.Text)!] : Bylines.NamesIn(line.Text, how.Handles))
            {
                if (!first.TryAdd(how.Rule, (line.At, line.Where, Bylines.IsPerson(name))) && first[how.Rule].Person && !Bylines.IsPerson(name))
                {
                    continue; // "Staff Writer" behind a name is what the page calls that person
                }

                draft.Found(new Finding(Fields.Authors, name, first[how.Rule].Where, how.Rule, how.Confidence, line.Text));
            }
        }

        OverSite(draft);
    }

    private static (string Rule, double Confidence, bool Handles)? How(ShownLine line, PageOutline outline)
    {
        var distance = Math.Abs(line.FromTitle ?? 0);
        return IsMarked(line.Part, outline) ? ("author_element", 0.72, true)
            : line.Names.SayAuthor ? ("named_author", distance < Nearest ? 0.62 : 0.5, true)
            : Bylines.IsSigned(line.Text) ? ("byline", distance < Nearest ? 0.55 : 0.45, distance < Beside && Words(line.Text) < 4)
            : distance < Beside && Bylines.BesideDate(line.Text) is not null ? (BesideDate, 0.42, false)
            : null;
    }

    /// <summary>Whether a class or id speaks of a page's author.</summary>
    public static bool NamesAuthor(string names) => Named().IsMatch(names) && !Opinions().IsMatch(names);

    private static int Words(string text) => text.Split(' ').Count(word => word.Any(char.IsLetter));

    // A person who is named beside the title is the author where the page's data only name the site or a handle.
    private static void OverSite(Draft draft)
    {
        if (draft.Findings(Fields.Authors).MaxBy(finding => finding.Confidence) is { Value: { } winner } best && (!LabelValues.IsPerson(winner) || IsSite(winner, draft)))
        {
            var shown = draft.Findings(Fields.Authors).Where(finding => finding.Rule is "author_element" or "named_author" or "byline" && LabelValues.IsPerson(finding.Value!) && !IsSite(finding.Value!, draft))
                .ToList();
            foreach (var person in shown.Where(finding => finding.Rule == shown.MaxBy(other => other.Confidence)!.Rule).ToList())
            {
                draft.Found(person with { Rule = "person_over_site", Confidence = best.Confidence + 0.005 });
            }
        }
    }

    private static bool IsSite(string name, Draft draft)
    {
        var letters = Letters(name);
        return letters.Length > 1 && (Letters(draft.Value(Fields.Publisher) ?? "") is { Length: > 1 } site && (site.Contains(letters, StringComparison.Ordinal) || letters.Contains(site, StringComparison.Ordinal))
            || (Uri.TryCreate(draft.Value(Fields.CanonicalUrl), UriKind.Absolute, out var url) && Letters(url.Host).Contains(letters, StringComparison.Ordinal)));
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static bool IsMarked(Part part, PageOutline outline) =>
        Has(part.Relation, "author") || (part.Property is { } property && ((Has(property, "author") && !NamesWithin(part.Element))
            || (Has(property, "name") && part.Parent >= 0 && outline.Parts[part.Parent] is var parent && (Has(parent.Property, "author") || (parent.Parent >= 0 && Has(outline.Parts[parent.Parent].Property, "author"))))));

    private static bool NamesWithin(PageElement element)
    {
        foreach (var node in element.Children)
        {
            if (node is PageElement inner && (Has(inner.GetAttribute("itemprop"), "name") || NamesWithin(inner)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string? attribute, string word) => attribute?.Contains(word, StringComparison.OrdinalIgnoreCase) == true && attribute.Split(' ').Contains(word, StringComparer.OrdinalIgnoreCase);

    // Of customers, beside a product.
    [GeneratedRegex("review|rev__|feedback|fdbk|testimonial|rating", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Opinions();

    [GeneratedRegex("""(?:^|[^a-z])(?:(?:article|post|entry|blog|news|meta|document|page|content)[-_]{0,2})?(?:authors?|byline|autor|autoren|verfasser|auteur|redacteur|writers?|creator|posted-?by|writtenby|username|user-name|postername|poster)(?:-?name|-?link|_name|__name|_link)?(?:[^a-z]|$)|documentAuthor|[a-z](?:Author|Poster|Autor)(?:s|Name)?(?:[^a-z]|$)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
