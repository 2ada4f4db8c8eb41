using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Platform.Contracts;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>Follows the tokens of an RTF document: groups, what each is for, and the paragraphs in them.</summary>
internal sealed class RtfText
{
    private const int MaxDepth = 5000;

    private static readonly FrozenSet<string> Skipped = FrozenSet.ToFrozenSet(
        ["colortbl", "pict", "nonshppict", "listtable", "listoverridetable", "list", "listoverride", "filetbl", "revtbl", "rsidtbl", "xe", "tc", "tcn", "rxe", "pntxta", "pntxtb", "sp", "template",
         "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "do", "nonesttables", "atnid", "atnauthor", "atntime", "atndate", "atnref", "atnparent", "pn", "themedata", "datafield", "formfield",
         "htmltag", "mhtmltag", "passwordhash", "datastore", "blipuid", "picprop", "objclass", "objdata", "bkmkstart", "bkmkend", "upr", "private"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Properties = FrozenSet.ToFrozenSet(
        ["title", "subject", "author", "keywords", "doccomm", "company", "creatim", "revtim", "operator", "manager", "category", "comment", "printim", "buptim", "hlinkbase"], StringComparer.Ordinal);

    // Groups for readers that know them, which hold text for all.
    private static readonly FrozenSet<string> KnownExtensions = FrozenSet.ToFrozenSet(
        ["shpinst", "ud", "annotation", "footnote", "fldinst", "company", "shptxt", "fldrslt"], StringComparer.Ordinal);

    private readonly Draft _draft;
    private readonly Stack<RtfState> _groups = new();
    private readonly Stack<RtfFlow> _flows = new();
    private readonly RtfFonts _fonts = new();
    private readonly Dictionary<int, StyleRole> _styles = [];
    private readonly List<DraftBlock> _notes = [];
    private readonly List<byte> _bytes = [];
    private readonly StringBuilder _value = new();
    private readonly StringBuilder _hidden = new();
    private readonly StringBuilder _deleted = new();
    private readonly int[] _date = new int[5];
    private RtfState _now = new() { StandIns = 1, Property = "" };
    private bool _isExtension;
    private bool _opened;
    private bool _title;
    private int _standIns;
    private int _notesBegun;

    public RtfText(Draft draft)
    {
        _draft = draft;
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
            State(_now.Property);
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
        else if (_now.Destination == RtfDestination.Skip && word != "ud")
        {
            return;
        }
        else if (extension && !KnownExtensions.Contains(word) || Skipped.Contains(word))
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
            case "stylesheet": _now.Destination = RtfDestination.Styles; _value.Clear(); break;
            case "info": _now.Destination = RtfDestination.Info; break;
            case "shpinst": _now.Destination = RtfDestination.Skip; break;
            case "ud" or "shptxt" when _now.Destination is RtfDestination.Skip: _now.Destination = RtfDestination.Text; break;
            case "fldinst": Value(word); break;
            case "fldrslt": (_now.IsResult, Flow.LinkFrom) = (true, Flow.Text.Length); break;
            case "listtext" or "pntext": Flow.HasBullet = true; _now.Destination = RtfDestination.Skip; break;
            case "footnote": OpenFlow($"note[{++_notesBegun}]", _notes.Add); break;
            case "annotation": OpenFlow("comment", block => _draft.Remove("comment", block.Text, block.Where)); break;
            case "header" or "headerl" or "headerr" or "headerf" or "footer" or "footerl" or "footerr" or "footerf":
                OpenFlow(word, block => _draft.Remove("running_head", block.Text, block.Where));
                break;
            case var _ when _now.Destination == RtfDestination.Info && Properties.Contains(word): Value(word); Array.Clear(_date); break;
            default: return false;
        }

        return true;
    }

    private void Value(string property)
    {
        (_now.Destination, _now.Property) = (RtfDestination.Value, property);
        _value.Clear();
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
        var text = word switch
        {
            "u" => ((char)(ushort)(number ?? '?')).ToString(),
            "tab" or "emspace" or "enspace" or "qmspace" => " ",
            "line" or "page" or "column" or "softline" => "\n",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "zwj" => "\u200d",
            "zwnj" => "\u200c",
            _ => null,
        };
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
            case "yr": _date[0] = number ?? 0; break;
            case "mo": _date[1] = number ?? 0; break;
            case "dy": _date[2] = number ?? 0; break;
            case "hr": _date[3] = number ?? 0; break;
            case "min": _date[4] = number ?? 0; break;
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
            case RtfDestination.Value: _value.Append(text); break;
            case RtfDestination.Styles: Style(text); break;
        }
    }

    /// <summary>A style's name ends with a semicolon.</summary>
    private void Style(string text)
    {
        _value.Append(text);
        if (text.EndsWith(';'))
        {
            var name = _value.ToString().TrimEnd(';').Split(',')[0].Trim();
            _styles[_now.Style ?? 0] = StyleRoles.Of(name) ?? (_now.Level is { } level ? StyleRole.Heading(level) : StyleRole.Body);
            _value.Clear();
        }
    }

    private void CloseParagraph(bool inTable)
    {
        var where = Flow.Where;
        Left("deletion", _deleted, where);
        Left("hidden", _hidden, where);
        var role = _styles.GetValueOrDefault(_now.Style ?? 0) ?? StyleRole.Body;
        role = _now.Level is { } level ? StyleRole.Heading(level) : role;
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

    /// <summary>A property's group ends, or a field's instruction.</summary>
    private void State(string property)
    {
        var where = "\\info \\" + property;
        var text = _value.ToString();
        var date = string.Create(CultureInfo.InvariantCulture, $"{_date[0]:0000}-{_date[1]:00}-{_date[2]:00}T{_date[3]:00}:{_date[4]:00}");
        switch (property)
        {
            case "title": Stated.Propose(_draft, Fields.Title, text, where, 0.8); break;
            case "author": Stated.Propose(_draft, Fields.Authors, text, where, 0.7); break;
            case "subject": Stated.Propose(_draft, Fields.Description, text, where, 0.4); break;
            case "doccomm": Stated.Propose(_draft, Fields.Description, text, where, 0.6); break;
            case "keywords": Stated.Propose(_draft, Fields.Tags, text, where, 0.8); break;
            case "company": Stated.Propose(_draft, Fields.Publisher, text, where, 0.4); break;
            case "creatim": Stated.ProposeCreation(_draft, date, where); break;
            case "revtim": Stated.Propose(_draft, Fields.ModifiedAt, date, where, 0.7); break;
            case "fldinst": Flow.Address = text.Trim().StartsWith("HYPERLINK", StringComparison.OrdinalIgnoreCase) && text.Split('"') is { Length: > 2 } parts ? parts[1] : Flow.Address; break;
        }
    }
}
