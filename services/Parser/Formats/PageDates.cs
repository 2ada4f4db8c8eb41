using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// Dates that a page shows or carries without saying what they are: short lines near the heading, the address, the data its scripts draw it from. Asked last,
/// and believed least.
/// </summary>
internal static partial class PageDates
{
    private const int LongestLine = 70;
    private const int Nearest = 60;
    private const int Beside = 20;
    private const int LongestScripts = 2_000_000;

    /// <summary>Proposes them.</summary>
    public static void Find(IDocument page, PageOutline outline, Uri? address, Draft draft, bool? dayFirst)
    {
        Shown(outline, draft, dayFirst);
        FromAddress(address?.AbsolutePath ?? draft.Value(Fields.CanonicalUrl), draft);
        if (draft.Value(Fields.PublishedAt) is null)
        {
            FromScripts(page, draft);
            Anywhere(outline, draft, dayFirst);
        }

        LocalDay(draft);
    }

    // Nearer to the heading is likelier; a name that speaks of time or makers is likelier still.
    private static void Shown(PageOutline outline, Draft draft, bool? dayFirst)
    {
        var heading = outline.IndexOfHeading;
        var best = 0.0;
        for (var at = 0; at < outline.Parts.Count; at++)
        {
            var part = outline.Parts[at];
            if (part.Is(Traits.Navigation | Traits.Footer | Traits.Comments | Traits.Aside | Traits.Unseen))
            {
                at = part.End - 1;
                continue;
            }

            var distance = at - heading;
            if (part.Text is < 5 or > LongestLine || heading < 0 || distance < -Nearest / 2 || distance > Nearest || !part.HasOwnText)
            {
                continue;
            }

            var line = Cleaning.Line(part.Element.TextContent);
            if (DateIn(line, dayFirst) is not { } date)
            {
                continue;
            }

            var modified = Changed().IsMatch(line) && !Issued().IsMatch(line);
            var named = Speaking().IsMatch(part.Element.ClassName + " " + part.Element.Id) || Issued().IsMatch(line);
            // What stands beside the heading and says that it is a date outweighs the page's data: those are seldom kept when a site changes.
            var confidence = (named ? Math.Abs(distance) < Beside ? 0.98 : 0.66 : 0.5) - (0.1 * Math.Abs(distance) / Nearest);
            if (modified)
            {
                draft.Found(new Finding(Fields.ModifiedAt, date, part.Element.LocalName, "line_near_title", confidence, line));
                draft.Found(new Finding(Fields.PublishedAt, date, part.Element.LocalName, "changed_near_title", 0.3, line));
            }
            else if (confidence > best)
            {
                best = confidence;
                draft.Found(new Finding(Fields.PublishedAt, date, part.Element.LocalName, "line_near_title", confidence, line));
            }
        }
    }

    // Nothing near the heading: what is named as a date, wherever it stands.
    private static void Anywhere(PageOutline outline, Draft draft, bool? dayFirst)
    {
        foreach (var part in outline.Parts)
        {
            var element = part.Element;
            if (part.Is(Traits.Comments) || !Named().IsMatch(element.ClassName + " " + element.Id + " " + element.LocalName))
            {
                continue;
            }

            var line = part.Text is > 4 and <= LongestLine ? Cleaning.Line(element.TextContent) : "";
            var stated = element.GetAttribute("datetime") ?? element.GetAttribute("data-date") ?? element.GetAttribute("data-date-time") ?? element.GetAttribute("content") ?? element.GetAttribute("title") ?? "";
            if ((DateIn(stated, dayFirst) ?? DateIn(line, dayFirst)) is { } date)
            {
                draft.Found(new Finding(Fields.PublishedAt, date, element.LocalName, "named_date", 0.4, line));
                return;
            }
        }
    }

    // The day is the publisher's: where the page's data say 00:30 UTC and the page shows the day before, the page is right.
    private static void LocalDay(Draft draft)
    {
        if (draft.Value(Fields.PublishedAt) is { Length: > 10 } stated && (stated.EndsWith('Z') || stated.EndsWith("+00:00", StringComparison.Ordinal))
            && DateOnly.TryParseExact(stated[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && !draft.Findings(Fields.PublishedAt).Any(finding => finding.Rule == "line_near_title" && finding.Value!.StartsWith(stated[..10], StringComparison.Ordinal))
            && draft.Findings(Fields.PublishedAt).Where(finding => finding is { Value.Length: >= 10, Rule: "line_near_title" or "address" or "label_with_value" } && !finding.Value.EndsWith('Z'))
                .FirstOrDefault(finding => DateOnly.TryParseExact(finding.Value![..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var shown)
                    && Math.Abs(shown.DayNumber - day.DayNumber) == 1) is { } local)
        {
            draft.Found(local with { Rule = "shown_day", Confidence = 0.97 });
        }
    }

    /// <summary>The first date inside a line.</summary>
    public static string? DateIn(string line, bool? dayFirst)
    {
        foreach (var candidate in Forms().EnumerateMatches(line))
        {
            if (Dates.Read(line.Substring(candidate.Index, candidate.Length), dayFirst) is { Length: >= 10 } date)
            {
                return date;
            }
        }

        return null;
    }

    private static void FromAddress(string? path, Draft draft)
    {
        if (path is not null && InPath().Match(path) is { Success: true } match
            && Dates.Read($"{match.Groups["year"].Value}-{match.Groups["month"].Value.PadLeft(2, '0')}-{match.Groups["day"].Value.PadLeft(2, '0')}") is { } date)
        {
            draft.Found(new Finding(Fields.PublishedAt, date, "address", "address", 0.58, match.Value));
        }
    }

    private static void FromScripts(IDocument page, Draft draft)
    {
        var left = LongestScripts;
        foreach (var script in page.Scripts)
        {
            var text = script.TextContent;
            left -= text.Length;
            if (left < 0)
            {
                return;
            }

            if (InData().Match(text) is { Success: true } match && Dates.Read(match.Groups["date"].Value) is { } date)
            {
                draft.Found(new Finding(Fields.PublishedAt, date, "script", "page_data", 0.45, match.Value));
                return;
            }
        }
    }

    [GeneratedRegex("""\b(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}\b|\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b|\b\p{L}{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d{2}\b|\b\d{1,2}(?:\.|st|nd|rd|th|er)?(?: de| of)? \p{L}{3,12}\.?,?(?: de| del)? (?:19|20)\d{2}\b""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Forms();

    [GeneratedRegex("date|time|publi|posted|byline|meta|author|info", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Speaking();

    [GeneratedRegex("date|time|publi|posted", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    [GeneratedRegex("updated|modified|edited|reviewed|revised|aktualisiert|geändert|mis à jour|modifié|actualizado|aggiornato|zaktualizowano|обновлен|изменен|оновлен|абноўлен", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Changed();

    [GeneratedRegex("publi|posted|issued|veröffentlicht|erschienen|опублик|опубл|апублік|жариялан|on:", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Issued();

    [GeneratedRegex("""[/-](?<year>(?:19|20)\d{2})[/-](?<month>0?[1-9]|1[0-2])[/-](?<day>0?[1-9]|[12]\d|3[01])(?:[/-]|$)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex InPath();

    [GeneratedRegex("""(?:datePublished|date_published|publishedAt|published_at|publishDate|publish_date|published_on|publishedOn|publicationDate|firstPublishedAt|first_published_at|datePosted|createdAt|created_at)\\?["'] ?: ?\\?["'](?<date>(?:19|20)\d{2}-\d{2}-\d{2})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex InData();
}
