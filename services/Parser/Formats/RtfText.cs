using System.Text;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>Follows the tokens of an RTF document: groups, what each is for, and the paragraphs in them.</summary>
internal sealed class RtfText
{
    private const int MaxDepth = 5000;

    private readonly Draft _draft;
    private readonly Stack<RtfState> _groups = new();
    private readonly Stack<RtfFlow> _flows = new();
    private readonly RtfFonts _fonts = new();
    private readonly List<DraftBlock> _notes = [];
    private readonly List<byte> _bytes = [];
    private readonly RtfProperties _properties;
    private readonly StringBuilder _hidden = new();
    private readonly StringBuilder _deleted = new();
    private RtfState _now = new() { StandIns = 1, Property = "" };
    private bool _isExtension;
    private bool _opened;
    private bool _title;
    private int _standIns;
    private int _notesBegun;

    public RtfText(Draft draft)
    {
        (_draft, _properties) = (draft, new RtfProperties(draft));
        _flows.Push(new RtfFlow("body", new BlockWriter(draft).Add));
    }

    private RtfFlow Flow => _flows.Peek();

    /// <summary>Reads to the end; false where the document ends in the middle.</summary>
    public bool Read(RtfTokens tokens)
    {
        var ended = false;
        for (var token = tokens.Next(); token != RtfToken.End && !ended; token = tokens.Next())
        {
            if (token != RtfToken.Byte)
            {
                FlushBytes();
            }

            Take(token, tokens);
            _opened = token == RtfToken.Open; // only there does a star begin an extension
            ended = token == RtfToken.Close && _groups.Count == 0;
        }

        FlushBytes();
        while (_flows.Count > 0)
        {
            CloseParagraph(_now.InTable);
            _flows.Pop().CloseTable();
        }

        var writer = new BlockWriter(_draft);
        _notes.ForEach(writer.Add);
        return ended;
    }

    private void Take(RtfToken token, RtfTokens tokens)
    {
        switch (token)
        {
            case RtfToken.Open: Open(); break;
            case RtfToken.Close: Close(); break;
            case RtfToken.Word: Word(tokens); break;
            case RtfToken.Symbol when tokens.Value == '*': _isExtension = _opened; break;
            case RtfToken.Symbol when _standIns > 0: _standIns--; break;
            case RtfToken.Symbol when tokens.Value == '~': Append(" "); break;
            case RtfToken.Symbol when tokens.Value == '_': Append("-"); break;
            case RtfToken.Byte when _standIns > 0: _standIns--; break;
            case RtfToken.Byte: _bytes.Add(tokens.Value); break;
        }
    }

    private void Open()
    {
        if (_groups.Count >= MaxDepth)
        {
            throw new UnreadableException(ReasonCodes.LimitExceeded, $"The RTF document nests more than {MaxDepth} groups, which no document does; save it again in a word processor.");
        }

        _groups.Push(_now);
        (_now.OpensFlow, _now.IsResult, _isExtension, _standIns) = (false, false, false, 0);
    }

    private void Close()
    {
        (_isExtension, _standIns) = (false, 0);
        if (_groups.Count == 0)
        {
            return;
        }

        var outer = _groups.Pop();
        if (_now.OpensFlow)
        {
            CloseParagraph(_now.InTable);
            _flows.Pop().CloseTable();
        }
        else if (_now.Destination == RtfDestination.Value && outer.Property != _now.Property)
        {
            Flow.Address = _properties.End(_now.Property) ?? Flow.Address;
        }
        else if (_now.IsResult && Flow.Address is { } address)
        {
            Links.Add(_draft, address, Flow.Text.ToString(Math.Min(Flow.LinkFrom, Flow.Text.Length), Flow.Text.Length - Math.Min(Flow.LinkFrom, Flow.Text.Length)));
            Flow.Address = null;
        }

        _now = outer;
    }

    private void Word(RtfTokens tokens)
    {
        var (word, number) = (tokens.Word, tokens.Number);
        var extension = _isExtension;
        _isExtension = false;
        if (word == "bin")
        {
            tokens.Skip(number ?? 0);
        }
        else if (_standIns > 0 && word != "u")
        {
            _standIns--; // a control word stands in for one character
        }
        else if (_now.Destination == RtfDestination.Skip && word is not ("ud" or "shptxt"))
        {
            return;
        }
        else if (extension && !RtfWords.KnownExtensions.Contains(word) || RtfWords.Skipped.Contains(word))
        {
            _now.Destination = RtfDestination.Skip;
        }
        else if (!Destination(word) && !Character(word, number) && !Paragraph(word, number))
        {
            Setting(word, number);
        }
    }

