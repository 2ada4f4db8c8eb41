using System.Globalization;
using System.Xml;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>
/// PowerPoint's PPTX. Accepts a ZIP whose main part is a presentation. Slides are read in their order: the title first, then the rest, then what the speaker notes; hidden slides, running heads
/// and comments are listed as removed.
/// </summary>
public static class Pptx
{
    /// <summary>Whether the main part is a presentation.</summary>
    public static bool Accepts(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Opc.MainPart(content, "presentation") is not null;
    }

    /// <summary>Reads slides and properties.</summary>
    /// <exception cref="UnreadableException">It is damaged, or passes a bound.</exception>
    public static Draft Read(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Package.ReadDraft(content, package =>
        {
            var draft = new Draft("application/vnd.openxmlformats-officedocument.presentationml.presentation") { HasCharset = false };
            Opc.Properties(package, draft);
            var writer = new BlockWriter(draft);
            var number = 0;
            foreach (var slide in Slides(package, Opc.MainPart(package, "presentation")!))
            {
                Slide(package, slide, ++number, writer);
            }

            return draft;
        });
    }

    private static List<string> Slides(Package package, string main)
    {
        var relationships = Opc.Relationships(package, main);
        var slides = new List<string>();
        package.Walk(main, node =>
        {
            if (node is { NodeType: XmlNodeType.Element, LocalName: "sldId" } && RelationshipId(node) is { } id && relationships.TryGetValue(id, out var slide) && !slide.IsOutside)
            {
                slides.Add(slide.Target);
            }
        });
        return slides.Distinct().ToList();
    }

    private static void Slide(Package package, string part, int number, BlockWriter writer)
    {
        var draft = writer.Draft;
        var relationships = Opc.Relationships(package, part);
        var text = new SlideText(draft, relationships, $"slide {number}");
        text.Read(package, part);
        foreach (var diagram in Opc.Targets(relationships, "diagramData"))
        {
            text.Read(package, diagram);
        }

        var blocks = text.InOrder(opens: number == 1).ToList();
        if (text.IsHidden)
        {
            draft.Remove("hidden", string.Join(' ', blocks.Select(block => block.Text)), $"slide {number}");
            return;
        }

        if (number == 1)
        {
            Stated.Propose(draft, Fields.Title, text.Title, "slide 1", 0.85, "title_of_first_slide");
            Stated.Propose(draft, Fields.Subtitle, text.Subtitle, "slide 1", 0.7, "subtitle_of_first_slide");
        }

        blocks.ForEach(writer.Add);
        foreach (var notes in Opc.Targets(relationships, "notesSlide"))
        {
            var spoken = new SlideText(draft, Opc.Relationships(package, notes), $"slide {number} notes");
            spoken.Read(package, notes);
            spoken.InOrder(opens: false).ToList().ForEach(writer.Add);
        }

        foreach (var comments in Opc.Targets(relationships, "comments"))
        {
            Comments(package, comments, number, draft);
        }
    }

    private static void Comments(Package package, string part, int number, Draft draft) => package.Walk(part, node =>
    {
        if (node.NodeType == XmlNodeType.Text)
        {
            draft.Remove("comment", BlockWriter.Clean(new DraftBlock(BlockKinds.Paragraph, package.Text(node), ""))?.Text ?? "", string.Create(CultureInfo.InvariantCulture, $"slide {number}"));
        }
    });

    // Both "id" and "r:id" stand there; the second names the slide.
    private static string? RelationshipId(XmlReader node)
    {
        string? id = null;
        for (var more = node.MoveToFirstAttribute(); more; more = node.MoveToNextAttribute())
        {
            id = node.LocalName == "id" && node.Prefix.Length > 0 ? node.Value : id;
        }

        node.MoveToElement();
        return id;
    }
}
