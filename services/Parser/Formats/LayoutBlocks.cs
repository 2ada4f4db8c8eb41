using System.Text;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>
/// Makes blocks of a document's lines. A paragraph goes on over the ends of lines, columns and pages until something ends it: a wider gap, an indent, a line that the next word would still have fitted on, another
/// size or weight. Notes, captions and tables that stand between its halves follow it.
/// </summary>
internal sealed class LayoutBlocks(IReadOnlyList<LayoutLine> lines, BlockWriter writer)
{
    /// <summary>As shares of the usual distance between lines: from where a gap ends a paragraph, and from where it does so even within a sentence.</summary>
    private const double Gap = 1.2;
    private const double WideGap = 1.6;

    private readonly LayoutStyles _styles = new(lines);
    private readonly LayoutHyphens _hyphens = new(lines);
    private readonly List<LayoutLine> _text = [];
    private readonly List<LayoutLine> _aside = [];
    private readonly List<DraftBlock> _held = [];

    /// <summary>Writes all blocks.</summary>
    /// <param name="isAside">Whether a line stands outside of the running text for another reason than its size.</param>
    public void Write(Func<LayoutLine, bool> isAside)
    {
        foreach (var line in lines)
        {
            if (line.IsRow || isAside(line) || (_styles.IsSmall(line) && !(_text.Count > 0 && _styles.IsSmall(_text[0]))))
            {
                Aside(line);
                continue;
            }

            CloseAside();
            if (_text.Count > 0 && Begins(_text, line))
            {
                CloseText();
            }

            _text.Add(line);
        }

        CloseAside();
        CloseText();
    }

    private void Aside(LayoutLine line)
    {
        // A paragraph in the middle of a sentence goes on behind what stands here.
        if (_text.Count > 0 && (LayoutMarks.EndsSentence(_text[^1].Text) || _styles.Level(_text[^1]) is not null))
        {
            CloseText();
        }

        if (_aside.Count > 0 && Begins(_aside, line))
        {
            CloseAside();
        }

        _aside.Add(line);
    }

    private void CloseAside()
    {
        if (_aside.Count > 0)
        {
            _held.Add(Block(_aside));
            _aside.Clear();
        }
    }

    private void CloseText()
    {
        if (_text.Count > 0)
        {
            writer.Add(Block(_text));
            _text.Clear();
        }

        _held.ForEach(writer.Add);
        _held.Clear();
    }

    /// <summary>Whether the line begins a block of its own rather than going on with the one that is open.</summary>
    private bool Begins(List<LayoutLine> open, LayoutLine next)
    {
        var last = open[^1];
        if (last.IsRow || next.IsRow || _styles.Level(last) != _styles.Level(next) || Math.Abs(last.Size - next.Size) > 0.15 * last.Size)
        {
            return true;
        }

        return LayoutStyles.IsBelow(last, next) ? BeginsBelow(open, last, next) : BeginsElsewhere(last, next);
    }

    private bool BeginsBelow(List<LayoutLine> open, LayoutLine last, LayoutLine next)
    {
        var step = (next.Base - last.Base) / _styles.Leading(last.Size);
        if (step > Gap)
        {
            // A superscript or a formula pushes lines apart in the middle of a sentence.
            return step > WideGap || !char.IsLower(next.Text, 0) || LayoutMarks.EndsSentence(last.Text) || !LayoutStyles.IsFull(last, next);
        }

        if (_styles.IsLarge(next) || LayoutHyphens.EndsInHyphen(last.Text))
        {
            return false;
        }

        var size = next.Size;
        if (LayoutMarks.OfItem(next.Text) is { } mark && (mark.IsSure || next.Left < open[0].SecondWordLeft - (0.3 * size) && LayoutMarks.OfItem(open[0].Text) is not null))
        {
            return true;
        }

        var hangs = LayoutMarks.OfItem(open[0].Text) is not null && Math.Abs(next.Left - open[0].SecondWordLeft) < 0.5 * size;
        var indents = next.Left - last.Left > 0.6 * size && !hangs && (open.Count > 1 || !LayoutMarks.IsHanging(open[0], next));
        var returns = last.Left - next.Left > 0.6 * size && open.Count > 1;
        if (indents || returns || (open.Count == 1 && _styles.HasIndent(next) && LayoutMarks.EndsSentence(last.Text)))
        {
            return true;
        }

        // A sentence that goes on in small letters does so on purpose, unless the line before it is far too short, or all others are filled up to the margin.
        return !LayoutStyles.IsFull(last, next) && (_styles.IsJustified || IsFarTooShort(last) || !char.IsLower(next.Text, 0) || LayoutMarks.EndsSentence(last.Text));
    }

    private static bool IsFarTooShort(LayoutLine line) => line.Column.Right - line.Right > 0.4 * line.Column.Width;

    private bool BeginsElsewhere(LayoutLine last, LayoutLine next)
    {
        if (LayoutMarks.OfItem(next.Text) is { IsSure: true })
        {
            return true;
        }

        if (LayoutHyphens.EndsInHyphen(last.Text) || (char.IsLower(next.Text, 0) && !LayoutMarks.EndsSentence(last.Text) && !IsFarTooShort(last)))
        {
            return false;
        }

        return LayoutStyles.IsIndented(next) ? _styles.Indents || LayoutMarks.EndsSentence(last.Text) : !LayoutStyles.IsFull(last, next);
    }

    private DraftBlock Block(List<LayoutLine> block)
    {
        var first = block[0];
        var text = new StringBuilder(first.Text);
        foreach (var line in block.Skip(1))
        {
            _hyphens.Append(text, line.Text);
        }

        var joined = text.ToString();
        if (first.IsRow)
        {
            return new DraftBlock(BlockKinds.TableRow, joined, first.Where);
        }

        if (LayoutMarks.IsCaption(joined))
        {
            return new DraftBlock(BlockKinds.Caption, joined, first.Where);
        }

        if (LayoutMarks.OfItem(joined) is { IsSure: true } mark)
        {
            return new DraftBlock(BlockKinds.ListItem, joined[mark.Length..], first.Where);
        }

        return _styles.Level(first) is { } level && LayoutMarks.MayBeHeading(joined)
            ? new DraftBlock(BlockKinds.Heading, joined, first.Where, level)
            : new DraftBlock(BlockKinds.Paragraph, joined, first.Where);
    }
}
