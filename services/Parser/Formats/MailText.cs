using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// The plain text of a mail: format=flowed (RFC 3676) put together, quoted lines as quotations, a signature behind its mark listed as removed.
/// </summary>
internal static class MailText
{
    /// <summary>A signature has fewer lines; what follows a mark and has more is text.</summary>
    private const int LongestSignature = 25;

    private const int Deepest = 100;

    /// <summary>Takes the blocks.</summary>
    /// <param name="text">Clean text of the part.</param>
    /// <param name="flowed">Whether lines that end with a space go on in the next.</param>
    /// <param name="joined">Whether that space only marks it (DelSp).</param>
    /// <param name="place">Begins the places of the blocks.</param>
    /// <param name="writer">Takes the blocks and what is removed.</param>
    public static void Take(string text, bool flowed, bool joined, string place, BlockWriter writer)
    {
        var lines = Lines(text, flowed, joined);
        var signature = Signature(lines);
        var group = new List<(string Text, int Number)>();
        var depth = 0;
        foreach (var line in lines.Take(signature))
        {
            if (line.Depth != depth || line.Text.Length == 0)
            {
                Close(group, depth, place, writer);
                depth = line.Depth;
            }

            if (line.Text.Length > 0)
            {
                group.Add((line.Text, line.Number));
                if (line.IsWhole)
                {
                    Close(group, depth, place, writer);
                }
            }
        }

        Close(group, depth, place, writer);
        if (signature < lines.Count)
        {
            writer.Draft.Remove("signature", Cleaning.Line(string.Join(' ', lines.Skip(signature + 1).Select(line => line.Text))), $"{place} line {lines[signature].Number}");
        }
    }

    private static void Close(List<(string Text, int Number)> group, int depth, string place, BlockWriter writer)
    {
        foreach (var block in PlainText.Blocks(group))
        {
            writer.Add(block with { Kind = depth > 0 ? BlockKinds.Quotation : block.Kind, Where = $"{place} {block.Where}" });
        }

        group.Clear();
    }

    private static List<Line> Lines(string text, bool flowed, bool joined)
    {
        var lines = new List<Line>();
        var number = 0;
        var open = false;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var (depth, rest) = Unquoted(raw);
            rest = flowed && rest.StartsWith(' ') ? rest[1..] : rest; // stuffed, so that nothing is taken for a quotation
            var isMark = depth == 0 && rest is "-- " or "--";
            var goesOn = flowed && !isMark && rest.EndsWith(' ');
            var value = isMark ? rest : goesOn && joined ? rest[..^1] : rest;
            if (open && !isMark && lines[^1].Depth == depth)
            {
                lines[^1].Parts.Add(value);
            }
            else
            {
                lines.Add(new Line(depth, number, [value], flowed && goesOn, isMark));
            }

            open = goesOn;
        }

        return lines;
    }

    private static (int Depth, string Text) Unquoted(string line)
    {
        var (depth, at) = (0, 0);
        while (at < line.Length && line[at] == '>' && depth < Deepest)
        {
            depth++;
            at += at + 2 < line.Length && line[at + 1] == ' ' && line[at + 2] == '>' ? 2 : 1;
        }

        return (depth, depth > 0 && at < line.Length && line[at] == ' ' ? line[(at + 1)..] : line[at..]);
    }

    // Behind the last mark, and not where quotations follow: there the writer went on.
    private static int Signature(List<Line> lines)
    {
        var at = lines.FindLastIndex(line => line.IsMark);
        return at > 0 && lines.Count - at <= LongestSignature && lines.Skip(at).All(line => line.Depth == 0) && lines.Skip(at + 1).Any(line => line.Text.Length > 0) ? at : lines.Count;
    }

    /// <summary>A line without its quotation marks.</summary>
    /// <param name="Depth">How many there were.</param>
    /// <param name="Number">From 1 on.</param>
    /// <param name="Parts">The lines that it was cut into.</param>
    /// <param name="IsWhole">Whether it was put together, and so is a paragraph.</param>
    /// <param name="IsMark">Whether it announces a signature.</param>
    private sealed record Line(int Depth, int Number, List<string> Parts, bool IsWhole, bool IsMark)
    {
        private string? _text;

        public string Text => _text ??= Cleaning.Line(string.Concat(Parts));
    }
}
