using System.Buffers;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>A page before and after its tree is built. The builder takes as long for a letter that nobody asks for as for one of the text, so it is given what <see cref="PageCutter"/> leaves: less than half.</summary>
internal sealed class PageSource : IDisposable
{
    private readonly string _text;
    private readonly List<Range> _scripts = [];
    private readonly char[] _room;

    /// <summary>Builds the tree.</summary>
    /// <param name="text">The page's source, clean.</param>
    /// <exception cref="UnreadableException">It nests too deep.</exception>
    public PageSource(string text)
    {
        _text = text;
        _room = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            var cutter = new PageCutter(text, _room, _scripts);
            var length = cutter.Cut();
            Page = cutter.Depth <= Html.MaxDepth ? PageTree.Of(_room, length) : throw new UnreadableException(
                ReasonCodes.LimitExceeded, $"The page nests more than {Html.MaxDepth} elements, which no page for readers does; save it again from a browser.");
        }
        catch
        {
            ArrayPool<char>.Shared.Return(_room);
            throw;
        }
    }

    /// <summary>The tree, whose texts and attributes are gone with this.</summary>
    public PageDocument Page { get; }

    /// <summary>How many scripts it holds.</summary>
    public int Scripts => _scripts.Count;

    /// <summary>The content of a script, which is not in the tree unless it is JSON-LD.</summary>
    public ReadOnlySpan<char> Script(int index) => _text.AsSpan(_scripts[index]);

    public void Dispose()
    {
        Page.Dispose();
        ArrayPool<char>.Shared.Return(_room);
    }
}
