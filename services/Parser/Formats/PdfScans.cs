using UglyToad.PdfPig.Content;

namespace Platform.Parser.Formats;

/// <summary>Reads the pages of a PDF that are pictures, and says on the record which they are.</summary>
internal sealed class PdfScans(Draft draft)
{
    /// <summary>A page with fewer letters may have its text in a picture.</summary>
    private const int FewLetters = 30;

    /// <summary>As shares of the page: pictures that cover more in all may be its text, smaller ones are ornaments.</summary>
    private const double Covered = 0.25;
    private const double Ornament = 0.02;

    /// <summary>Pictures of a page (some scanners write strips) and their samples, which are decoded in memory.</summary>
    private const int MostPictures = 16;
    private const long MostSamples = 80_000_000;

    /// <summary>Pages that are read, within the allowance of the document.</summary>
    private const int MostPages = 100;

    private readonly List<int> _read = [];
    private readonly List<int> _unread = [];
    private string? _languages;
    private int _tried;

    /// <summary>Whether a page was a picture that could not be read since Tesseract is missing.</summary>
    public bool LacksTesseract { get; private set; }

    /// <summary>The lines in a page's pictures; empty for a page with text of its own.</summary>
    public List<LayoutPage> Read(Page page)
    {
        if (page.NumberOfImages == 0 || page.Letters.Count(letter => !string.IsNullOrWhiteSpace(letter.Value)) >= FewLetters)
        {
            return [];
        }

        var area = page.Width * page.Height;
        var pictures = PdfFaults.Try(() => page.GetImages().Where(image => Area(image) > Ornament * area).OrderByDescending(image => image.BoundingBox.Top).Take(MostPictures).ToList()) ?? [];
        if (pictures.Sum(Area) < Covered * area)
        {
            return [];
        }

        if (!Tesseract.IsInstalled || _tried >= MostPages)
        {
            LacksTesseract |= !Tesseract.IsInstalled;
            _unread.Add(page.Number);
            return [];
        }

        _languages ??= Tesseract.Languages(draft.Value(Metadata.Fields.Language));
        _tried++;
        var pages = pictures.ConvertAll(image => Lines(page, image));
        var lines = pages.SelectMany(picture => picture ?? []).Where(picture => picture.Lines.Count > 0).ToList();
        if (pages.Contains(null))
        {
            _unread.Add(page.Number);
        }
        else if (lines.Count > 0)
        {
            _read.Add(page.Number);
        }

        return lines;
    }

    /// <summary>Writes the warnings.</summary>
    public void Warn()
    {
        if (_read.Count > 0)
        {
            draft.Warnings.Add(Picture.Warning($"The text of {Listed(_read)}"));
        }

        if (_unread.Count > 0)
        {
            draft.Partial = true;
            draft.Warnings.Add(LacksTesseract
                ? $"The pictures on {Listed(_unread)} are not read, since Tesseract is not installed; install Debian's package tesseract-ocr where the Parser runs."
                : $"The pictures on {Listed(_unread)} are not read: damaged, of an unknown kind, or more than {MostPages} pages.");
        }
    }

    /// <summary>Page numbers for a sentence.</summary>
    public static string Listed(List<int> pages) => $"{(pages.Count == 1 ? "page" : "pages")} {string.Join(", ", pages.Take(20))}{(pages.Count > 20 ? " and others" : "")}";

    private List<LayoutPage>? Lines(Page page, IPdfImage image)
    {
        if ((long)image.WidthInSamples * image.HeightInSamples > MostSamples || Bytes(image) is not { } bytes)
        {
            return null;
        }

        var box = image.BoundingBox;
        var place = new PicturePlace(page.Number, page.Height, box.Left, page.Height - box.Top, box.Width);
        return Picture.Pages(bytes, _languages!, place, (int)Math.Clamp(image.WidthInSamples * 72 / Math.Max(1, box.Width), 70, 2400));
    }

    // Photographs are stored as JPEG and JPEG 2000 files, which go on as they are; anything else is unpacked.
    private static byte[]? Bytes(IPdfImage image) => PdfFaults.Try(() =>
        image.RawBytes is [0xff, 0xd8, 0xff, ..] or [0, 0, 0, 12, (byte)'j', (byte)'P', ..] ? image.RawBytes.ToArray() : image.TryGetPng(out var png) ? png : null!);

    private static double Area(IPdfImage image) => Math.Abs(image.BoundingBox.Width * image.BoundingBox.Height);
}
