using AngleSharp.Dom;

namespace Platform.Parser.Formats;

/// <summary>The elements in which a page speaks of itself, in document order, found in one walk over all of it.</summary>
internal sealed class SpeakingElements
{
    private readonly List<IElement> _data = [], _metas = [], _headings = [];

    public SpeakingElements(IDocument page)
    {
        if (page.DocumentElement is { } root)
        {
            Visit(root);
        }
    }

    /// <summary>Scripts that hold JSON-LD.</summary>
    public IReadOnlyList<IElement> Data => _data;

    /// <summary>Meta elements with a content.</summary>
    public IReadOnlyList<IElement> Metas => _metas;

    /// <summary>Headings of the first level.</summary>
    public IReadOnlyList<IElement> Headings => _headings;

    /// <summary>The link to the page's own address; null where there is none.</summary>
    public IElement? Canonical { get; private set; }

    // Recursion is as deep as the page nests, which is bounded before anything is built.
    private void Visit(IElement element)
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
            case "link" when Canonical is null && element.HasAttribute("href") && element.GetAttribute("rel")?.Split(' ', '\t', '\n', '\f', '\r').Contains("canonical", StringComparer.OrdinalIgnoreCase) == true:
                Canonical = element;
                break;
        }

        var nodes = element.ChildNodes;
        for (var at = 0; at < nodes.Length; at++)
        {
            if (nodes[at] is IElement inner)
            {
                Visit(inner);
            }
        }
    }
}
