using System.Net;
using System.Text;

namespace Platform.Parser.Formats;

/// <summary>Takes the HTML out of RTF that was wrapped around it ([MS-OXRTFEX]), as Outlook keeps most mails: tags stand in groups of their own, and what RTF alone needs is fenced.</summary>
internal sealed class RtfHtml
{
    private const int MaxDepth = 1000;
    private readonly StringBuilder _html = new();
    private readonly List<byte> _bytes = [];
    private readonly RtfFonts _fonts = new();
    private readonly Stack<State> _groups = new();
    private State _now;
    private int _standIns;

    private enum Group
    {
        Text,
        Tag,
        Fonts,
        Skip,
    }

    /// <summary>Whether it wraps HTML.</summary>
    public static bool IsWrapped(ReadOnlySpan<byte> rtf) => rtf[..Math.Min(rtf.Length, 1000)].IndexOf("\\fromhtml"u8) >= 0;

    /// <summary>The HTML.</summary>
    public static string Read(byte[] rtf)
    {
        var reader = new RtfHtml();
        reader.Walk(new RtfTokens(rtf));
        return reader._html.ToString();
    }

    private void Walk(RtfTokens tokens)
    {
        _now.StandIns = 1;
        bool opened = false, extension = false;
        for (var token = tokens.Next(); token != RtfToken.End && _groups.Count <= MaxDepth; token = tokens.Next())
        {
            if (token != RtfToken.Byte)
            {
                Flush();
            }

            switch (token)
            {
                case RtfToken.Open: _groups.Push(_now); break;
                case RtfToken.Close: _now = _groups.TryPop(out var outer) ? outer : _now; break;
                case RtfToken.Byte when _standIns > 0: _standIns--; break;
                case RtfToken.Byte: _bytes.Add(tokens.Value); break;
                case RtfToken.Symbol when tokens.Value == '*' && opened: break;
                case RtfToken.Symbol when tokens.Value == '~': Append("\u00a0"); break;
                case RtfToken.Symbol when tokens.Value == '_': Append("-"); break;
                case RtfToken.Word: Word(tokens, extension); break;
            }

            extension = token == RtfToken.Symbol && tokens.Value == '*' && opened;
            opened = token == RtfToken.Open;
        }

        Flush();
    }

    private void Word(RtfTokens tokens, bool extension)
    {
        var (word, number) = (tokens.Word, tokens.Number);
        _standIns = 0;
        if (extension)
        {
            _now.Group = word == "htmltag" ? Group.Tag : Group.Skip;
            return;
        }

        switch (word)
        {
            case "htmlrtf": _now.IsFenced = number != 0; break;
            case "par" or "line": Append("\n"); break;
            case "tab": Append("\t"); break;
            case "uc": _now.StandIns = Math.Clamp(number ?? 1, 0, 8); break;
            case "ansicpg": _fonts.Document(number ?? 1252); break;
            case "fonttbl": _now.Group = Group.Fonts; break;
            case "f": _now.Font = number; break;
            case "fcharset" when _now is { Group: Group.Fonts, Font: { } font }: _fonts.Charset(font, number ?? 1); break;
            case "stylesheet" or "info" or "header" or "footer": _now.Group = Group.Skip; break;
            case "bin": tokens.Skip(number ?? 0); break;
            case var _ when RtfWords.Skipped.Contains(word): _now.Group = Group.Skip; break;
            default:
                if (RtfWords.Character(word, number) is { } character)
                {
                    Append(character);
                    _standIns = word == "u" ? _now.StandIns : 0;
                }

                break;
        }
    }

    private void Flush()
    {
        if (_bytes.Count > 0)
        {
            Append(_fonts.Of(_now.Font).GetString(_bytes.ToArray()));
            _bytes.Clear();
        }
    }

    private void Append(string text)
    {
        if (_now is { Group: Group.Tag })
        {
            _html.Append(text);
        }
        else if (_now is { Group: Group.Text, IsFenced: false })
        {
            _html.Append(WebUtility.HtmlEncode(text));
        }
    }

    private struct State
    {
        public Group Group;
        public bool IsFenced;
        public int? Font;
        public int StandIns;
    }
}
