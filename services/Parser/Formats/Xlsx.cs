using System.Text;
using System.Xml;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>
/// Excel's XLSX. Accepts a ZIP whose main part is a workbook. Each row of each visible sheet is a table row, its values as the cells show them: dates as dates, shares as percent. Hidden
/// sheets and comments are listed as removed.
/// </summary>
public static class Xlsx
{
    /// <summary>Entries of the table that cells share their texts in.</summary>
    private const int MostShared = 5_000_000;

    /// <summary>Whether the main part is a workbook.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Opc.MainPart(content, "workbook") is not null;
    }

    /// <summary>Reads sheets and properties.</summary>
    /// <exception cref="UnreadableException">It is damaged, or passes a bound.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Package.ReadDraft(content, package =>
        {
            var draft = new Draft("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") { HasCharset = false };
            Opc.Properties(package, draft);
            Sheets(package, Opc.MainPart(package, "workbook")!, draft);
            return draft;
        });
    }

    private static void Sheets(Package package, string main, Draft draft)
    {
        var relationships = Opc.Relationships(package, main);
        var sheets = new List<(string Name, string Part, bool IsHidden)>();
        var from1904 = false;
        package.Walk(main, node =>
        {
            if (node is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
            {
                from1904 = node.GetAttribute("date1904") is "1" or "true";
            }
            else if (node is { NodeType: XmlNodeType.Element, LocalName: "sheet" } && Docx.Attribute(node, "id") is { } id && relationships.TryGetValue(id, out var part) && part.Type == "worksheet")
            {
                sheets.Add((node.GetAttribute("name") ?? "", part.Target, node.GetAttribute("state") is "hidden" or "veryHidden"));
            }
        });

        var shared = SharedStrings(package, Opc.Targets(relationships, "sharedStrings").FirstOrDefault() ?? "");
        var formats = new CellFormats(package, Opc.Targets(relationships, "styles").FirstOrDefault() ?? "", from1904);
        var writer = new BlockWriter(draft);
        foreach (var (name, part, hidden) in sheets)
        {
            if (hidden)
            {
                draft.Remove("hidden", name, "xl/workbook.xml sheets");
                continue;
            }

            // The name of an only sheet is mostly the program's.
            var heading = sheets.Count > 1 ? new DraftBlock(BlockKinds.Heading, name, name, 1) : null;
            new SheetText(draft, shared, formats, name, row => Give(writer, row, ref heading)).Read(package, part);
            Comments(package, part, name, draft);
        }
    }

    // A heading stands above a sheet's first row only: an empty sheet has none.
    private static void Give(BlockWriter writer, DraftBlock row, ref DraftBlock? heading)
    {
        if (heading is not null)
        {
            writer.Add(heading);
            heading = null;
        }

        writer.Add(row);
    }

    private static List<string> SharedStrings(Package package, string part)
    {
        var strings = new List<string>();
        var text = new StringBuilder();
        bool inText = false, inReading = false;
        package.Walk(part, node =>
        {
            if (strings.Count > MostShared)
            {
                throw new UnreadableException(ReasonCodes.LimitExceeded, $"The workbook holds more than {MostShared / 1_000_000} million texts; split it and drop its parts.");
            }

            switch (node.NodeType, node.LocalName)
            {
                case (XmlNodeType.Element, "si"):
                    text.Clear();
                    if (node.IsEmptyElement)
                    {
                        strings.Add("");
                    }

                    break;
                case (XmlNodeType.EndElement, "si"): strings.Add(text.ToString()); break;
                case (XmlNodeType.Element, "rPh"): inReading = !node.IsEmptyElement; break;
                case (XmlNodeType.EndElement, "rPh"): inReading = false; break;
                case (XmlNodeType.Element, "t"): inText = !node.IsEmptyElement; break;
                case (XmlNodeType.EndElement, "t"): inText = false; break;
                case (XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace, _) when inText && !inReading: text.Append(package.Text(node)); break;
            }
        });
        return strings;
    }

    private static void Comments(Package package, string sheet, string name, Draft draft)
    {
        foreach (var part in Opc.Targets(Opc.Relationships(package, sheet), "comments"))
        {
            string cell = "";
            var text = new StringBuilder();
            package.Walk(part, node =>
            {
                switch (node.NodeType, node.LocalName)
                {
                    case (XmlNodeType.Element, "comment"): (cell, _) = (node.GetAttribute("ref") ?? "", text.Clear()); break;
                    case (XmlNodeType.EndElement, "comment"): draft.Remove("comment", Text.Cleaning.Line(text.ToString()), $"{name}!{cell}"); break;
                    case (XmlNodeType.Text, _): text.Append(package.Text(node)); break;
                }
            });
        }
    }
}
