using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>
/// RTF. Accepts what begins with its mark. Text is decoded font by font; styles and outline levels make headings; deletions, hidden text, comments and running heads are listed as removed; notes
/// follow the text.
/// </summary>
public static class Rtf
{
    /// <summary>Whether it begins like RTF, perhaps behind a byte-order mark or white space.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.Span.TrimStart("\uFEFF \r\n\t"u8).StartsWith("{\\rtf"u8);
    }

    /// <summary>Reads text and properties.</summary>
    /// <exception cref="UnreadableException">It nests too deep, or ends before its text begins.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var draft = new Draft("application/rtf") { HasCharset = false };
        if (!new RtfText(draft).Read(new RtfTokens(content.Bytes)))
        {
            if (draft.Blocks.Count == 0)
            {
                throw new UnreadableException(ReasonCodes.Damaged, "The RTF document ends in the middle and holds no text before that; save or download it again and drop that.");
            }

            draft.Partial = true;
            draft.Warnings.Add("The document ends in the middle; what stands before is read.");
        }

        return draft;
    }
}
