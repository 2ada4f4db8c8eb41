using System.Globalization;
using System.Text;

namespace Platform.Parser.Tests;

/// <summary>PDF files of a few objects, written by hand: numbers 1 and 2 are the catalog and the pages.</summary>
internal static class SmallPdf
{
    /// <summary>A document of pages of A4 with the operators of each; <c>/F1</c> is Helvetica, <c>/F2</c> its bold.</summary>
    public static byte[] OfPages(params string[] contents)
    {
        var objects = new List<string> { "<< /Type /Catalog /Pages 2 0 R >>", $"<< /Type /Pages /Count {contents.Length} /Kids [{string.Join(' ', contents.Select((_, at) => $"{3 + (2 * at)} 0 R"))}] >>" };
        foreach (var content in contents)
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {objects.Count + 2} 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
                + "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> >> >> >>");
            objects.Add(Stream("", content));
        }

        return OfObjects([.. objects]);
    }

    /// <summary>A document of these objects, the first of which is the catalog.</summary>
    public static byte[] OfObjects(params string[] objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (at, text) in objects.Index())
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{at + 1} 0 obj\n{text}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => file.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    public static string Stream(string entries, string content) => $"<< {entries} /Length {content.Length} >>\nstream\n{content}\nendstream";

    /// <summary>Lines below each other from a place on, 14 points apart.</summary>
    public static string Lines(double left, double top, params string[] lines) =>
        FormattableString.Invariant($"BT /F1 11 Tf 14 TL {left} {top} Td ") + string.Concat(lines.Select(line => $"({line.Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal)}) Tj T* ")) + "ET\n";
}
