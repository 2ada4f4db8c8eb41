using System.Collections.Frozen;
using System.Reflection;
using AngleSharp;
using AngleSharp.Common;
using AngleSharp.Dom;
using AngleSharp.Html.Construction;
using AngleSharp.Html.Parser;
using AngleSharp.Text;

namespace Platform.Parser.Formats;

/// <summary>Has AngleSharp's builder, which is the HTML standard's, make trees of <see cref="PageElement"/>.</summary>
internal sealed class PageTree : IDomConstructionElementFactory<PageDocument, PageElement>
{
    private static readonly FrozenDictionary<string, ElementKind> Html = Known(NamespaceNames.HtmlUri), Svg = Known(NamespaceNames.SvgUri), Math = Known(NamespaceNames.MathMlUri);
    private static readonly HtmlParser Parser = new(
        new HtmlParserOptions { IsScripting = false, IsKeepingSourceReferences = false, DisableElementPositionTracking = true },
        BrowsingContext.New(Configuration.Default.With<IDomConstructionElementFactory<PageDocument, PageElement>>(_ => new PageTree())));

    private PageTree()
    {
    }

    /// <summary>Builds the tree of a page.</summary>
    /// <param name="source">Its source, which stays as it is until the tree is disposed of.</param>
    /// <param name="length">How much of that is the page's.</param>
    public static PageDocument Of(char[] source, int length) => Parser.ParseDocument<PageDocument, PageElement>(new TextSource(new CharArrayTextSource(source, length)));

    PageElement IDomConstructionElementFactory<PageDocument, PageElement>.Create(PageDocument document, StringOrMemory localName, StringOrMemory prefix, NodeFlags flags)
    {
        var element = new PageElement(document, Kind(Html, localName));
        if (element.LocalName == "table")
        {
            document.Open(element);
        }

        return element;
    }

    PageElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateNoScript(PageDocument document, bool scripting) => new(document, Html["noscript"]);

    // Tags in a choice's options, and frames where none may stand: the builder sees nothing more in them than in a name that it does not know.
    PageElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateUnknown(PageDocument document, StringOrMemory tagName) => new(document, new ElementKind(tagName.ToString(), Html[""].Flags));

    IConstructableNode IDomConstructionElementFactory<PageDocument, PageElement>.CreateDocumentType(
        PageDocument document, StringOrMemory name, StringOrMemory publicIdentifier, StringOrMemory systemIdentifier) => new PageNode();

    IConstructableMathElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateMath(PageDocument document, StringOrMemory name) => new MathElement(document, Kind(Math, name));

    IConstructableSvgElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateSvg(PageDocument document, StringOrMemory name) => new SvgElement(document, Kind(Svg, name));

    IConstructableMetaElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateMeta(PageDocument document) => new MetaElement(document);

    IConstructableScriptElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateScript(PageDocument document, bool parserInserted, bool started) => new ScriptElement(document);

    IConstructableFrameElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateFrame(PageDocument document) => new FrameElement(document);

    IConstructableTemplateElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateTemplate(PageDocument document) => new TemplateElement(document);

    IConstructableFormElement IDomConstructionElementFactory<PageDocument, PageElement>.CreateForm(PageDocument document) => new FormElement(document);

    PageDocument IDomConstructionElementFactory<PageDocument, PageElement>.CreateDocument(TextSource source, IBrowsingContext? context) => new(source);

    private static ElementKind Kind(FrozenDictionary<string, ElementKind> known, StringOrMemory name)
    {
        var text = name.ToString();
        return known.TryGetValue(text, out var kind) ? kind : new ElementKind(text, known[""].Flags);
    }

    // What the builder has to know of elements stands in AngleSharp's own classes for them. Under no name stands what holds for all others.
    private static FrozenDictionary<string, ElementKind> Known(string space)
    {
        using var document = new HtmlParser().ParseDocument("");
        var names = typeof(TagNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<string>().Where(name => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
        return names.Distinct(StringComparer.Ordinal).Select(name => new ElementKind(name, FlagsOf(name))).Append(new ElementKind("", FlagsOf("unknown"))).ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

        // Nothing in a choice ends what is around it (13.2.4.2). AngleSharp lets <xmp> end the paragraph that the choice stands in, takes the choice for open still, and falls at the next tag that should end it.
        NodeFlags FlagsOf(string name) => document.CreateElement(space, name).Flags | (name == "select" && space == NamespaceNames.HtmlUri ? NodeFlags.Scoped : NodeFlags.None);
    }

    private sealed class MathElement(PageDocument document, ElementKind kind) : PageElement(document, kind), IConstructableMathElement;

    private sealed class SvgElement(PageDocument document, ElementKind kind) : PageElement(document, kind), IConstructableSvgElement;

    private sealed class FrameElement(PageDocument document) : PageElement(document, Html["frame"]), IConstructableFrameElement;

    private sealed class FormElement(PageDocument document) : PageElement(document, Html["form"]), IConstructableFormElement;

    private sealed class MetaElement(PageDocument document) : PageElement(document, Html["meta"]), IConstructableMetaElement
    {
        void IConstructableMetaElement.Handle()
        {
            // the charset is known already
        }
    }

    private sealed class ScriptElement(PageDocument document) : PageElement(document, Html["script"]), IConstructableScriptElement
    {
        bool IConstructableScriptElement.Prepare(IConstructableDocument document) => false;

        Task IConstructableScriptElement.RunAsync(CancellationToken cancel) => Task.CompletedTask;
    }

    // What stands in a template stands nowhere on the page.
    private sealed class TemplateElement(PageDocument document) : PageElement(document, Html["template"]), IConstructableTemplateElement
    {
        void IConstructableTemplateElement.PopulateFragment() => Clear();
    }
}
