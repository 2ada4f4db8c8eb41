using System.Xml.Linq;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>Ways through XML by the names of elements, whatever their namespaces: publishers' files vary in those more than in names.</summary>
internal static class XmlPaths
{
    /// <summary>The name without its namespace.</summary>
    public static string Local(this XElement element) => element.Name.LocalName;

    /// <summary>Elements directly within, by name.</summary>
    public static IEnumerable<XElement> Inner(this XElement? element, params string[] names) =>
        element?.Elements().Where(child => names.Contains(child.Name.LocalName, StringComparer.OrdinalIgnoreCase)) ?? [];

    /// <summary>The first element that a path of names leads to; null where there is none.</summary>
    public static XElement? At(this XElement? element, params string[] path)
    {
        foreach (var name in path)
        {
            element = element.Inner(name).FirstOrDefault();
        }

        return element;
    }

    /// <summary>Elements anywhere within, by name, in document order.</summary>
    public static IEnumerable<XElement> Within(this XElement? element, params string[] names) =>
        element?.Descendants().Where(inner => names.Contains(inner.Name.LocalName, StringComparer.OrdinalIgnoreCase)) ?? [];

    /// <summary>An attribute's value by name without namespace; null where there is none.</summary>
    public static string? Given(this XElement? element, string name) =>
        element?.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>Its text in one line; null for none.</summary>
    public static string? Line(this XElement? element) => element is not null && Cleaning.Line(Cleaning.Clean(element.Value)) is { Length: > 0 } text ? text : null;

    /// <summary>Its place, such as <c>nitf/head/title</c>, at most four steps long.</summary>
    public static string Place(this XElement element) => string.Join('/', element.AncestorsAndSelf().Take(4).Reverse().Select(step => step.Name.LocalName));
}
