using Platform.Contracts;

namespace Platform.Parser.Metadata;

/// <summary>The title where the format states none: a first short line above longer paragraphs.</summary>
public static class Titles
{
    private const int Longest = 200;

    /// <summary>Proposes it, and marks its block as the heading that it is.</summary>
    public static void Take(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Blocks.Count < 2 || draft.StatesTitle || draft.MediaType == "text/html")
        {
            return;
        }

        var first = draft.Blocks[0];
        if (first.Kind == BlockKinds.Heading && draft.Blocks[1].Kind != BlockKinds.TableRow)
        {
            // One that stands over all others is what readers see; properties are often left over from the document that this one was made from.
            var alone = first.Level == 1 && !draft.Blocks.Skip(1).Any(block => block is { Kind: BlockKinds.Heading, Level: 1 });
            draft.Found(new Finding(Fields.Title, first.Text, first.Where, "first_heading", alone ? 0.85 : 0.7, first.Text));
        }

        if (draft.Value(Fields.Title) is not null)
        {
            return;
        }

        var longest = draft.Blocks.Skip(1).Max(block => block.Text.Length);
        if (first.Kind == BlockKinds.Paragraph && first.Text.Length <= Longest && longest > first.Text.Length && first.Text[^1] is not ('.' or ',' or ';' or ':'))
        {
            draft.Found(new Finding(Fields.Title, first.Text, first.Where, "first_line", 0.8, first.Text));
            draft.Blocks[0] = first with { Kind = BlockKinds.Heading, Level = 1 };
        }
    }
}
