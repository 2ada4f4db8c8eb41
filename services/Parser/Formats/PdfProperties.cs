using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Platform.Parser.Metadata;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace Platform.Parser.Formats;

/// <summary>What a PDF states about itself: in its document information, in XMP and in its catalog.</summary>
internal static partial class PdfProperties
{
    private const string Information = "document information";

    /// <summary>Proposes all of it.</summary>
    public static void Propose(PdfDocument document, Draft draft)
    {
        Xmp(document, draft);
        var stated = document.Information;
        Stated.Propose(draft, Fields.Title, Mended(stated.Title), $"{Information} Title", 0.65);
        Authors(draft, Mended(stated.Author), $"{Information} Author", 0.65);
        Stated.Propose(draft, Fields.Description, Mended(stated.Subject), $"{Information} Subject", 0.4);
        Stated.Propose(draft, Fields.Tags, Mended(stated.Keywords), $"{Information} Keywords", 0.7);
        Stated.ProposeCreation(draft, Date(stated.CreationDate), $"{Information} CreationDate");
        Stated.Propose(draft, Fields.ModifiedAt, Date(stated.ModifiedDate), $"{Information} ModDate", 0.6);
        if (document.Structure.Catalog.CatalogDictionary.TryGet(NameToken.Lang, out var language) && language is IDataToken<string> tag)
        {
            Stated.Propose(draft, Fields.Language, tag.Data, "catalog Lang", 0.5);
        }
    }

    private static void Xmp(PdfDocument document, Draft draft)
    {
        try
        {
            if (PdfFaults.Try(() => document.TryGetXmpMetadata(out var xmp) ? xmp.GetXmlBytes().ToArray() : []) is { Length: > 0 } packet)
            {
                XmpPacket.Read(packet, (name, value) => Propose(draft, name, value));
            }
        }
        catch (XmlException)
        {
            draft.Warnings.Add("The XMP metadata of the PDF are damaged and not read.");
        }
    }

    private static void Propose(Draft draft, string name, string value)
    {
        var where = $"XMP {name}";
        switch (name)
        {
            case "dc:title": Stated.Propose(draft, Fields.Title, value, where, 0.7); break;
            case "dc:creator": Authors(draft, value, where, 0.7); break;
            case "dc:description": Stated.Propose(draft, Fields.Description, value, where, 0.6); break;
            case "dc:subject": Stated.Propose(draft, Fields.Tags, value, where, 0.75); break;
            case "dc:publisher" or "prism:publicationName": Stated.Propose(draft, Fields.Publisher, value, where, 0.6); break;
            case "dc:language": Stated.Propose(draft, Fields.Language, value, where, 0.5); break;
            case "dc:date" or "prism:publicationDate" or "prism:coverDate": Stated.Propose(draft, Fields.PublishedAt, value, where, 0.6); break;
            case "xmp:CreateDate": Stated.ProposeCreation(draft, value, where); break;
            case "xmp:ModifyDate": Stated.Propose(draft, Fields.ModifiedAt, value, where, 0.65); break;
            case "prism:url": Stated.Propose(draft, Fields.CanonicalUrl, value, where, 0.6); break;
        }
    }

    // Several names stand in one property, where each has a first and a last part; "Smith, John" is one.
    private static void Authors(Draft draft, string? raw, string where, double confidence)
    {
        var parts = raw is null ? [] : Separator().Split(raw).Select(part => part.Trim()).Where(part => part.Length > 0).ToList();
        var names = parts.Count > 1 && parts.TrueForAll(part => part.Contains(' ', StringComparison.Ordinal)) ? string.Join(';', parts) : raw;
        Stated.Propose(draft, Fields.Authors, names, where, confidence);
    }

    /// <summary>Some programs write the bytes of UTF-8 where letters of one byte belong.</summary>
    private static string? Mended(string? text)
    {
        if (text is null || !text.Any(letter => letter is >= '\u00c2' and <= '\u00f4') || text.Any(letter => letter > '\u00ff'))
        {
            return text;
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(text));
        }
        catch (DecoderFallbackException)
        {
            return text;
        }
    }

    /// <summary>ISO 8601 of a date in PDF's own form, such as <c>D:20040229130000+01'00'</c>.</summary>
    private static string? Date(string? stated)
    {
        var match = stated is null ? Match.Empty : Stamp().Match(stated);
        if (!match.Success)
        {
            return stated;
        }

        string Part(string name, string missing) => match.Groups[name] is { Success: true } found ? found.Value : missing;
        var text = $"{match.Groups["year"].Value}-{Part("month", "01")}-{Part("day", "01")}";
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return null;
        }

        if (!match.Groups["minute"].Success)
        {
            return text;
        }

        var offset = match.Groups["sign"] is { Success: true } sign ? $"{sign.Value}{Part("hours", "00")}:{Part("minutes", "00")}" : match.Groups["utc"].Success ? "Z" : "";
        return $"{text}T{Part("hour", "00")}:{Part("minute", "00")}:{Part("second", "00")}{offset}";
    }

    [GeneratedRegex("""^(?:D:)?(?<year>\d{4})(?:(?<month>\d\d)(?:(?<day>\d\d)(?:(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?)?)?)?(?:(?<utc>Z)|(?<sign>[+-])(?<hours>\d\d)'?(?<minutes>\d\d)?)?""", RegexOptions.NonBacktracking)]
    private static partial Regex Stamp();

    [GeneratedRegex("""\s*[;,]\s*|\s+(?:and|und|et|и)\s+""", RegexOptions.NonBacktracking)]
    private static partial Regex Separator();
}
