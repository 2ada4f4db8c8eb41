using Platform.Contracts;
using UglyToad.PdfPig;
using UglyToad.PdfPig.AcroForms;
using UglyToad.PdfPig.AcroForms.Fields;
using UglyToad.PdfPig.Actions;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;

namespace Platform.Parser.Formats;

/// <summary>
/// What lies over the pages of a PDF: links, texts that were written onto a page or into a form, which are read behind the pages' own text, and comments, which are listed as removed unless the document holds nothing else.
/// </summary>
internal sealed class PdfNotes(Draft draft)
{
    private const int MostOfPage = 1000;
    private const int MostFields = 10_000;

    private readonly List<DraftBlock> _written = [];
    private readonly List<DraftBlock> _comments = [];

    /// <summary>Takes a page's notes.</summary>
    public void Read(Page page)
    {
        var where = FormattableString.Invariant($"page {page.Number}, note");
        foreach (var note in PdfFaults.Try(() => page.GetAnnotations().Take(MostOfPage).ToList()) ?? [])
        {
            var block = new DraftBlock(BlockKinds.Paragraph, note.Content ?? "", where);
            switch (note.Type)
            {
                case AnnotationType.Link when note.Action is UriAction { Uri: { } address }: Links.Add(draft, address, ""); break;
                case AnnotationType.FreeText: _written.Add(block); break;
                case AnnotationType.Link or AnnotationType.Widget: break;
                default: _comments.Add(block); break;
            }
        }
    }

    /// <summary>Takes what was filled into the document's form.</summary>
    public void ReadForm(PdfDocument document) => _written.AddRange(
        (PdfFaults.Try(() => document.TryGetForm(out var form) ? form!.GetFields().Take(MostFields).ToList() : []) ?? []).OfType<AcroTextField>().Where(field => !string.IsNullOrWhiteSpace(field.Value))
            .Select(field => new DraftBlock(BlockKinds.Paragraph, field.Value!, $"form field {field.Information.PartialName}")));

    /// <summary>Writes them behind the text.</summary>
    public void Write()
    {
        var writer = new BlockWriter(draft, whileReading: false);
        _written.ForEach(writer.Add);
        foreach (var comment in _comments.Select(BlockWriter.Clean).OfType<DraftBlock>().Distinct())
        {
            if (draft.Blocks.Count == 0)
            {
                _written.Add(comment);
            }
            else
            {
                draft.Remove("comment", comment.Text, comment.Where);
            }
        }

        if (draft.Blocks.Count == 0)
        {
            _written.ForEach(writer.Add);
        }
    }
}
