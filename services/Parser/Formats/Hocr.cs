using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>hOCR, which is XHTML with each line's and word's place in its <c>title</c>, as lines in points.</summary>
internal static partial class Hocr
{
    /// <summary>Tesseract's confidence in percent below which a line is a stain or part of a drawing.</summary>
    private const double LeastConfidence = 45;

    /// <summary>Sizes that differ by less than this share from most of the page's are measured badly, not set differently.</summary>
    private const double SameSize = 0.22;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };

    /// <summary>The pages of a picture, of which most hold one.</summary>
    /// <param name="hocr">What <see cref="Tesseract"/> wrote.</param>
    /// <param name="place">Where the picture stands on its page of that number.</param>
    /// <exception cref="XmlException">It is no hOCR.</exception>
    public static List<LayoutPage> Read(string hocr, PicturePlace place)
    {
        var pages = new List<LayoutPage>();
        using var reader = XmlReader.Create(new StringReader(hocr), Settings);
        var (scale, words) = (1.0, new List<Word>());
        Match line = Match.Empty;
        void Close()
        {
            if (words.Count > 0 && words.Average(word => word.Confidence) >= LeastConfidence)
            {
                pages[^1].Lines.Add(Line(words, line, scale, place, pages[^1].Lines.Count));
            }

            words.Clear();
        }

        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.GetAttribute("title") is not { } title)
            {
                continue;
            }

            switch (reader.GetAttribute("class"))
            {
                case "ocr_page" when Box().Match(title) is { Success: true } box:
                    Close();
                    scale = place.Width / Math.Max(1, Number(box, "right"));
                    pages.Add(new LayoutPage(place.Page + pages.Count, Math.Max(place.PageHeight, Number(box, "bottom") * scale), []));
                    break;
                case "ocr_line" or "ocr_header" or "ocr_caption" or "ocr_textfloat":
                    Close();
                    line = Shape().Match(title);
                    break;
                case "ocrx_word" when Box().Match(title) is { Success: true } box && pages.Count > 0:
                    var sure = Confidence().Match(title);
                    if (Cleaning.Line(reader.ReadElementContentAsString()) is { Length: > 0 } text)
                    {
                        words.Add(new Word(text, Number(box, "left"), Number(box, "right"), Number(box, "top"), Number(box, "bottom"), sure.Success ? Number(sure, "percent") : 0));
                    }

                    break;
            }
        }

        Close();
        return pages.ConvertAll(page => page with { Lines = Even(page.Lines) });
    }

    private static LayoutLine Line(List<Word> words, Match shape, double scale, PicturePlace place, int order)
    {
        var bottom = words.Max(word => word.Bottom);
        var size = shape.Groups["size"].Success ? Number(shape, "size") : bottom - words.Min(word => word.Top);
        var baseline = shape.Groups["offset"].Success ? Number(shape, "bottom") + Number(shape, "offset") : bottom;
        return new LayoutLine
        {
            Text = string.Join(' ', words.Select(word => word.Text)),
            Left = place.Left + (words[0].Left * scale),
            Right = place.Left + (words[^1].Right * scale),
            Base = place.Top + (baseline * scale),
            Size = Math.Max(1, size * scale),
            FirstWordRight = place.Left + (words[0].Right * scale),
            SecondWordLeft = place.Left + (words[Math.Min(1, words.Count - 1)].Left * scale),
            Order = order,
        };
    }

    private static List<LayoutLine> Even(List<LayoutLine> lines)
    {
        if (lines.Count == 0)
        {
            return lines;
        }

        var usual = lines.OrderBy(line => line.Size).ElementAt(lines.Count / 2).Size;
        var sizes = lines.ConvertAll(line => Math.Abs(line.Size - usual) < SameSize * usual ? usual : line.Size);
        for (var at = 1; at < sizes.Count; at++)
        {
            sizes[at] = Math.Abs(sizes[at] - sizes[at - 1]) < SameSize * sizes[at - 1] ? sizes[at - 1] : sizes[at];
        }

        return lines.Select((line, at) => line with { Size = sizes[at] }).ToList();
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex("""bbox (?<left>\d{1,6}) (?<top>\d{1,6}) (?<right>\d{1,6}) (?<bottom>\d{1,6})""", RegexOptions.NonBacktracking)]
    private static partial Regex Box();

    [GeneratedRegex("""bbox \d{1,6} \d{1,6} \d{1,6} (?<bottom>\d{1,6})(?:; baseline -?[\d.]{1,12} (?<offset>-?[\d.]{1,12}))?(?:; x_size (?<size>[\d.]{1,12}))?""", RegexOptions.NonBacktracking)]
    private static partial Regex Shape();

    [GeneratedRegex("""x_wconf (?<percent>\d{1,3})""", RegexOptions.NonBacktracking)]
    private static partial Regex Confidence();

    private sealed record Word(string Text, double Left, double Right, double Top, double Bottom, double Confidence);
}

/// <summary>Where a picture stands on its page, in points from the page's top left.</summary>
internal sealed record PicturePlace(int Page, double PageHeight, double Left, double Top, double Width);
