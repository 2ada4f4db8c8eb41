using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>From the lines of all pages to blocks: running heads off, tables together, columns in order, paragraphs over columns and pages.</summary>
internal static class LayoutDocument
{
    /// <summary>Blocks at the beginning that the title and the date may stand in.</summary>
    private const int Head = 12;

    /// <summary>Writes the blocks, and proposes a title and a date.</summary>
    public static void Write(IReadOnlyList<LayoutPage> pages, Draft draft)
    {
        LayoutHeads.Take(pages, draft);
        var stacks = new List<List<LayoutLine>>();
        foreach (var page in pages)
        {
            LayoutInitials.Join(page);
            LayoutTables.Join(page);
            stacks.AddRange(LayoutOrder.Sort(page));
        }

        LayoutColumns.Find(stacks);
        var aside = pages.Where(page => page.IsAside).SelectMany(page => page.Lines).ToHashSet();
        new LayoutBlocks([.. pages.SelectMany(page => page.Lines)], new BlockWriter(draft, whileReading: false)).Write(aside.Contains);
        var head = draft.Blocks.TakeWhile(block => block.Where.StartsWith("page 1,", StringComparison.Ordinal)).Take(Head).ToList();
        ProposeTitle(draft, head);
        if (head.Find(block => block.Kind != BlockKinds.TableRow && Dates.Read(block.Text) is not null) is { } dated)
        {
            draft.Found(new Finding(Fields.PublishedAt, Dates.Read(dated.Text), dated.Where, "date_line", 0.55, dated.Text));
        }
    }

    private static void ProposeTitle(Draft draft, List<DraftBlock> head)
    {
        if (head.Where(block => block.Kind == BlockKinds.Heading).MinBy(block => block.Level) is { } largest)
        {
            draft.Found(new Finding(Fields.Title, largest.Text, largest.Where, "largest_text", largest.Level == 1 ? 0.8 : 0.6, largest.Text));
        }

        // What the properties state is right where the page shows it; where the page shows more, that is the title.
        var shown = head.ConvertAll(block => Folded(block.Text));
        foreach (var stated in draft.Findings(Fields.Title).Where(finding => finding.Rule == Stated.Rule).ToList())
        {
            if (Folded(stated.Value!) is { Length: > 3 } title && string.Concat(shown).Contains(title, StringComparison.Ordinal))
            {
                draft.Found(stated with { Rule = "document_properties_shown", Confidence = shown.Exists(text => text.Length > title.Length && text.Contains(title, StringComparison.Ordinal)) ? 0.75 : 0.9 });
            }
        }
    }

    private static string Folded(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
