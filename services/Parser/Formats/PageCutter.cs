using System.Buffers;

namespace Platform.Parser.Formats;

/// <summary>
/// Takes out of a page's source what neither readers nor rules see: scripts other than JSON-LD, styles, frames, drawings, templates, comments, and the attributes that nothing asks for. What is left builds the same
/// tree otherwise. Ends of scripts and tags are found as the HTML standard's tokenizer finds them (13.2.5).
/// </summary>
/// <param name="text">The page's source.</param>
/// <param name="lean">Takes what is left: as long as the source at least.</param>
/// <param name="scripts">Takes the places of the scripts' contents in the source.</param>
internal ref struct PageCutter(ReadOnlySpan<char> text, Span<char> lean, List<Range> scripts)
{
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\n\f\r>");
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n");

    // A drawing that holds one of these may be one that was never closed, with the page's text behind it.
    private static readonly SearchValues<string> Text = SearchValues.Create(["<svg", "<div", "<p>", "<p ", "<span", "<h", "<li", "<ul", "<img", "<table", "<body", "<script", "<!--"], StringComparison.OrdinalIgnoreCase);

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _lean = lean;
    private readonly List<Range> _scripts = scripts;
    private int _at;
    private int _written; // of the source: everything before was taken or left out
    private int _length;
    private int _drawingEnd = -1;
    private int _templates; // open ones: of what stands in them nothing is taken
    private bool _isCode;

    /// <summary>How many elements are open at most at one place, those apart that hold no others.</summary>
    public int Depth { get; private set; }

    private int _open;

    /// <summary>Cuts; gives the length of what is left.</summary>
    public int Cut()
    {
        while (_text[_at..].IndexOf('<') is var ahead and >= 0)
        {
            // Between elements, any blanks are as good as one, except in code.
            var (start, open) = (_at, _at + ahead);
            if (ahead > 1 && !_isCode && !_text[start..open].ContainsAnyExcept(Blanks))
            {
                var kept = start + Math.Max(0, _text[start..open].LastIndexOf('\n'));
                LeaveOut(start, kept);
                LeaveOut(kept + 1, open);
            }

            _at = open;
            switch (_at + 1 < _text.Length ? _text[_at + 1] : ' ')
            {
                case '!' when _text[_at..].StartsWith("<!--"):
                    LeaveOut(_at, PageEnds.OfComment(_text, _at));
                    break;
                case '/' when _at + 2 < _text.Length && char.IsAsciiLetter(_text[_at + 2]):
                    EndTag();
                    break;
                case '!' or '?' or '/':
                    _at = Behind(_at, '>');
                    break;
                case var letter when char.IsAsciiLetter(letter):
                    Element();
                    break;
                default:
                    _at++;
                    break;
            }
        }

        LeaveOut(_text.Length, _text.Length);
        return _length;
    }

    private void EndTag()
    {
        Span<char> room = stackalloc char[PageAttributes.LongestName];
        var start = _at + 2;
        var name = PageAttributes.Lower(NameAt(start), room);
        _isCode &= name is not "pre";
        _open = Math.Max(0, _open - (PageAttributes.HoldsNoOthers(name) ? 0 : 1));
        Attributes(start + name.Length, name);
        if (_templates > 0 && name is "template" && --_templates == 0)
        {
            _written = _at;
        }
    }

    private void Element()
    {
        Span<char> room = stackalloc char[PageAttributes.LongestName];
        var start = _at + 1;
        var name = PageAttributes.Lower(NameAt(start), room);
        if (name is "template")
        {
            LeaveOut(_at, start);
            _templates++;
        }

        var isData = Attributes(start + NameAt(start).Length, name);
        var isClosed = _text[_at - 1] == '>' && _text[_at - 2] == '/';
        if (!isClosed && !PageAttributes.HoldsNoOthers(name))
        {
            Depth = Math.Max(Depth, ++_open);
        }

        switch (name)
        {
            case "script":
                var end = PageEnds.OfScript(_text, _at);
                _scripts.Add(_at..end);
                LeaveOut(isData ? end : _at, end);
                break;
            case "style" or "iframe" or "noembed" or "noframes" or "textarea":
                LeaveOut(_at, PageEnds.Of(name, _text, _at));
                break;
            case "title" or "xmp":
                _at = PageEnds.Of(name, _text, _at);
                break;
            case "plaintext":
                _at = _text.Length;
                break;
            case "pre":
                _isCode = true;
                break;
            case "svg" when !isClosed && DrawingEnd() is var drawing && drawing < _text.Length && !_text[_at..drawing].ContainsAny(Text):
                LeaveOut(_at, drawing);
                break;
        }
    }

    private readonly ReadOnlySpan<char> NameAt(int start)
    {
        var end = start + 1;
        while (end < _text.Length && !EndsName(_text[end]))
        {
            end++;
        }

        return _text[start..end];
    }

    // Goes behind the tag, without the attributes that are not asked for. Tells whether its type is that of JSON-LD.
    private bool Attributes(int at, scoped ReadOnlySpan<char> tag)
    {
        for (var isData = false; ;)
        {
            while (at < _text.Length && _text[at] != '>' && EndsName(_text[at]))
            {
                at++;
            }

            if (at >= _text.Length || _text[at] == '>')
            {
                _at = Math.Min(at + 1, _text.Length);
                return isData;
            }

            var from = at++;
            while (at < _text.Length && _text[at] != '=' && !EndsName(_text[at]))
            {
                at++;
            }

            var attribute = _text[from..at];
            ReadOnlySpan<char> value = default;
            if (SkipWhite(at) is var equals && equals < _text.Length && _text[equals] == '=')
            {
                at = SkipWhite(equals + 1);
                var begin = at;
                at = at < _text.Length && _text[at] is '"' or '\'' ? Behind(at + 1, _text[at]) : _text[at..].IndexOfAny(ValueEnds) is var ahead and >= 0 ? at + ahead : _text.Length;
                value = _text[begin..at];
            }

            if (!PageAttributes.AreAsked(tag, attribute, value))
            {
                LeaveOut(from, at);
            }

            isData |= tag is "script" && attribute.Equals("type", StringComparison.OrdinalIgnoreCase) && value.Contains("ld", StringComparison.OrdinalIgnoreCase) && value.Contains("json", StringComparison.OrdinalIgnoreCase);
        }
    }

    // Looked for once between two of them: a page without any would be read to its end for each drawing.
    private int DrawingEnd()
    {
        if (_drawingEnd < _at)
        {
            _drawingEnd = _text[_at..].IndexOf("</svg", StringComparison.OrdinalIgnoreCase) is var ahead and >= 0 ? _at + ahead : _text.Length;
        }

        return _drawingEnd;
    }

    private static bool EndsName(char letter) => letter is ' ' or '>' or '/' or '\n' or '\t' or '\f' or '\r';

    private readonly int SkipWhite(int at)
    {
        while (at < _text.Length && _text[at] is ' ' or '\n' or '\t' or '\f' or '\r')
        {
            at++;
        }

        return at;
    }

    private readonly int Behind(int at, char what) => at < _text.Length && _text[at..].IndexOf(what) is var ahead and >= 0 ? at + ahead + 1 : _text.Length;

    // What stands before is taken.
    private void LeaveOut(int from, int to)
    {
        if (_templates == 0)
        {
            var kept = _text[_written..from];
            kept.CopyTo(_lean[_length..]);
            _length += kept.Length;
        }

        _written = to;
        _at = Math.Max(_at, to);
    }
}
