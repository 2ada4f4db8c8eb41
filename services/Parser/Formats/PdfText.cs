using Platform.Contracts;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace Platform.Parser.Formats;

/// <summary>A page's letters as lines, by the direction they run in.</summary>
internal static class PdfText
{
    /// <summary>Letters of a page that are read; a sheet of A0 in small print has fewer.</summary>
    private const int MostLetters = 200_000;

    /// <summary>Directions of a page that are read; a drawing of arcs has one for each letter.</summary>
    private const int MostDirections = 8;

    /// <summary>The page's lines: first those that run like most of its letters do, then those that run otherwise.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isWhole">Whether all of its letters were read.</param>
    public static IEnumerable<LayoutPage> Read(Page page, out bool isWhole)
    {
        isWhole = page.Letters.Count <= MostLetters;
        var directions = page.Letters.Take(MostLetters).GroupBy(Direction).OrderByDescending(group => group.Count()).Take(MostDirections).ToList();
        return directions.Select((letters, at) => Turned(page, letters.Key, letters, at > 0));
    }

    private static LayoutPage Turned(Page page, int direction, IEnumerable<Letter> letters, bool isAside)
    {
        var (sine, cosine) = Math.SinCos(direction * Math.PI / 180);
        // Where the page's corners come to lie when the text is turned upright.
        double Along(double x, double y) => (x * cosine) + (y * sine);
        double Down(double x, double y) => (x * sine) - (y * cosine);
        (double X, double Y)[] corners = [(0, 0), (page.Width, 0), (0, page.Height), (page.Width, page.Height)];
        var left = corners.Min(corner => Along(corner.X, corner.Y));
        var top = corners.Min(corner => Down(corner.X, corner.Y));
        var height = corners.Max(corner => Down(corner.X, corner.Y)) - top;
        var glyphs = letters.Select(letter =>
        {
            var (start, end) = (letter.StartBaseLine, letter.EndBaseLine);
            var (from, to) = (Along(start.X, start.Y) - left, Along(end.X, end.Y) - left);
            return new LayoutGlyph(letter.Value, Math.Min(from, to), Math.Max(from, to), Down(start.X, start.Y) - top, Size(letter), letter.FontDetails.IsBold || letter.FontDetails.Weight >= 600);
        }).Where(glyph => glyph.Text is { Length: > 0 } && double.IsFinite(glyph.Left) && double.IsFinite(glyph.Right) && double.IsFinite(glyph.Base));
        var lines = LayoutLines.Read(glyphs);
        var width = corners.Max(corner => Along(corner.X, corner.Y)) - left;
        return new LayoutPage(page.Number, height, lines.Count(line => line.RunsLeft) * 2 > lines.Count ? lines.ConvertAll(line => line.Mirrored(width)) : lines, isAside);
    }

    /// <summary>Degrees that the letter's base line is turned by, against the clock.</summary>
    private static int Direction(Letter letter)
    {
        PdfPoint start = letter.StartBaseLine, end = letter.EndBaseLine;
        if (Math.Abs(end.X - start.X) + Math.Abs(end.Y - start.Y) < 0.001)
        {
            return letter.TextOrientation switch { TextOrientation.Rotate90 => 270, TextOrientation.Rotate180 => 180, TextOrientation.Rotate270 => 90, _ => 0 };
        }

        var degrees = Math.Atan2(end.Y - start.Y, end.X - start.X) * 180 / Math.PI;
        return double.IsFinite(degrees) ? ((int)Math.Round(degrees) + 360) % 360 : 0;
    }

    // Fonts whose letters are drawings may state a size of 1.
    private static double Size(Letter letter)
    {
        var size = letter.PointSize < 2.5 ? Math.Max(letter.PointSize, letter.BoundingBox.Height) : letter.PointSize;
        return double.IsFinite(size) ? Math.Clamp(size, 1, 500) : 10;
    }
}
