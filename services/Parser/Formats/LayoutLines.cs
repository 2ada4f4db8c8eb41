namespace Platform.Parser.Formats;

/// <summary>Puts letters together into lines, and the cells of a table's row into rows.</summary>
internal static class LayoutLines
{
    /// <summary>As shares of the size: how far a word may stand from the last one that was written just before it, and from any other on its line.</summary>
    private const double NextGap = 1.2;
    private const double AnyGap = 0.6;

    /// <summary>Blanks in a row that are wider in all than this share of the size make a column, not a space.</summary>
    private const double BlankGap = 3;

    /// <summary>How much a letter may stand above or below its line, as a share of the size; one that is smaller may do so as a superscript, unless the other is an initial.</summary>
    private const double SameBase = 0.12;
    private const double Raised = 0.6;
    private const double SmallestRaised = 0.48;

    /// <summary>The lines of one page in the order of their height; those with wide gaps in pieces.</summary>
    public static List<LayoutLine> Read(IEnumerable<LayoutGlyph> glyphs)
    {
        var lines = new List<LayoutLine>();
        foreach (var row in Rows(Runs(glyphs), run => run.Base, run => run.Size))
        {
            LayoutRun? open = null, last = null;
            foreach (var run in row.OrderBy(run => run.Left))
            {
                if (last is not null && run.IsCopyOf(last))
                {
                    continue; // set again beside itself to look bold
                }

                last = run;

                if (open is not null && run.Left - open.Right > -0.4 * run.Size && run.Left - open.Right < AnyGap * Math.Min(run.Size, open.Size) && run.Size < 1.6 * open.Size && open.Size < 1.6 * run.Size)
                {
                    open.Add(run);
                    continue;
                }

                Close(lines, open);
                open = run.Copy();
            }

            Close(lines, open);
        }

        return LayoutJustified.Join(lines);
    }

    /// <summary>Groups what stands on the same line, from the top down.</summary>
    public static IEnumerable<List<T>> Rows<T>(IEnumerable<T> parts, Func<T, double> baseline, Func<T, double> size)
    {
        var row = new List<T>();
        foreach (var part in parts.OrderBy(baseline))
        {
            if (row.Count > 0 && baseline(part) - baseline(row[0]) > 0.25 * Math.Min(size(part), size(row[0])))
            {
                yield return row;
                row = [];
            }

            row.Add(part);
        }

        if (row.Count > 0)
        {
            yield return row;
        }
    }

    private static void Close(List<LayoutLine> lines, LayoutRun? run)
    {
        if (run?.ToLine() is { } line)
        {
            lines.Add(line);
        }
    }

    /// <summary>What was written on one line without a pause.</summary>
    private static List<LayoutRun> Runs(IEnumerable<LayoutGlyph> glyphs)
    {
        var runs = new List<LayoutRun>();
        LayoutRun? open = null;
        foreach (var glyph in glyphs)
        {
            if (open is not null && Continues(open, glyph))
            {
                open.Add(glyph);
            }
            else if (!glyph.IsBlank)
            {
                open = new LayoutRun(glyph, runs.Count);
                runs.Add(open);
            }
        }

        return runs;
    }

    private static bool Continues(LayoutRun run, LayoutGlyph glyph)
    {
        var size = Math.Max(run.Size, glyph.Size);
        var gap = glyph.Left - run.End;
        var shift = Math.Abs(glyph.Base - run.Base);
        if (glyph.IsBlank)
        {
            return shift < Raised * size && Math.Abs(gap) < NextGap * size;
        }

        return shift <= SameBase * size
            ? gap > -0.6 * size && gap < NextGap * size && glyph.Left - run.Right < BlankGap * size && glyph.Size < 2 * run.Size
            : shift < Raised * size && Math.Abs(glyph.Size - run.Size) > 0.15 * size && Math.Min(glyph.Size, run.Size) > SmallestRaised * size && gap is var close && close > -0.2 * size && close < 0.4 * size && glyph.Size < 2 * run.Size;
    }
}