    /// <summary>Words that say what a group is for.</summary>
    private bool Destination(string word)
    {
        switch (word)
        {
            case "fonttbl": _now.Destination = RtfDestination.Fonts; break;
            case "stylesheet": _now.Destination = RtfDestination.Styles; _properties.Begin(); break;
            case "info": _now.Destination = RtfDestination.Info; break;
            case "upr" or "shpinst": (_now.Behind, _now.Destination) = (_now.Destination, RtfDestination.Skip); break;
            case "ud" or "shptxt": _now.Destination = _now.Behind; break;
            case "fldinst": Value(word); break;
            case "fldrslt": (_now.IsResult, Flow.LinkFrom) = (true, Flow.Text.Length); break;
            case "listtext" or "pntext": Flow.HasBullet = true; _now.Destination = RtfDestination.Skip; break;
            case "footnote": OpenFlow($"note[{++_notesBegun}]", _notes.Add); break;
            case "annotation": OpenFlow("comment", block => _draft.Remove("comment", block.Text, block.Where)); break;
            case "header" or "headerl" or "headerr" or "headerf" or "footer" or "footerl" or "footerr" or "footerf":
                OpenFlow(word, block => _draft.Remove("running_head", block.Text, block.Where));
                break;
            case var _ when _now.Destination == RtfDestination.Info && RtfWords.Properties.Contains(word): Value(word); break;
            default: return false;
        }

        return true;
    }

    private void Value(string property)
    {
        (_now.Destination, _now.Property) = (RtfDestination.Value, property);
        _properties.Begin();
    }

    private void OpenFlow(string place, Action<DraftBlock> take)
    {
        if (_flows.Count < 20)
        {
            _now.OpensFlow = true;
            _now.ResetParagraph();
            _flows.Push(new RtfFlow(place, take));
        }
    }

    /// <summary>Words that are characters.</summary>
    private bool Character(string word, int? number)
    {
        var text = RtfWords.Character(word, number);
        if (text is null)
        {
            return false;
        }

        _standIns = word == "u" ? _now.StandIns : 0;
        Append(text);
        return true;
    }

    /// <summary>Words that end or format paragraphs.</summary>
    private bool Paragraph(string word, int? number)
    {
        if (_now.Destination == RtfDestination.Text && word is "par" or "sect" or "cell" or "nestcell" or "row")
        {
            CloseParagraph(_now.InTable || word is "cell" or "nestcell");
            switch (word)
            {
                case "cell": Flow.CloseCell(); break;
                case "row": Flow.CloseRow(); break;
            }

            return true;
        }

        switch (word)
        {
            case "pard": _now.ResetParagraph(); break;
            case "s": (_now.Style, _now.Level) = (number, null); break;
            case "outlinelevel": _now.Level = number is >= 0 and < 9 ? number + 1 : null; break;
            case "ls": _now.IsListed = number > 0; break;
            case "intbl": _now.InTable = true; break;
            default: return false;
        }

        return true;
    }

    private void Setting(string word, int? number)
    {
        switch (word)
        {
            case "ansicpg": _fonts.Document(number ?? 1252); break;
            case "mac": _fonts.Document(10000); break;
            case "pc": _fonts.Document(437); break;
            case "pca": _fonts.Document(850); break;
            case "uc": _now.StandIns = Math.Clamp(number ?? 1, 0, 8); break;
            case "f": _now.Font = number; break;
            case "fcharset" when _now is { Destination: RtfDestination.Fonts, Font: { } font }: _fonts.Charset(font, number ?? 1); break;
            case "cpg" when _now is { Destination: RtfDestination.Fonts, Font: { } font }: _fonts.CodePage(font, number ?? 0); break;
            case "plain": _now.ResetCharacters(); break;
            case "v": _now.IsHidden = number != 0; break;
            case "deleted": _now.IsDeleted = number != 0; break;
            default: _properties.Date(word, number ?? 0); break;
        }
    }

    private void FlushBytes()
    {
        if (_bytes.Count > 0)
        {
            Append(_now.Destination is RtfDestination.Skip or RtfDestination.Fonts ? "" : _fonts.Of(_now.Font).GetString(_bytes.ToArray()));
            _bytes.Clear();
        }
    }

    private void Append(string text)
    {
        switch (_now.Destination)
        {
            case RtfDestination.Text: (_now.IsDeleted ? _deleted : _now.IsHidden ? _hidden : Flow.Text).Append(text); break;
            case RtfDestination.Value: _properties.Append(text); break;
            case RtfDestination.Styles: _properties.Style(text, _now); break;
        }
    }

    private void CloseParagraph(bool inTable)
    {
        var where = Flow.Where;
        Left("deletion", _deleted, where);
        Left("hidden", _hidden, where);
        var role = _properties.Role(_now);
        var kind = role.Kind == BlockKinds.Paragraph && (_now.IsListed || Flow.HasBullet) ? BlockKinds.ListItem : role.Kind;
        var block = BlockWriter.Clean(new DraftBlock(kind ?? BlockKinds.Paragraph, Flow.Text.ToString(), where, kind == BlockKinds.Heading ? role.Level : null));
        if (block is not null && kind is null)
        {
            _draft.Remove("navigation", block.Text, where);
            block = null;
        }
        else if (block is not null && role.Field is { } field && _flows.Count == 1 && (field != Fields.Title || !_title))
        {
            Stated.Propose(_draft, field, block.Text, where, 0.9, "title_style");
            _title |= field == Fields.Title;
        }

        Flow.Add(block, inTable);
    }

    private void Left(string kind, StringBuilder text, string where)
    {
        _draft.Remove(kind, BlockWriter.Clean(new DraftBlock(BlockKinds.Paragraph, text.ToString(), where))?.Text ?? "", where);
        text.Clear();
    }
}
