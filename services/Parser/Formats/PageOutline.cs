namespace Platform.Parser.Formats;

/// <summary>What kind of part an element is by its tag, attributes and names.</summary>
[Flags]
internal enum Traits
{
    None = 0,
    /// <summary>Not displayed until something is pressed: an answer that folds out, or a menu.</summary>
    Hidden = 1,
    Navigation = 2,
    Boilerplate = 4,
    Share = 8,
    Comments = 16,
    Consent = 32,
    Header = 64,
    Footer = 128,
    Aside = 256,
    Form = 512,
    Marked = 1024,
    Heading = 2048,

    /// <summary>Never displayed.</summary>
    Unseen = 4096,

    /// <summary>Called the text of an article or post.</summary>
    Body = 8192,

    /// <summary>Named by how it is shown, not by what it holds.</summary>
    Widget = 16384,

    /// <summary>A thing for sale and what belongs to it.</summary>
    Product = 1 << 15,
    Price = 1 << 16,
    Review = 1 << 17,

    /// <summary>What somebody posted: a message, an answer.</summary>
    Post = 1 << 18,

    /// <summary>Who posted it.</summary>
    User = 1 << 19,

    /// <summary>Who wrote it and when.</summary>
    Byline = 1 << 20,

    /// <summary>One of many alike.</summary>
    Card = 1 << 21,
    Filter = 1 << 22,
    Cart = 1 << 23,
    Tags = 1 << 24,
    Description = 1 << 25,
    Code = 1 << 26,
    Title = 1 << 27,
    Picture = 1 << 28,
    Questions = 1 << 29,
}

/// <summary>An element with what it holds: all figures are letters and digits of text that readers see.</summary>
internal sealed class Part(PageElement element, int index, int parent, ElementNames names)
{
    public PageElement Element { get; } = element;

    /// <summary>The element's tag, in lower case.</summary>
    public string Name => Element.LocalName;

    /// <summary>What its tag says.</summary>
    public ElementKind Kind => Element.Kind;

    /// <summary>Its classes as they are written; null where it has none.</summary>
    public string? Class { get; } = names.Class;

    public string? Id { get; } = names.Id;

    /// <summary>Its <c>itemprop</c>; null where it has none.</summary>
    public string? Property { get; } = names.Property;

    /// <summary>Its <c>rel</c>; null where it has none.</summary>
    public string? Relation { get; } = names.Relation;

    /// <summary>Numbers of its class and id on the page; 0 for none.</summary>
    public (int Class, int Id) Named { get; } = (names.ClassNumber, names.IdNumber);

    /// <summary>The same number for elements of one tag and class.</summary>
    public int Signature { get; } = HashCode.Combine(element.Kind.Hash, names.ClassNumber);

    /// <summary>Its place in document order; the body is 0.</summary>
    public int Index { get; } = index;

    /// <summary>How many parts it stands in.</summary>
    public int Depth { get; init; }

    /// <summary>Index of the part around it; -1 for the body.</summary>
    public int Parent { get; } = parent;

    public Traits Traits { get; } = names.Traits;

    /// <summary>Whether it has one of these traits.</summary>
    public bool Is(Traits any) => (Traits & any) != Traits.None;

    /// <summary>Index after its last descendant.</summary>
    public int End { get; set; }

    public int Text { get; set; }

    public int LinkText { get; set; }

    /// <summary>Whether letters stand in it directly, not only in elements inside.</summary>
    public bool HasOwnText { get; set; }

    /// <summary>Text in runs that read like sentences: long and not made of links.</summary>
    public int Prose { get; set; }

    public double LinkShare => Text == 0 ? 0 : (double)LinkText / Text;

    /// <summary>Where it stands, for a person: <c>article/p.lead</c>.</summary>
    public string Place
    {
        get
        {
            return Element.ParentElement is { LocalName: not "html" } outer ? $"{outer.LocalName}/{OwnPlace}" : OwnPlace;
        }
    }

    /// <summary>Where it stands without what is around it: <c>p.lead</c>.</summary>
    public string OwnPlace => Name + (Id is { Length: > 0 } id ? "#" + id : Names.FirstClass(Class) is { Length: > 0 } name ? $".{name}" : "");
}

/// <summary>All elements of a page that may hold text, in document order, measured in one walk.</summary>
internal sealed class PageOutline
{
    private const int ShortestProse = 50;
    private readonly List<Part> _parts = [];
    private readonly Dictionary<string, NameMeaning> _named = new(StringComparer.Ordinal);
    private readonly bool _withoutScripts;
    private int _run;
    private int _runLinks;
    private int _links;

    /// <param name="body">The page's body.</param>
    /// <param name="withoutScripts">Whether what is meant for browsers without scripts counts: the only text of some pages.</param>
    public PageOutline(PageElement body, bool withoutScripts = false)
    {
        _withoutScripts = withoutScripts;
        Measure(body, -1);
    }

    public IReadOnlyList<Part> Parts => _parts;

    public Part Body => _parts[0];

    /// <summary>Index of the page's first heading of the first level; -1 where there is none.</summary>
    public int IndexOfHeading { get; private set; } = -1;

    private void Measure(PageElement element, int parent)
    {
        var index = _parts.Count;
        var part = new Part(element, index, parent, Names.Of(element, _named)) { Depth = parent < 0 ? 0 : _parts[parent].Depth + 1 };
        _parts.Add(part);
        var name = part.Name;
        var block = part.Kind.IsBlock;
        IndexOfHeading = IndexOfHeading < 0 && name == "h1" ? index : IndexOfHeading;
        var link = name == "a";
        if (block)
        {
            EndRun(parent < 0 ? part : _parts[parent]);
        }

        _links += link ? 1 : 0;
        foreach (var child in element.Children)
        {
            if (child is PageTextNode text)
            {
                var length = Letters(text.Text);
                part.Text += length;
                part.HasOwnText |= length > 0;
                _run += length;
                if (_links > 0)
                {
                    part.LinkText += length;
                    _runLinks += length;
                }
            }
            else if (child is PageElement inner && (!inner.Kind.IsMute || (_withoutScripts && inner.LocalName == "noscript")))
            {
                Measure(inner, index);
            }
        }

        _links -= link ? 1 : 0;
        if (block)
        {
            EndRun(part);
        }

        part.End = _parts.Count;
        if (parent >= 0)
        {
            var outer = _parts[parent];
            outer.Text += part.Text;
            outer.LinkText += part.LinkText;
            outer.Prose += part.Prose;
        }
    }

    // Each run of text between two block borders counts for the block that it stands in.
    private void EndRun(Part owner)
    {
        if (_run >= ShortestProse && _runLinks * 2 < _run)
        {
            owner.Prose += _run;
        }

        (_run, _runLinks) = (0, 0);
    }

    /// <summary>How many letters and digits.</summary>
    public static int Letters(ReadOnlySpan<char> text)
    {
        var letters = 0;
        foreach (var letter in text)
        {
            letters += letter > ' ' && char.IsLetterOrDigit(letter) ? 1 : 0;
        }

        return letters;
    }
}
