using System.Collections.Frozen;
using System.Globalization;
using Platform.Contracts;

namespace Platform.Parser.Metadata;

/// <summary>
/// Labels that content systems leave behind when a page is saved: «Дата публикации», "Published", "Автор" … with their value on the same line or the
/// next, or with none. They are taken out of the text; an empty one is recorded as empty.
/// </summary>
public static class Labels
{
    /// <summary>A label stands near the top or at the very end; in the middle such a word is prose.</summary>
    private const int Head = 12;
    private const int Tail = 6;

    private static readonly FrozenSet<string> Recorded =
        FrozenSet.ToFrozenSet([Fields.PublishedAt, Fields.ModifiedAt, Fields.Authors, Fields.Publisher], StringComparer.Ordinal);

    /// <summary>How sure a label is of what it says.</summary>
    private const double Sure = 0.85;

    /// <summary>Rules of dates that stand on a page without saying of what they are the date.</summary>
    private static readonly string[] Shown = ["line_near_title", "line", "changed_near_title", "shown_day", "date_line"];

    /// <summary>Takes the labels out of a draft's blocks and proposes their values. Those in a quotation are of what is quoted.</summary>
    /// <param name="draft">The document.</param>
    /// <param name="fetchedAt">When it was fetched: "yesterday" is read against it, and not at all without it.</param>
    public static void Take(Draft draft, DateTimeOffset? fetchedAt = null)
    {
        ArgumentNullException.ThrowIfNull(draft);
        for (var at = 0; at < draft.Blocks.Count; at++)
        {
            if (at >= Head && at < draft.Blocks.Count - Tail)
            {
                at = draft.Blocks.Count - Tail;
            }

            if (draft.Blocks[at].Kind is not (BlockKinds.Code or BlockKinds.TableRow or BlockKinds.Quotation) && Match(draft.Blocks[at].Text, fetchedAt) is { } match)
            {
                at -= TakeOne(draft, at, match, fetchedAt);
            }
        }
    }

    /// <summary>Whether a line is a label and, if anything, its value: such lines are one above the other and no paragraph.</summary>
    public static bool IsLabel(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Match(line, null) is { } match && (match.Value is not { Length: > 0 } value || LabelValues.Read(match.Label, value, null) is not null || LabelValues.IsRelativeDate(match.Label, value));
    }

