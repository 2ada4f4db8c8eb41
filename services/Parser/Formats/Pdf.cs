using Platform.Contracts;
using Platform.Parser.Metadata;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace Platform.Parser.Formats;

/// <summary>
/// PDF. Accepts what has its mark within the first kilobyte, as readers do. Text is put together from the letters; see <see cref="LayoutDocument"/>. A damaged page costs its own text only.
/// </summary>
public static class Pdf
{
    /// <summary>Pages that are read; longer works are collections.</summary>
    private const int MostPages = 5000;

    /// <summary>Letters that are read in all; <see cref="BlockWriter"/> bounds what becomes of them.</summary>
    private const int MostLetters = 20_000_000;

    private static readonly ParsingOptions Options = new() { UseLenientParsing = true, SkipMissingFonts = true, UseActualText = true };

    /// <summary>Whether it begins like a PDF.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.Span[..Math.Min(1024, content.Span.Length)].IndexOf("%PDF-"u8) >= 0;
    }

    /// <summary>Reads text and properties.</summary>
    /// <exception cref="UnreadableException">It is encrypted or damaged, or its pages hold no text.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        PdfGuard.CheckBytes(content.Bytes);
        using var document = Open(content);
        var draft = new Draft("application/pdf") { HasCharset = false };
        PdfProperties.Propose(document, draft);
        if (PdfGuard.CutCircles(document))
        {
            draft.Partial = true;
            draft.Warnings.Add("Drawings in the PDF contain themselves, or nest too deep; they are read once.");
        }

        var (scans, notes) = (new PdfScans(draft), new PdfNotes(draft));
        LayoutDocument.Write(Pages(document, draft, scans, notes), draft);
        notes.ReadForm(document);
        notes.Write();
        scans.Warn();
        if (draft.Blocks.Count == 0 && scans.LacksTesseract && draft.Value(Fields.Title) is { } title)
        {
            draft.Blocks.Add(new DraftBlock(BlockKinds.Heading, title, draft.EvidenceFor(Fields.Title).Where!, 1)); // all that is known of its text
        }

        WarnOfLetters(draft);
        return draft.Blocks.Count > 0 ? draft : throw Empty(draft, document, scans);
    }

    // Fonts without a table of their letters give private signs, or none.
    private static void WarnOfLetters(Draft draft)
    {
        var all = draft.Blocks.Sum(block => block.Text.Length);
        var unknown = draft.Blocks.Sum(block => block.Text.Count(letter => letter is '\ufffd' or >= '\ue000' and <= '\uf8ff'));
        if (unknown > all / 10)
        {
            draft.Warnings.Add("Fonts of the PDF do not say which letters they show; much of the text is unreadable.");
        }
    }

    private static UnreadableException Empty(Draft draft, PdfDocument document, PdfScans scans) => draft.Partial switch
    {
        _ when scans.LacksTesseract => new UnreadableException(ReasonCodes.NoText,
            "The PDF's pages are pictures, whose text only Tesseract can read; install Debian's package tesseract-ocr where the Parser runs and drop it again."),
        true => new UnreadableException(ReasonCodes.Damaged, $"None of the PDF's {document.NumberOfPages} pages can be read; save or download it again and drop that."),
        _ => new UnreadableException(ReasonCodes.NoText, "The PDF's pages hold no text; drop the document that it was made from."),
    };

    private static PdfDocument Open(Content content)
    {
        try
        {
            return PdfDocument.Open(content.Bytes, Options);
        }
        catch (PdfDocumentEncryptedException encrypted)
        {
            throw new UnreadableException(ReasonCodes.Encrypted, "The PDF is encrypted and asks for a password; save it without one and drop that.", encrypted);
        }
        catch (Exception damaged) when (damaged is not OutOfMemoryException)
        {
            throw new UnreadableException(ReasonCodes.Damaged, "The PDF is damaged or ends too early: its table of objects cannot be read; save or download it again and drop that.", damaged);
        }
    }

    private static List<LayoutPage> Pages(PdfDocument document, Draft draft, PdfScans scans, PdfNotes notes)
    {
        var pages = new List<LayoutPage>();
        var damaged = new List<int>();
        var letters = 0;
        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            if (number > MostPages || letters > MostLetters)
            {
                Lacks(draft, $"Only the first {number - 1} of {document.NumberOfPages} pages are read: {MostPages} pages and {MostLetters / 1_000_000} million letters are the most.");
                break;
            }

            if (Allowance.Current?.UsedUp() is { } used)
            {
                Lacks(draft, $"Only the first {number - 1} of {document.NumberOfPages} pages are read: {used}.");
                break;
            }

            if (PdfFaults.Try(() => document.GetPage(number)) is not { } page)
            {
                damaged.Add(number);
                continue;
            }

            letters += page.Letters.Count;
            pages.AddRange(PdfText.Read(page, out var isWhole));
            pages.AddRange(scans.Read(page));
            notes.Read(page);
            if (!isWhole)
            {
                Lacks(draft, $"Page {number} holds more letters than are read of one page.");
            }
        }

        if (damaged.Count > 0)
        {
            Lacks(draft, $"Of {document.NumberOfPages} pages, {PdfScans.Listed(damaged)} cannot be read: damaged.");
        }

        return pages;
    }

    private static void Lacks(Draft draft, string warning)
    {
        draft.Partial = true;
        draft.Warnings.Add(warning);
    }
}
