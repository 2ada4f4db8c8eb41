using System.Collections.Frozen;
using AngleSharp.Dom;

namespace Platform.Parser.Formats;

/// <summary>What an element's name says, looked up once for all elements that have it.</summary>
/// <param name="name">The name, in lower case.</param>
/// <param name="flags">How AngleSharp's builder treats such elements.</param>
internal sealed class ElementKind(string name, NodeFlags flags)
{
    private static readonly FrozenSet<string> Mute = FrozenSet.ToFrozenSet(
        ["script", "style", "noscript", "template", "svg", "iframe", "button", "select", "input", "textarea", "object", "canvas", "audio", "video", "map", "datalist", "head", "title", "math"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Blocks = FrozenSet.ToFrozenSet(
        ["p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "figure", "figcaption", "address", "details", "summary", "dl", "dt", "dd", "table", "tbody", "thead",
         "tfoot", "tr", "td", "th", "caption", "center", "ul", "ol", "li", "hr", "body", "form", "fieldset", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "br"], StringComparer.Ordinal);

    public string Name { get; } = name;

    public NodeFlags Flags { get; } = flags;

    /// <summary>The same for the same name.</summary>
    public int Hash { get; } = name.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether no reader sees what is in it as text.</summary>
    public bool IsMute { get; } = Mute.Contains(name);

    /// <summary>Whether what is in it stands apart from what is around it.</summary>
    public bool IsBlock { get; } = Blocks.Contains(name);

    public bool IsCell { get; } = name is "td" or "th" or "table";

    /// <summary>A number for the name, as the model of passages knows it.</summary>
    public float Tag { get; } = name switch
    {
        "p" => 1, "a" => 2, "span" => 3, "div" => 4, "li" => 5, "ul" or "ol" => 6, "td" or "th" or "tr" or "tbody" => 7, "table" => 8, "section" => 9, "article" => 10, "main" => 11, "nav" => 12,
        "header" => 13, "footer" => 14, "aside" => 15, "dt" or "dd" or "dl" => 16, "label" => 17, "form" => 18, "figure" or "figcaption" => 19, "strong" or "b" or "em" or "i" => 20, "small" => 21,
        "time" => 22, ['h', _] => 23, "body" => 24, "blockquote" => 25, "pre" or "code" => 26, _ => 0,
    };

    public Traits Traits { get; } = name switch
    {
        "nav" or "menu" => Traits.Navigation,
        "header" => Traits.Header,
        "footer" => Traits.Footer,
        "aside" => Traits.Aside,
        "form" => Traits.Form,
        "dialog" => Traits.Boilerplate,
        "article" or "main" => Traits.Marked,
        ['h', >= '1' and <= '6'] => Traits.Heading,
        _ => Traits.None,
    };
}
