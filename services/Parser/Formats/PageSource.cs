using System.Buffers;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>A page before and after its tree is built. The builder takes as long for a letter that nobody asks for as for one of the text, so it is given what <see cref="PageCutter"/> leaves: less than half.</summary>
internal sealed class PageSource
{
    // Nobody listens to attributes or asks for places here: without those who would, an element is set up in less time.
    private static readonly HtmlParser Parser = new(
        new HtmlParserOptions { IsScripting = false, IsKeepingSourceReferences = false, DisableElementPositionTracking = true },
        BrowsingContext.New(Configuration.Default.Without<IAttributeObserver>()));

    private readonly string _text;
    private readonly List<Range> _scripts = [];

    /// <summary>Builds the tree.</summary>
    /// <param name="text">The page's source, clean.</param>
    /// <exception cref="UnreadableException">It nests too deep.</exception>
    public PageSource(string text)
    {
        _text = text;
        var room = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            var cutter = new PageCutter(text, room, _scripts);
            var length = cutter.Cut();
            if (cutter.Depth > Html.MaxDepth)
            {
                throw new UnreadableException(
                    ReasonCodes.LimitExceeded, $"The page nests more than {Html.MaxDepth} elements, which no page for readers does; save it again from a browser.");
            }

            Page = Parser.ParseDocument(room, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(room);
        }
    }

    /// <summary>The tree. Whoever builds it disposes of it.</summary>
    public IDocument Page { get; }

    /// <summary>How many scripts it holds.</summary>
    public int Scripts => _scripts.Count;

    /// <summary>The content of a script, which is not in the tree unless it is JSON-LD.</summary>
    public ReadOnlySpan<char> Script(int index) => _text.AsSpan(_scripts[index]);
}
