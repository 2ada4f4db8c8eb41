using System.Text;
using AngleSharp.Common;
using AngleSharp.Dom;
using AngleSharp.Html.Construction;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace Platform.Parser.Formats;

/// <summary>An element of a page.</summary>
internal class PageElement : PageNode, IConstructableElement, IConstructableNamedNodeMap
{
    private static readonly StringOrMemory Html = NamespaceNames.HtmlUri, Svg = NamespaceNames.SvgUri, Math = NamespaceNames.MathMlUri;
    private PageAttribute[] _attributes = []; // never changed in place: copies of an element share it

    /// <param name="document">The page.</param>
    /// <param name="kind">What its name says.</param>
    public PageElement(PageDocument document, ElementKind kind) => (Document, Kind, Flags) = (document, kind, kind.Flags);

    /// <summary>What its name says.</summary>
    public ElementKind Kind { get; }

    /// <summary>The element's name, in lower case.</summary>
    public string LocalName => Kind.Name;

    /// <summary>Its attributes, with the names in lower case.</summary>
    public ReadOnlySpan<PageAttribute> Attributes => _attributes;

    /// <summary>The element that it stands in; null for the outermost.</summary>
    public PageElement? ParentElement => Parent as PageElement;

    /// <summary>All text in it, as it is written.</summary>
    public string TextContent
    {
        get
        {
            if (Children is [PageTextNode only])
            {
                return new string(only.Text);
            }

            var text = new StringBuilder();
            AppendText(this, text);
            return text.ToString();
        }
    }

    /// <summary>How many elements stand in it.</summary>
    public int ElementCount
    {
        get
        {
            var count = 0;
            foreach (var node in Children)
            {
                count += node is PageElement ? 1 : 0;
            }

            return count;
        }
    }

    StringOrMemory IConstructableElement.NamespaceUri => Flags.HasFlag(NodeFlags.HtmlMember) ? Html : Flags.HasFlag(NodeFlags.SvgMember) ? Svg : Math;

    StringOrMemory IConstructableElement.LocalName => LocalName;

    StringOrMemory IConstructableElement.Prefix => default;

    IConstructableNamedNodeMap IConstructableElement.Attributes => this;

    ISourceReference? IConstructableElement.SourceReference { get => null; set { } }

    int IConstructableNamedNodeMap.Length => _attributes.Length;

    /// <summary>The page that it was read in.</summary>
    protected PageDocument Document { get; }

    protected override string NodeName => LocalName;

    IConstructableAttr? IConstructableNamedNodeMap.this[StringOrMemory name] => IndexOf(name.Memory.Span) is var at and >= 0 ? _attributes[at] : null;

    /// <summary>The value of an attribute; null where it has none of that name.</summary>
    public string? GetAttribute(string name) => IndexOf(name) is var at and >= 0 ? _attributes[at].Value.ToString() : null;

    public bool HasAttribute(string name) => IndexOf(name) >= 0;

    bool IConstructableElement.HasAttribute(StringOrMemory name) => IndexOf(name.Memory.Span) >= 0;

    StringOrMemory IConstructableElement.GetAttribute(StringOrMemory namespaceUri, StringOrMemory localName) => IndexOf(localName.Memory.Span) is var at and >= 0 ? _attributes[at].Value : default;

    void IConstructableElement.SetAttribute(string? namespaceUri, StringOrMemory name, StringOrMemory value) => Set(name, value);

    void IConstructableElement.SetOwnAttribute(StringOrMemory name, StringOrMemory value) => Set(name, value);

    void IConstructableElement.SetAttributes(StructAttributes tagAttributes)
    {
        var (known, more) = (_attributes.Length, tagAttributes.Count);
        if (more > 0)
        {
            Array.Resize(ref _attributes, known + more);
            for (var at = 0; at < more; at++)
            {
                var attribute = tagAttributes[at];
                _attributes[known + at] = new PageAttribute(attribute.Name.ToString(), attribute.Value.Memory);
            }
        }
    }

    bool IConstructableNamedNodeMap.SameAs(IConstructableNamedNodeMap? attributes)
    {
        var others = ((PageElement)attributes!)._attributes;
        return others.Length == _attributes.Length && Array.TrueForAll(_attributes, own => Array.Exists(others, other => other.Name == own.Name && other.Value.Span.SequenceEqual(own.Value.Span)));
    }

    void IConstructableElement.SetupElement() => Document.Close(this);

    void IConstructableElement.AddComment(ref StructHtmlToken token) => Add(new PageNode());

    IConstructableNode IConstructableElement.ShallowCopy() => new PageElement(Document, Kind) { _attributes = _attributes };

    private static void AppendText(PageElement element, StringBuilder text)
    {
        foreach (var node in element.Children)
        {
            if (node is PageTextNode letters)
            {
                text.Append(letters.Text);
            }
            else if (node is PageElement inner)
            {
                AppendText(inner, text);
            }
        }
    }

    private int IndexOf(ReadOnlySpan<char> name)
    {
        for (var at = 0; at < _attributes.Length; at++)
        {
            if (name.SequenceEqual(_attributes[at].Name))
            {
                return at;
            }
        }

        return -1;
    }

    private void Set(StringOrMemory name, StringOrMemory value)
    {
        var attribute = new PageAttribute(name.ToString(), value.Memory);
        _attributes = [.. _attributes.Where(known => known.Name != attribute.Name), attribute];
    }
}

/// <summary>An attribute of an element. The value is a piece of the builder's memory, and gone with the page.</summary>
internal readonly record struct PageAttribute(string Name, ReadOnlyMemory<char> Value) : IConstructableAttr
{
    StringOrMemory IConstructableAttr.Name => Name;

    StringOrMemory IConstructableAttr.Value { get => Value; set => throw new NotSupportedException("An attribute is set on its element."); }
}
