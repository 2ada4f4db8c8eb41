using System.Globalization;
using System.Xml;

namespace Platform.Parser.Formats;

/// <summary>What the styles of an OpenDocument text stand for: the built-in one that each is derived from.</summary>
internal sealed class OdtStyles
{
    private const int Deepest = 20;

    private readonly Dictionary<string, Style> _styles = new(StringComparer.Ordinal);
    private Style? _open;

    /// <summary>Takes the styles among the nodes of a part.</summary>
    public void Node(XmlReader node)
    {
        if (node.NodeType == XmlNodeType.Element && node.LocalName == "style" && Docx.Attribute(node, "name") is { } name)
        {
            _open = new Style
            {
                Role = StyleRoles.Of(name) ?? StyleRoles.Of(Docx.Attribute(node, "display-name") ?? ""),
                Parent = Docx.Attribute(node, "parent-style-name"),
            };
            _styles.TryAdd($"{Docx.Attribute(node, "family")} {name}", _open);
        }
        else if (node.NodeType == XmlNodeType.Element && node.LocalName is "text-properties" or "properties" && _open is not null)
        {
            _open.IsHidden |= Docx.Attribute(node, "display") == "none";
        }
    }

    /// <summary>The role of a paragraph in a style.</summary>
    public StyleRole Role(string? name)
    {
        var derived = false;
        for (var depth = 0; depth < Deepest && name is not null; depth++)
        {
            // Automatic styles are the paragraph's own formatting; only a named style in between makes it another thing than its parent.
            var style = _styles.GetValueOrDefault("paragraph " + name);
            if ((style?.Role ?? StyleRoles.Of(name)) is { } role)
            {
                return derived && role.Field is not null ? role with { Field = null } : role;
            }

            derived |= style is not null && !IsAutomatic(name);
            name = style?.Parent;
        }

        return StyleRole.Body;
    }

    /// <summary>Whether text in a style is not shown.</summary>
    public bool IsHidden(string? name) => name is not null && _styles.TryGetValue("text " + name, out var style) && style.IsHidden;

    private static bool IsAutomatic(string name) => name.Length > 1 && name[0] is 'P' or 'T' && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private sealed class Style
    {
        public StyleRole? Role { get; init; }

        public string? Parent { get; init; }

        public bool IsHidden { get; set; }
    }
}
