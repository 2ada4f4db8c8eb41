using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// Dates that a page shows or carries without saying what they are: short lines near the heading, the address, the data its scripts draw it from. Asked last,
/// and believed least.
/// </summary>
internal static partial class PageDates
{
    private const int Nearest = 60;
    private const int Beside = 20;
    private const int LongestScripts = 2_000_000;

    // More than the distance between lines that stand beside the title: of two, the one that the page's data confirm.
    private const double Agreed = 0.01;

    /// <summary>Proposes them.</summary>
    public static void Find(PageSource source, ShownLines lines, Uri? address, Draft draft, bool? dayFirst)
    {
        Shown(lines, draft, dayFirst);
        AddressDate.Find(address?.AbsolutePath ?? draft.Value(Fields.CanonicalUrl), draft);
        if (draft.Value(Fields.PublishedAt) is null)
        {
            FromScripts(source, draft);
        }

        LocalDay(draft);
    }

    // Nearer to the title is likelier; a name that speaks of time or makers is likelier still.
    private static void Shown(ShownLines lines, Draft draft, bool? dayFirst)
    {
        // From the last line to the first: what stands inside another line comes before what is around it, and says more exactly whose date it is.
        var known = draft.Findings(Fields.PublishedAt).Concat(draft.Findings(Fields.ModifiedAt)).Where(finding => finding.Value?.Length >= 10 && finding.Quote?.StartsWith(finding.Value[..10], StringComparison.Ordinal) == true)
            .Select(finding => finding.Value![..10]).ToHashSet(StringComparer.Ordinal);
        var published = draft.Findings(Fields.PublishedAt).Where(finding => finding.Value?.Length >= 10).Select(finding => finding.Value![..10]).ToHashSet(StringComparer.Ordinal);
        var found = new Stack<Finding>();
        var dated = int.MaxValue;
        (int At, string Day) changed = (int.MaxValue, "");
        for (var index = lines.All.Count - 1; index >= 0; index--)
        {
            var line = lines.All[index];
            if ((line.IsOwnText || line.Part.End <= dated) && Read(line, lines, dayFirst, known) is { } finding)
            {
                // Around a change alone, a line may say when the page was published: "3 May 2024, <i>updated 7 May 2024</i>".
                if (!line.IsOwnText && line.Part.End > changed.At && (finding.Field == Fields.ModifiedAt || finding.Value![..10] == changed.Day))
                {
                    continue;
                }

                found.Push(published.Contains(finding.Value![..10]) ? finding with { Confidence = finding.Confidence + Agreed } : finding);
                (dated, changed) = finding.Field == Fields.ModifiedAt ? (dated, (line.At, finding.Value[..10])) : (line.At, changed);
            }
        }

        var best = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var finding in found)
        {
            if (finding.Confidence > best.GetValueOrDefault(finding.Field))
            {
                best[finding.Field] = finding.Confidence;
                draft.Found(finding);
                if (finding.Field == Fields.ModifiedAt)
                {
                    draft.Found(finding with { Field = Fields.PublishedAt, Rule = "changed_near_title", Confidence = 0.3 });
                }
            }
        }
    }

    private static Finding? Read(ShownLine line, ShownLines lines, bool? dayFirst, HashSet<string> known)
    {
        var element = line.Part.Element;
        var time = line.Part.Name == "time";
        var property = line.Part.Property ?? "";
        var named = time || line.Names.SayDate || property.Contains("date", StringComparison.OrdinalIgnoreCase);
        var shown = line.Text.AsSpan().ContainsAnyInRange('0', '9') ? DateForms.In(line.Text, dayFirst, named || line.Text.Length < 12) : null;
        shown = AsStated(shown, known) ?? shown ?? (known.Count > 0 ? AsStated(DateForms.In(line.Text, dayFirst: true), known) : null);
        var stated = named ? Stated(element, dayFirst) : null;
        if ((shown is null && stated is null) || shown?.OtherDigits > 4)
        {
            return null;
        }

        var bare = shown is null || shown.Beside <= 3;
        // What stands behind may be said of another date.
        var after = shown is null || DateForms.In(shown.After, dayFirst) is not null ? "" : shown.After;
        var words = (shown is null ? line.Text : shown.Before + " " + after) + " " + (bare ? DateForms.AfterLast(lines.Before(line)) : "");
        if (DateForms.SaysOther(words))
        {
            return null;
        }

        var value = shown is not null && stated is not null && shown.Value[..10] != stated[..10] && stated.EndsWith('Z') ? shown.Value : stated ?? shown!.Value;
        var issued = DateForms.SaysIssued(words) || property.Contains("published", StringComparison.OrdinalIgnoreCase) || element.HasAttribute("pubdate");
        var changed = !issued && (DateForms.SaysChanged(words) || line.Names.SayChange || property.Contains("modified", StringComparison.OrdinalIgnoreCase));
        var speaks = named || issued || line.Names.SayMaking;
        var confidence = line.Beside ? (speaks ? 0.2 : 0) : Confidence(line.FromTitle, speaks, issued, bare);
        if (confidence == 0 || (!IsNear(line.FromTitle) && line.Part.Name == "a" && shown?.Beside > 0))
        {
            return null;
        }

        return new Finding(changed ? Fields.ModifiedAt : Fields.PublishedAt, value, line.Where, IsNear(line.FromTitle) ? "line_near_title" : "line", confidence, line.Text.Length > 0 ? line.Text : stated);
    }

    // 9/10/2024 reads both ways: it is the day that the page's data state, if it can be.
    private static DateInLine? AsStated(DateInLine? shown, HashSet<string> known)
    {
        if (shown is not { IsNumeric: true } || known.Contains(shown.Value[..10]))
        {
            return shown;
        }

        var turned = $"{shown.Value[..5]}{shown.Value[8..10]}-{shown.Value[5..7]}";
        return known.Contains(turned) ? shown with { Value = turned } : null;
    }

    private static bool IsNear(int? distance) => distance is > -Nearest / 2 and < Nearest;

    // What stands beside the title and says that it is a date outweighs the page's data: those are seldom kept when a site changes.
    private static double Confidence(int? distance, bool speaks, bool issued, bool bare)
    {
        var far = 0.1 * Math.Min(Math.Abs(distance ?? 200), 200) / 200;
        return distance is > -Beside and < Beside && (speaks || bare) ? 0.98 - far
            : IsNear(distance) && speaks ? 0.66 - far
            : IsNear(distance) ? 0.5 - far
            : issued ? 0.48 - far
            : speaks && bare ? 0.46 - far
            : bare ? 0.4 - far
            : 0.3 - far;
    }

    // What an element says in its attributes: more exact than what it shows.
    private static string? Stated(PageElement element, bool? dayFirst) =>
        (element.GetAttribute("datetime") ?? element.GetAttribute("data-date") ?? element.GetAttribute("content") ?? element.GetAttribute("data-date-time") ?? element.GetAttribute("title")) is { Length: > 7 } text
            ? Dates.Read(text, dayFirst) is { Length: >= 10 } exact ? exact : DateForms.In(text, dayFirst)?.Value : null;

    // The day is the publisher's: where the page's data say 00:30 UTC and the page shows the day before, the page is right. A line far from the title shows it where its minutes are the same.
    private static void LocalDay(Draft draft)
    {
        if (draft.Value(Fields.PublishedAt) is not { Length: > 10 } stated || !(stated.Length <= 19 || stated.EndsWith('Z') || stated.EndsWith("+00:00", StringComparison.Ordinal))
            || !DateOnly.TryParseExact(stated[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return;
        }

        // Midnight is no time.
        var minutes = stated[11..16] == "00:00" ? null : stated[13..16];
        var hasOffset = stated.Length > 19 || stated.EndsWith('Z');
        var others = draft.Findings(Fields.PublishedAt).Where(finding => finding is { Value.Length: >= 10 } && !finding.Value.EndsWith('Z')).ToList();
        if (!draft.Findings(Fields.PublishedAt).Any(finding => finding.Rule == "line_near_title" && finding.Value!.StartsWith(stated[..10], StringComparison.Ordinal))
            && others.Find(finding => ((hasOffset && finding.Rule is "line_near_title" or "address" or "label_with_value") || (finding.Rule is "line_near_title" or "line" && ShowsMinutes(finding, minutes)))
                && DateOnly.TryParseExact(finding.Value![..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var shown)
                && Math.Abs(shown.DayNumber - day.DayNumber) == 1) is { } local)
        {
            draft.Found(local with { Rule = "shown_day", Confidence = 0.97 });
        }
    }

    private static bool ShowsMinutes(Finding line, string? minutes) => minutes is not null && line.Quote is { } quote && quote.IndexOf(minutes, StringComparison.Ordinal) is var at and > 0 && char.IsAsciiDigit(quote[at - 1]) && !char.IsAsciiDigit(quote.ElementAtOrDefault(at + 3));

    private static void FromScripts(PageSource source, Draft draft)
    {
        var left = LongestScripts;
        for (var at = 0; at < source.Scripts; at++)
        {
            var script = source.Script(at);
            left -= script.Length;
            if (left < 0)
            {
                return;
            }

            var matches = InData().EnumerateMatches(script);
            if (matches.MoveNext() && script.Slice(matches.Current.Index, matches.Current.Length).ToString() is var stated && Dates.Read(stated[^10..]) is { } date)
            {
                draft.Found(new Finding(Fields.PublishedAt, date, "script", "page_data", 0.45, stated));
                return;
            }
        }
    }

    [GeneratedRegex("""(?:datePublished|date_published|publishedDate|publishedAt|published_at|publishDate|publish_date|published_on|publishedOn|publicationDate|firstPublishedAt|first_published_at|datePosted|createdAt|created_at)\\?["'] ?: ?\\?["'](?:19|20)\d{2}-\d{2}-\d{2}""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex InData();
}
