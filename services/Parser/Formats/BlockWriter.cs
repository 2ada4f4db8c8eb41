using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>Brings the text of formats that are written in parts into blocks: clean, not empty, and bounded in all.</summary>
/// <param name="draft">Takes the blocks.</param>
/// <param name="whileReading">Whether reading goes on beside the writing, and stops with it when its allowance is used up; false where all that is written has been read.</param>
internal sealed class BlockWriter(Draft draft, bool whileReading = true)
{
    /// <summary>Characters of text that a document may have; a thousand books' pages are fewer.</summary>
    private const int MostText = 20_000_000;

    /// <summary>Blocks that a document may have; a table of more rows is a database.</summary>
    private const int MostBlocks = 500_000;

    /// <summary>A longer text in a heading's style is a paragraph that was set in it.</summary>
    private const int LongestHeading = 400;

    private int _length;
    private bool _isFull;

    public Draft Draft => draft;

    /// <summary>Adds a block unless it is empty; its text is cleaned here.</summary>
    public void Add(DraftBlock block)
    {
        if (Clean(block) is not { } clean || IsFull(clean.Text.Length))
        {
            return;
        }

        draft.Blocks.Add(clean.Kind == BlockKinds.Heading && clean.Text.Length > LongestHeading ? clean with { Kind = BlockKinds.Paragraph, Level = null } : clean);
    }

    /// <summary>The block with its text in the form that records have; null where it is empty.</summary>
    public static DraftBlock? Clean(DraftBlock block)
    {
        var text = Cleaning.Clean(block.Text);
        text = block.Kind switch
        {
            BlockKinds.Code => text.Trim(),
            BlockKinds.TableRow => string.Join('\t', text.Replace('\n', ' ').Split('\t').Select(Cleaning.Line)).Trim(),
            _ => Cleaning.Line(text),
        };
        return text.Length == 0 ? null : block with { Text = text };
    }

    private bool IsFull(int more)
    {
        _length += more;
        if (!_isFull && (_length > MostText || draft.Blocks.Count >= MostBlocks))
        {
            (_isFull, draft.IsFull, draft.Partial) = (true, true, true);
            draft.Warnings.Add($"Only the first {draft.Blocks.Count} paragraphs and rows are read: {MostText / 1_000_000} million characters and {MostBlocks} blocks are the most.");
        }
        else if (whileReading && !_isFull && Allowance.Current?.UsedUp() is { } used)
        {
            (_isFull, draft.IsFull, draft.Partial) = (true, true, true);
            draft.Warnings.Add($"Only the first {draft.Blocks.Count} paragraphs and rows are read: {used}.");
        }

        return _isFull;
    }
}
