using System.Xml;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>Pictures of text: PNG, JPEG, TIFF (also of several pages), GIF, BMP and WebP, read by <see cref="Tesseract"/>.</summary>
public static class Picture
{
    /// <summary>A picture is laid out as a page of this width in points, whatever its resolution.</summary>
    private const double Width = 595;

    /// <summary>Whether it begins like a picture.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return MediaType(content.Span) is not null;
    }

    /// <summary>Reads its text.</summary>
    /// <exception cref="UnreadableException">Tesseract is not installed, or finds no text.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!Tesseract.IsInstalled)
        {
            throw new UnreadableException(ReasonCodes.NoText, "This is a picture, whose text only Tesseract can read; install Debian's package tesseract-ocr where the Parser runs and drop it again.");
        }

        var draft = new Draft(MediaType(content.Span)!) { HasCharset = false };
        var pages = Pages(content.Bytes, Tesseract.Languages(null), new PicturePlace(1, 0, 0, 0, Width), null)
            ?? throw new UnreadableException(ReasonCodes.Damaged, "The picture is damaged or too large to be read; save or download it again and drop that.");
        LayoutDocument.Write(pages, draft);
        draft.Warnings.Add(Warning("The text"));
        return draft.Blocks.Count > 0 ? draft : throw new UnreadableException(ReasonCodes.NoText, "The picture shows no text that can be read; drop a sharper one, or the document that it was made from.");
    }

    /// <summary>The sentence that a record of read pictures carries.</summary>
    internal static string Warning(string what) => $"{what} was read from a picture by Tesseract (OCR) and may hold errors.";

    /// <summary>The lines of a picture; null where it cannot be read.</summary>
    internal static List<LayoutPage>? Pages(ReadOnlyMemory<byte> picture, string languages, PicturePlace place, int? resolution)
    {
        try
        {
            return Tesseract.Read(picture, languages, resolution) is { Length: > 0 } hocr ? Hocr.Read(hocr, place) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? MediaType(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "image/tiff",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "image/bmp",
        _ => null,
    };
}
