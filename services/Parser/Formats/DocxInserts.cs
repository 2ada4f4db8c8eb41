using System.Text;
using System.Xml;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>What stands in a Word document in another form: documents of other formats that Word takes in when it opens it (<c>altChunk</c>), and the words of diagrams.</summary>
internal static class DocxInserts
{
    private const int Largest = 20_000_000;

    /// <summary>Reads a page, saved page, RTF or plain text; a package within the package is not opened.</summary>
    public static void Chunk(Package package, string part, BlockWriter writer)
    {
        if (package.Bytes(part, Largest) is not { } bytes)
        {
            return;
        }

        try
        {
            Take(new Content(bytes, part), part, writer);
        }
        catch (UnreadableException unreadable)
        {
            writer.Draft.Warnings.Add($"The part {part} is not read: {unreadable.Message}");
        }
    }

    private static void Take(Content content, string part, BlockWriter writer)
    {
        var inner = Rtf.Accepts(content) ? Rtf.Read(content)
            : Mhtml.Accepts(content) ? Mhtml.Read(content)
            : Package.IsZip(content) || content.Decoded is null ? null
            : Html.Accepts(content) ? Html.Read(content)
            : PlainText.Read(content);
        if (inner is null)
        {
            writer.Draft.Warnings.Add($"The part {part} that belongs into the text is of a format that is not read there.");
        }

        inner?.Blocks.ForEach(block => writer.Add(block with { Where = $"{part} {block.Where}" }));
        inner?.Removed.ForEach(removed => writer.Draft.Remove(removed.Kind, removed.Text, $"{part} {removed.Where}"));
    }

    /// <summary>Reads a diagram's words, each of its shapes a list item.</summary>
    public static void Diagram(Package package, string part, BlockWriter writer)
    {
        var text = new StringBuilder();
        var inText = false;
        var number = 0;
        package.Walk(part, node =>
        {
            switch (node.NodeType)
            {
                case XmlNodeType.Element:
                    inText = node.LocalName == "t" && !node.IsEmptyElement;
                    break;
                case XmlNodeType.EndElement when node.LocalName == "p":
                    writer.Add(new DraftBlock(BlockKinds.ListItem, text.ToString(), $"{part} p[{++number}]"));
                    text.Clear();
                    break;
                case XmlNodeType.EndElement:
                    inText = false;
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace when inText:
                    text.Append(package.Text(node));
                    break;
            }
        });
    }
}
