using Platform.Contracts;
using Platform.Parser.Metadata;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// Plain text. Accepts every text that no other format does. A paragraph is a line, or several where the text was wrapped at a fixed width; a blank line
/// ends one. Lines that begin with a bullet are list items.
/// </summary>
public static class PlainText
{
    private const int WidestWrap = 100;
    private const int MostLabels = 6;

    /// <summary>Reads it into blocks with the numbers of their lines.</summary>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var draft = new Draft("text/plain");
        var group = new List<(string Text, int Number)>();
        var number = 0;
        foreach (var raw in content.Text.Split('\n'))
        {
            number++;
            var line = Cleaning.Line(raw);
            if (line.Length > 0)
            {
                group.Add((line, number));
            }
            else
            {
                Close(draft, group);
            }
        }

        Close(draft, group);
        return draft;
    }

    /// <summary>The blocks of lines that no blank line parts: one paragraph where they were wrapped, else one for each.</summary>
    /// <param name="group">Clean lines with their numbers, from 1 on.</param>
    internal static IEnumerable<DraftBlock> Blocks(List<(string Text, int Number)> group) => IsWrapped(group)
        ? [new DraftBlock(BlockKinds.Paragraph, string.Join(' ', group.Select(line => line.Text)), $"line {group[0].Number}")]
        : group.Select(line => new DraftBlock(Kind(line.Text), WithoutBullet(line.Text), $"line {line.Number}"));

    private static void Close(Draft draft, List<(string Text, int Number)> group)
    {
        draft.Blocks.AddRange(Blocks(group));
        group.Clear();
    }

    // Wrapped at a fixed width: all lines but the last are about as long as the longest, and none is too long to have been wrapped.
    private static bool IsWrapped(List<(string Text, int Number)> group)
    {
        if (group.Count < 2 || group.Exists(line => Kind(line.Text) == BlockKinds.ListItem))
        {
            return false;
        }

        var longest = group.Max(line => line.Text.Length);
        return longest is > 40 and <= WidestWrap && group.SkipLast(1).All(line => line.Text.Length > longest * 0.7)
            && !group.Take(MostLabels).Any(line => Labels.IsLabel(line.Text));
    }

    private static string Kind(string line) =>
        line.Length > 2 && line[0] is '•' or '·' or '*' or '–' or '-' && line.Length > 2 && line[1] == ' ' ? BlockKinds.ListItem : BlockKinds.Paragraph;

    private static string WithoutBullet(string line) => Kind(line) == BlockKinds.ListItem ? line[2..].TrimStart() : line;
}
