using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Platform.Parser.Formats;

/// <summary>XHTML that stands in other XML, written as HTML without prefixes and namespaces.</summary>
internal static class XmlHtml
{
    /// <summary>The element and all in it.</summary>
    public static string Of(XElement element)
    {
        var html = new StringBuilder();
        Write(element, html);
        return html.ToString();
    }

    // As deep as the tree, which is bounded when it is read.
    private static void Write(XElement element, StringBuilder html)
    {
        var name = element.Name.LocalName;
        html.Append('<').Append(name);
        foreach (var attribute in element.Attributes())
        {
            html.Append(' ').Append(attribute.Name.LocalName).Append("=\"").Append(WebUtility.HtmlEncode(attribute.Value)).Append('"');
        }

        html.Append('>');
        foreach (var node in element.Nodes())
        {
            if (node is XElement inner)
            {
                Write(inner, html);
            }
            else if (node is XText text)
            {
                html.Append(WebUtility.HtmlEncode(text.Value));
            }
        }

        if (name.ToLowerInvariant() is not ("br" or "hr" or "img" or "input" or "meta" or "link" or "col" or "area" or "base" or "wbr" or "source" or "embed" or "param" or "track"))
        {
            html.Append("</").Append(name).Append('>');
        }
    }
}
