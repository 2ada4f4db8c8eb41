using AngleSharp.Dom;

namespace Platform.Parser.Formats;

/// <summary>
/// The part of a page that its readers come for. From the body inwards as long as one element holds most of what reads like sentences; inside it, parts that
/// are named or built like navigation, consent notices, share buttons or lists of links are left out.
/// </summary>
internal sealed class MainContent
{
    private const double MostOfIt = 0.8;
    private const double EnoughToBeNamed = 0.6;
    private const double TooMuchToDoubt = 0.4;
    private const int Many = 4;
    private readonly PageOutline _outline;
    private readonly Traits _trusted;

    public MainContent(PageOutline outline)
    {
        _outline = outline;
        _trusted = Trusted();
        Root = Choose();
    }

    /// <summary>The element that holds the content.</summary>
    public Part Root { get; }

    /// <summary>Why an element is left out; null where it stays.</summary>
    public string? Unwanted(Part part)
    {
        if (part.Traits == Traits.None || part == Root || IsAround(part, Root))
        {
            return LinkList(part);
        }

        if (part.Is(Traits.Unseen))
        {
            return "boilerplate";
        }

        // A name alone does not outweigh what the element holds: sites wrap whole articles in "widget" or "modal", and lists of what people come for
        // in twenty "promos".
        if (!PageOutline.IsBlock(part.Element.LocalName) || part.Prose * 2 > Root.Prose && Root.Prose > 0 || (!part.Is(Traits.Comments) && IsOneOfMany(part)))
        {
            return null;
        }

        return Says(part, Traits.Navigation) ? "navigation"
            : Says(part, Traits.Consent) ? "consent"
            : Says(part, Traits.Share) ? "share"
            : Says(part, Traits.Comments | Traits.Boilerplate | Traits.Aside | Traits.Form | Traits.Footer | Traits.Widget) ? "boilerplate"
            : part.Is(Traits.Hidden) && part.Prose == 0 ? "boilerplate"
            : part.Is(Traits.Header) && part.LinkShare > 0.3 ? "boilerplate"
            : LinkList(part);
    }

    private bool IsOneOfMany(Part part)
    {
        if (part.Element.ClassName is not { } names || part.Parent < 0)
        {
            return false;
        }

        var alike = 0;
        foreach (var sibling in Children(_outline.Parts[part.Parent]))
        {
            alike += sibling.Text > 20 && string.Equals(sibling.Element.ClassName, names, StringComparison.Ordinal) ? 1 : 0;
        }

        return alike >= Many && IsAround(Root, part);
    }

    private string? LinkList(Part part) =>
        part.Element.LocalName is "ul" or "ol" or "dl" && part.LinkShare > 0.9 && part.Element.ChildElementCount > 2 && Root.Prose > 600 && part.Text < 25 * part.Element.ChildElementCount
            ? "navigation" : null;

    private Part Choose()
    {
        var root = _outline.Body;
        while (Inner(root) is { } inner)
        {
            root = inner;
        }

        return Named(root) ?? root;
    }

    // What the page itself calls its text, where it holds enough of what was found.
    private Part? Named(Part root)
    {
        var enough = EnoughToBeNamed * Worth(root);
        for (var at = IndexOf(root) + 1; at < root.End; at++)
        {
            if (_outline.Parts[at].Is(Traits.Body) && Worth(_outline.Parts[at]) > enough)
            {
                return _outline.Parts[at];
            }
        }

        return null;
    }

    // The child that holds most of the prose outside of what is plainly none of the page's content.
    private Part? Inner(Part root)
    {
        var whole = Worth(root);
        if (whole == 0)
        {
            return null;
        }

        foreach (var child in Children(root))
        {
            if (PageOutline.IsBlock(child.Element.LocalName) && child.Element.LocalName is not ("p" or "li" or "tr" or "td" or "blockquote" or "pre") && Worth(child) >= MostOfIt * whole)
            {
                return child;
            }
        }

        return null;
    }

    private int Worth(Part part) => Weight(part) - Discounted(part);

    private static int Weight(Part part) => part.Text - part.LinkText;

    // Prose in parts that are left out anyway does not say where the content stands.
    private int Discounted(Part part)
    {
        var discounted = 0;
        for (var at = IndexOf(part) + 1; at < part.End; at++)
        {
            var inner = _outline.Parts[at];
            if (Says(inner, Traits.Navigation | Traits.Footer | Traits.Consent | Traits.Aside | Traits.Boilerplate | Traits.Comments) && inner != _outline.Body)
            {
                discounted += Weight(inner);
                at = inner.End - 1;
            }
        }

        return discounted;
    }

    private IEnumerable<Part> Children(Part part)
    {
        for (var at = IndexOf(part) + 1; at < part.End; at = _outline.Parts[at].End)
        {
            yield return _outline.Parts[at];
        }
    }

    // A name that stands on half of what the page says tells how the page was made, not what can be left out: builders of pages call every paragraph a
    // widget, and on a forum the comments are what people come for.
    private Traits Trusted()
    {
        var trusted = Traits.None;
        foreach (var trait in (Traits[])[Traits.Navigation, Traits.Boilerplate, Traits.Share, Traits.Comments, Traits.Consent, Traits.Footer, Traits.Aside, Traits.Form, Traits.Widget])
        {
            var prose = 0;
            for (var at = 0; at < _outline.Parts.Count; at++)
            {
                var part = _outline.Parts[at];
                if (part.Is(trait) && part != _outline.Body)
                {
                    prose += part.Prose;
                    at = part.End - 1;
                }
            }

            trusted |= prose > (trait == Traits.Consent ? 0.95 : TooMuchToDoubt) * _outline.Body.Prose ? Traits.None : trait;
        }

        return trusted;
    }

    private bool Says(Part part, Traits any) => part.Is(any & _trusted);

    private int IndexOf(Part part) => part.Parent < 0 ? 0 : Index[part];

    private Dictionary<Part, int> Index => field ??= _outline.Parts.Select((part, at) => (part, at)).ToDictionary(pair => pair.part, pair => pair.at);

    private bool IsAround(Part outer, Part inner) => IndexOf(outer) <= IndexOf(inner) && outer.End >= inner.End;
}
