using AngleSharp.Dom;

namespace Platform.Parser.Formats;

/// <summary>The elements in which a page speaks of itself, in document order, found in one walk over all of it.</summary>
internal sealed class SpeakingElements
{
    private readonly List<PageElement> _data = [], _metas = [], _headings = [];

    public SpeakingElements(PageDocument page)
    {
        if (page.Root is { } root)
        {
            Visit(root);
        }
    }

    /// <summary>Scripts that hold JSON-LD.</summary>
    public IReadOnlyList<PageElement> Data => _data;

    /// <summary>Meta elements with a content.</summary>
    public IReadOnlyList<PageElement> Metas => _metas;

    /// <summary>Headings of the first level.</summary>
    public IReadOnlyList<PageElement> Headings => _headings;

    /// <summary>The page's title, not one of a drawing; null where there is none.</summary>
    public PageElement? Title { get; private set; }

    /// <summary>The link to the page's own address; null where there is none.</summary>
    public PageElement? Canonical { get; private set; }

    /// <summary>What the page says it is (<c>og:type</c>); null where it does not.</summary>
    public string? PageType => _metas.Find(meta => meta.GetAttribute("property") == "og:type" && IsInHead(meta))?.GetAttribute("content");

    private static bool IsInHead(PageElement element)
    {
        var around = element.ParentElement;
        while (around is not null and not { LocalName: "head" })
        {
            around = around.ParentElement;
        }

        return around is not null;
    }

    // Recursion is as deep as the page nests, which is bounded before anything is built.
    private void Visit(PageElement element)
    {
        switch (element.LocalName)
        {
            case "script" when string.Equals(element.GetAttribute("type"), "application/ld+json", StringComparison.OrdinalIgnoreCase):
                _data.Add(element);
                break;
            case "meta" when element.HasAttribute("content"):
                _metas.Add(element);
                break;
            case "h1":
                _headings.Add(element);
                break;
            case "title" when Title is null && element.Flags.HasFlag(NodeFlags.HtmlMember):
                Title = element;
                break;
            case "link" when Canonical is null && element.HasAttribute("href") && element.GetAttribute("rel")?.Split(' ', '\t', '\n', '\f', '\r').Contains("canonical", StringComparer.OrdinalIgnoreCase) == true:
                Canonical = element;
                break;
        }

        foreach (var node in element.Children)
        {
            if (node is PageElement inner)
            {
                Visit(inner);
            }
        }
    }
}
