using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>A table stays or goes as a whole: a row says little without the others.</summary>
internal static class Tables
{
    /// <summary>The probabilities with those of each run of rows in one table brought to that of the surest: short cells say little of themselves.</summary>
    public static float[] Evened(PageOutline outline, IReadOnlyList<Passage> passages, float[] probabilities)
    {
        for (var first = 0; first < passages.Count; first++)
        {
            if (passages[first].Kind != BlockKinds.TableRow || Table(outline, passages[first].Owner) is not { } table)
            {
                continue;
            }

            var last = first;
            while (last + 1 < passages.Count && passages[last + 1].Kind == BlockKinds.TableRow && passages[last + 1].Owner.Index < table.End)
            {
                last++;
            }

            var rows = probabilities.AsSpan(first, last - first + 1);
            var highest = 0f;
            foreach (var probability in rows)
            {
                highest = Math.Max(highest, probability);
            }

            rows.Fill(highest);
            first = last;
        }

        return probabilities;
    }

    private static Part? Table(PageOutline outline, Part part)
    {
        while (part.Parent >= 0 && part.Name != "table")
        {
            part = outline.Parts[part.Parent];
        }

        return part.Parent >= 0 ? part : null;
    }
}
