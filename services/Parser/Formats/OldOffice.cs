using System.Text;
using Platform.Contracts;
using Platform.RawContent;

namespace Platform.Parser.Formats;

/// <summary>The compound files (OLE) that office programs wrote before 2007, and that still hold every encrypted document: none is read, and each gets the sentence that helps.</summary>
public static class OldOffice
{
    private static readonly (byte[] Stream, string Sentence)[] Kinds =
    [
        (Name("WordDocument"), "This is a Word document of the time before 2007 (.doc); save it as DOCX and drop that."),
        (Name("PowerPoint Document"), "This is a PowerPoint presentation of the time before 2007 (.ppt); save it as PPTX and drop that."),
        (Name("Workbook"), "This is an Excel workbook of the time before 2007 (.xls); save it as XLSX or CSV and drop that."),
        (Name("Book"), "This is an Excel workbook of the time before 1997 (.xls); save it as XLSX or CSV and drop that."),
    ];

    /// <summary>Whether it is a compound file with the streams of an office document; a mail is told before.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return CompoundFile.IsOne(content.Span)
            && (IsEncrypted(content) || Kinds.Any(kind => Holds(content, kind.Stream)));
    }

    /// <summary>Never reads.</summary>
    /// <exception cref="UnreadableException">Always.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        throw IsEncrypted(content)
            ? new UnreadableException(ReasonCodes.Encrypted, "The office document is encrypted; remove its password in the program that made it and drop it again.")
            : new UnreadableException(ReasonCodes.UnknownFormat, Kinds.First(kind => Holds(content, kind.Stream)).Sentence);
    }

    private static bool IsEncrypted(Content content) => Holds(content, Name("EncryptedPackage")) || Holds(content, Name("ENCRYPTEDPACKAGE")); // names are told without regard to case

    private static bool Holds(Content content, byte[] name) => content.Span.IndexOf(name) >= 0;

    // A directory entry is its name in UTF-16, filled up with zeros.
    private static byte[] Name(string stream) => Encoding.Unicode.GetBytes(stream + "\0");
}
