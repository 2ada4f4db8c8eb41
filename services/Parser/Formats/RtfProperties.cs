using System.Globalization;
using System.Text;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>What an RTF document states before its text: its properties and the names of its styles.</summary>
internal sealed class RtfProperties(Draft draft)
{
    private readonly Dictionary<int, StyleRole> _styles = [];
    private readonly StringBuilder _value = new();
    private readonly int[] _date = new int[5];

    /// <summary>A property's group begins.</summary>
    public void Begin()
    {
        _value.Clear();
        Array.Clear(_date);
    }

    public void Append(string text) => _value.Append(text);

    /// <summary>A part of a date.</summary>
    public void Date(string word, int number)
    {
        var part = Array.IndexOf(["yr", "mo", "dy", "hr", "min"], word);
        if (part >= 0)
        {
            _date[part] = number;
        }
    }

    /// <summary>A property's group ends, or a field's instruction: tells the address that a field links to, null for none.</summary>
    public string? End(string property)
    {
        var where = "\\info \\" + property;
        var text = _value.ToString();
        var date = string.Create(CultureInfo.InvariantCulture, $"{_date[0]:0000}-{_date[1]:00}-{_date[2]:00}T{_date[3]:00}:{_date[4]:00}");
        switch (property)
        {
            case "title": Stated.Propose(draft, Fields.Title, text, where, 0.8); break;
            case "author": Stated.Propose(draft, Fields.Authors, text, where, 0.7); break;
            case "subject": Stated.Propose(draft, Fields.Description, text, where, 0.4); break;
            case "doccomm": Stated.Propose(draft, Fields.Description, text, where, 0.6); break;
            case "keywords": Stated.Propose(draft, Fields.Tags, text, where, 0.8); break;
            case "company": Stated.Propose(draft, Fields.Publisher, text, where, 0.4); break;
            case "creatim": Stated.ProposeCreation(draft, date, where); break;
            case "revtim": Stated.Propose(draft, Fields.ModifiedAt, date, where, 0.7); break;
        }

        return property == "fldinst" && text.Trim().StartsWith("HYPERLINK", StringComparison.OrdinalIgnoreCase) && text.Split('"') is { Length: > 2 } parts ? parts[1] : null;
    }

    /// <summary>Text of the style sheet: a style's name ends with a semicolon.</summary>
    public void Style(string text, RtfState state)
    {
        _value.Append(text);
        if (text.EndsWith(';'))
        {
            var name = _value.ToString().TrimEnd(';').Split(',')[0].Trim();
            _styles[state.Style ?? 0] = StyleRoles.Of(name) ?? (state.Level is { } level ? StyleRole.Heading(level) : StyleRole.Body);
            _value.Clear();
        }
    }

    /// <summary>The role of a paragraph.</summary>
    public StyleRole Role(RtfState state) => state.Level is { } level ? StyleRole.Heading(level) : _styles.GetValueOrDefault(state.Style ?? 0) ?? StyleRole.Body;
}
