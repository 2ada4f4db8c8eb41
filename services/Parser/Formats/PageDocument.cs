using AngleSharp.Dom;
using AngleSharp.Html.Construction;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;

namespace Platform.Parser.Formats;

/// <summary>The tree of a page. Whoever builds it disposes of it, and with it of the memory that its texts and attributes stand in.</summary>
internal sealed class PageDocument(TextSource source) : PageNode, IConstructableDocument, IDisposable
{
    private readonly List<PageElement> _tables = [];
    private IDisposable? _builder;

    /// <summary>The outermost element; null where there is none.</summary>
    public PageElement? Root => Child(this);

    public PageElement? Head => Child(Root, "head");

    /// <summary>What readers see; null where the page has none.</summary>
    public PageElement? Body => Child(Root, "body", "frameset");

    TextSource IConstructableDocument.Source => source;

    IDisposable? IConstructableDocument.Builder { get => _builder; set => _builder = value; }

    QuirksMode IConstructableDocument.QuirksMode { get; set; }

    IConstructableElement? IConstructableDocument.Head => Head;

    IConstructableElement IConstructableDocument.DocumentElement => Root!;

    bool IConstructableDocument.IsLoading => false;

    /// <summary>Notes that a table begins.</summary>
    public void Open(PageElement table) => _tables.Add(table);

    /// <summary>Notes that an element ends.</summary>
    public void Close(PageElement element)
    {
        if (_tables.Count > 0 && ReferenceEquals(_tables[^1], element))
        {
            _tables.RemoveAt(_tables.Count - 1);
        }
    }

    public void Dispose()
    {
        _builder?.Dispose();
        source.Dispose();
    }

    void IConstructableDocument.PerformMicrotaskCheckpoint()
    {
    }

    void IConstructableDocument.ProvideStableState()
    {
    }

    void IConstructableDocument.AddComment(ref StructHtmlToken token) => base.Add(new PageNode());

    void IConstructableDocument.TrackError(Exception exception)
    {
    }

    Task IConstructableDocument.WaitForReadyAsync(CancellationToken cancelToken) => Task.CompletedTask;

    Task IConstructableDocument.FinishLoadingAsync() => Task.CompletedTask;

    void IConstructableDocument.ApplyManifest()
    {
    }

    void IConstructableDocument.Clear()
    {
        Clear();
        _tables.Clear();
    }

    // The first element of one of these names, or of any.
    private static PageElement? Child(PageNode? node, params ReadOnlySpan<string> names)
    {
        foreach (var child in node is null ? [] : node.Children)
        {
            if (child is PageElement element && (names.IsEmpty || names.Contains(element.LocalName)))
            {
                return element;
            }
        }

        return null;
    }

    // What may not stand in a table goes before it (13.2.6.1, foster parenting). The builder finds tables by a class of its own, so it ends up at the document with what it has.
    public override void Add(PageNode node)
    {
        if (node is not PageElement || Root is null)
        {
            base.Add(node);
        }
        else if (_tables.Count > 0 && _tables[^1].ParentElement is { } around)
        {
            around.InsertBefore(_tables[^1], node);
        }
        else
        {
            (Body ?? Root).Add(node);
        }
    }
}
