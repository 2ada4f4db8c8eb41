namespace Platform.Parser.Formats;

/// <summary>Puts a large initial that stands beside the first lines of a paragraph in front of the first of them.</summary>
internal static class LayoutInitials
{
    /// <summary>As shares of the line's size: how large an initial is at least, and how far from it the text may stand.</summary>
    private const double Large = 1.8;
    private const double Near = 1.5;

    /// <summary>Initials and lines of a page; more large letters, or more pieces, than that are a drawing.</summary>
    private const int Most = 20;
    private const int MostLines = 3000;

    /// <summary>Joins them in place.</summary>
    public static void Join(LayoutPage page)
    {
        if (page.Lines.Count > MostLines)
        {
            return;
        }

        var initials = page.Lines.Where(line => line.Text.Length <= 2 && char.IsLetter(line.Text, 0) && page.Lines.Exists(beside => IsBeside(line, beside))).Take(Most + 1).ToList();
        foreach (var initial in initials.Count > Most ? [] : initials)
        {
            var beside = page.Lines.Where(line => IsBeside(initial, line)).OrderBy(line => line.Base).ToList();
            foreach (var line in beside)
            {
                page.Lines[page.Lines.IndexOf(line)] = line with { Text = line == beside[0] ? initial.Text + line.Text : line.Text, Left = initial.Left };
            }

            if (beside.Count > 0)
            {
                page.Lines.Remove(initial);
            }
        }
    }

    private static bool IsBeside(LayoutLine initial, LayoutLine line) => initial.Size > Large * line.Size
        && line.Left > initial.Right - (0.3 * line.Size) && line.Left - initial.Right < Near * line.Size
        && line.Base < initial.Base + (0.3 * line.Size) && line.Base > initial.Base - initial.Size && char.IsLetter(line.Text, 0);
}
