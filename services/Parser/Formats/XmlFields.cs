using System.Text.RegularExpressions;
using System.Xml.Linq;
using Platform.Parser.Metadata;

namespace Platform.Parser.Formats;

/// <summary>Proposes what elements and attributes of publishers' XML state.</summary>
/// <param name="draft">Takes the findings.</param>
/// <param name="rule">The vocabulary's name.</param>
internal sealed partial class XmlFields(Draft draft, string rule)
{
    /// <summary>Proposes an element's text.</summary>
    public void Text(string field, XElement? element, double confidence)
    {
        if (element is not null)
        {
            Value(field, element.Line(), element.Place(), confidence);
        }
    }

    /// <summary>Proposes the texts of several elements, each a value.</summary>
    public void Texts(string field, IEnumerable<XElement> elements, double confidence)
    {
        foreach (var element in elements)
        {
            Text(field, element, confidence);
        }
    }

    /// <summary>Proposes an attribute's value.</summary>
    public void Given(string field, XElement? element, string attribute, double confidence)
    {
        if (element?.Given(attribute) is { } value)
        {
            Value(field, value, $"{element.Place()}@{attribute}", confidence);
        }
    }

    /// <summary>Proposes a value.</summary>
    public void Value(string field, string? value, string where, double confidence) =>
        Stated.Propose(draft, field, field is Fields.PublishedAt or Fields.ModifiedAt ? Date(value) : value, where, confidence, rule);

    // News agencies leave the dashes out: 20220314T093000+0300.
    private static string? Date(string? stated) => stated is not null && Basic().Match(stated.Trim()) is { Success: true } basic
        ? basic.Result("${y}-${m}-${d}") + (basic.Groups["h"].Success ? basic.Result("T${h}:${min}:") + (basic.Groups["s"].Success ? basic.Groups["s"].Value : "00") + basic.Groups["offset"].Value : "")
        : stated;

    [GeneratedRegex("""^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})(?:T?(?<h>\d{2})(?<min>\d{2})(?<s>\d{2})?(?<offset>Z|[+-]\d{2}:?\d{2})?)?$""", RegexOptions.NonBacktracking)]
    private static partial Regex Basic();
}
