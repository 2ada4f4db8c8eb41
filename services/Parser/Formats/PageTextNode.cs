namespace Platform.Parser.Formats;

/// <summary>Text between the tags of a page. It is a piece of the builder's memory, and gone with the page.</summary>
internal sealed class PageTextNode(ReadOnlyMemory<char> text) : PageNode
{
    private ReadOnlyMemory<char> _text = text;
    private char[] _room = [];

    public ReadOnlySpan<char> Text => _text.Span;

    /// <summary>Adds what goes on with it; what is added often is not copied each time.</summary>
    public void Append(ReadOnlySpan<char> more)
    {
        var length = _text.Length + more.Length;
        if (_room.Length < length)
        {
            var room = new char[2 * length];
            Text.CopyTo(room);
            _room = room;
        }

        more.CopyTo(_room.AsSpan(_text.Length));
        _text = _room.AsMemory(0, length);
    }

    public void Prepend(ReadOnlySpan<char> before) => (_text, _room) = (string.Concat(before, Text).AsMemory(), []);
}