    /// <summary>The field of a date's label without a value; null for any other line.</summary>
    /// <param name="line">The line that may be a label.</param>
    /// <param name="next">The line behind it, where its value may stand.</param>
    public static string? EmptyDate(string line, string next)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Length <= LabelWords.Longest && BeforeColon(line) is { Value: null, Label: { Field: Fields.PublishedAt or Fields.ModifiedAt, NeedsValue: false } label }
            && LabelValues.Read(label, next, null) is null && !LabelValues.IsRelativeDate(label, next) ? label.Field : null;
    }

    /// <summary>Records a date's label without a value that stands outside of the text.</summary>
    /// <param name="draft">Takes the finding.</param>
    /// <param name="field">The date's.</param>
    /// <param name="line">The label.</param>
    /// <param name="where">Its place.</param>
    public static void Note(Draft draft, string field, string line, string where)
    {
        ArgumentNullException.ThrowIfNull(draft);
        draft.Found(new Finding(field, null, where, "label_without_value", Emptiness(draft, field), line));
    }

    /// <summary>Takes the label at one block; tells how many blocks went up to and including it.</summary>
    private static int TakeOne(Draft draft, int at, LabelMatch match, DateTimeOffset? fetchedAt)
    {
        var block = draft.Blocks[at];
        if (match.Value is { Length: > 0 } stated)
        {
            if (LabelValues.Read(match.Label, stated, fetchedAt) is { } value)
            {
                Propose(draft, match.Label.Field, value, block, "label_with_value");
            }
            else if (LabelValues.IsRelativeDate(match.Label, stated))
            {
                draft.Found(new Finding(match.Label.Field, null, block.Where, "label_with_relative_date", Sure, block.Text)); // from when is not known
            }
            else
            {
                return 0; // "Published works: a survey" is a sentence, not a label with a date
            }

            Remove(draft, at);
            return 1;
        }

        var below = Below(draft, at, match.Label, fetchedAt);
        if (below.Count == 0 && match.Label.NeedsValue)
        {
            return 0;
        }

        Remove(draft, at);
        foreach (var value in below)
        {
            Propose(draft, match.Label.Field, value, draft.Blocks[at], "label_with_value_below");
            Remove(draft, at);
        }

        if (below.Count == 0 && Recorded.Contains(match.Label.Field))
        {
            draft.Found(new Finding(match.Label.Field, null, block.Where, "label_without_value", Emptiness(draft, match.Label.Field), block.Text));
        }

        return 1;
    }

    // Where a label stands without a value, a date that merely stands somewhere else on the page is another's. What the page's data state is not touched by that.
    private static double Emptiness(Draft draft, string field)
    {
        var shown = 0.0;
        foreach (var finding in draft.Findings(field).Where(finding => finding.Value is not null && finding.Confidence > Sure))
        {
            if (!Shown.Contains(finding.Rule))
            {
                return Sure;
            }

            shown = Math.Max(shown, finding.Confidence);
        }

        return Math.Max(Sure, Math.Min(1, shown + 0.01));
    }

    /// <summary>
    /// The values of the lines below a label that stands alone: a date, a number of views, keywords in a row or a list. A name below may as well be the title,
    /// so it must look like one and stand on the very next line, or below a colon.
    /// </summary>
    private static List<string> Below(Draft draft, int at, Label label, DateTimeOffset? fetchedAt)
    {
        if (at + 1 >= draft.Blocks.Count || draft.Blocks[at + 1].Kind == BlockKinds.Heading)
        {
            return [];
        }

        var next = draft.Blocks[at + 1];
        var close = Follows(draft.Blocks[at], next) || draft.Blocks[at].Text.EndsWith(':');
        switch (label.Field)
        {
            case Fields.PublishedAt or Fields.ModifiedAt or LabelWords.Views:
                return LabelValues.Read(label, next.Text, fetchedAt) is { } value ? [value] : [];
            case Fields.Authors:
                return close && LabelValues.IsPerson(next.Text) ? [next.Text] : [];
            case Fields.Tags when next.Kind == BlockKinds.ListItem:
                return draft.Blocks.Skip(at + 1).TakeWhile(block => block.Kind == BlockKinds.ListItem && LabelValues.IsKeyword(block.Text)).Select(block => block.Text).ToList();
            case Fields.Tags:
                return close && LabelValues.Read(label, next.Text, fetchedAt) is { } tags && LabelValues.Keywords(tags).Count > 1 ? [tags] : [];
            default:
                return [];
        }
    }

    // Lines of a plain text are numbered: the very next one has no blank line before it.
    private static bool Follows(DraftBlock first, DraftBlock second) =>
        first.Where.StartsWith("line ", StringComparison.Ordinal) && int.TryParse(first.Where.AsSpan(5), CultureInfo.InvariantCulture, out var number) && second.Where == $"line {number + 1}";

    private static void Remove(Draft draft, int at)
    {
        draft.Remove("label", draft.Blocks[at].Text, draft.Blocks[at].Where);
        draft.Blocks.RemoveAt(at);
    }

    private static void Propose(Draft draft, string field, string value, DraftBlock block, string rule)
    {
        if (field is LabelWords.Ignored or LabelWords.Views)
        {
            return;
        }

        IEnumerable<string> values = field switch
        {
            Fields.Authors => LabelValues.Names(value),
            Fields.Tags => LabelValues.Keywords(value),
            _ => [value],
        };
        foreach (var one in values)
        {
            draft.Found(new Finding(field, one, block.Where, rule, Sure, block.Text));
        }
    }

    /// <summary>A line that is a label, or begins with one and a colon, or is one with nothing else but a date, a number or a name.</summary>
    private static LabelMatch? Match(string line, DateTimeOffset? fetchedAt)
    {
        if (line.Length > LabelWords.Longest + LabelValues.Longest)
        {
            return null;
        }

        return BeforeColon(line) ?? Leading(line, fetchedAt) ?? Counted(line) ?? Byline(line);
    }

    private static LabelMatch? BeforeColon(string line)
    {
        if (Find(line) is { } whole)
        {
            return new LabelMatch(whole, null);
        }

        var colon = line.IndexOfAny([':', '：']);
        if (colon > 0 && colon <= LabelWords.Longest + 1 && Find(line.AsSpan(0, colon)) is { } before)
        {
            var rest = line[(colon + 1)..].Trim();
            return new LabelMatch(before, rest.Length == 0 ? null : rest);
        }

        return null;
    }

    // "Опубликовано 12.03.2024", "Published on 12 March 2024", "Views 1 204", without a colon: only where all of the rest is a value.
    private static LabelMatch? Leading(string line, DateTimeOffset? fetchedAt)
    {
        for (var end = Math.Min(line.Length - 1, LabelWords.Longest); end > 1; end--)
        {
            if ((line[end] == ' ' || (char.IsAsciiDigit(line[end]) && !char.IsAscii(line[end - 1]))) && Find(line.AsSpan(0, end)) is { } label
                && label.Field is Fields.PublishedAt or Fields.ModifiedAt or LabelWords.Views && LabelValues.Read(label, line[end..], fetchedAt) is not null)
            {
                return new LabelMatch(label, line[end..].Trim());
            }
        }

        return null;
    }

    // "418 просмотров"
    private static LabelMatch? Counted(string line)
    {
        var end = line.AsSpan().IndexOfAnyExcept("0123456789 .,");
        return end > 0 && char.IsAsciiDigit(line[0]) && Find(line.AsSpan(end)) is { } label && label.Field == LabelWords.Views
            ? new LabelMatch(label, line[..end].Trim())
            : null;
    }

    // "By Anna Berg"
    private static LabelMatch? Byline(string line) =>
        LabelWords.Bylines.FirstOrDefault(word => line.Length > word.Length + 1 && line[word.Length] == ' ' && line.StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { } found
        && LabelValues.ArePersons(line[(found.Length + 1)..])
            ? new LabelMatch(new Label(Fields.Authors, "", NeedsValue: true), line[(found.Length + 1)..])
            : null;

    private const string Ends = ":：.-–—|";
    private const string Marks = "#|•";

    private static Label? Find(ReadOnlySpan<char> text)
    {
        var words = text.Trim().TrimEnd(Ends).Trim().TrimStart(Marks).TrimStart();
        if (words.Length > LabelWords.Longest)
        {
            return null;
        }

        Span<char> key = stackalloc char[words.Length];
        words.ToLowerInvariant(key);
        return LabelWords.ByText.TryGetValue(key, out var label) ? label : null;
    }

    private sealed record LabelMatch(Label Label, string? Value);
}
