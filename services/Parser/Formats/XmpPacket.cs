using System.Xml;

namespace Platform.Parser.Formats;

/// <summary>Adobe's XMP: RDF in XML, with each property as an attribute, a text, or a list of texts.</summary>
internal static class XmpPacket
{
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// <summary>A packet's characters and values that are read; those of photographs with their whole history are larger, and say nothing of the document there.</summary>
    private const int Longest = 4_000_000;
    private const int MostValues = 1000;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = Longest, IgnoreComments = true };

    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["http://purl.org/dc/elements/1.1/"] = "dc",
        ["http://ns.adobe.com/xap/1.0/"] = "xmp",
        ["http://prismstandard.org/namespaces/basic/2.0/"] = "prism",
        ["http://prismstandard.org/namespaces/basic/3.0/"] = "prism",
    };

    /// <summary>Gives each property of the schemas that say something of a document, under its usual prefix.</summary>
    /// <exception cref="XmlException">It is damaged, or too large.</exception>
    public static void Read(byte[] packet, Action<string, string> take)
    {
        using var reader = XmlReader.Create(new MemoryStream(packet), Settings);
        string? property = null;
        var (depth, values, taken) = (0, 0, 0);
        while (values < MostValues && reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && Prefixes.TryGetValue(reader.NamespaceURI, out var prefix))
            {
                (property, depth, taken) = ($"{prefix}:{reader.LocalName}", reader.Depth, 0);
            }
            else if (reader.NodeType == XmlNodeType.Element && reader is { LocalName: "Description", NamespaceURI: Rdf })
            {
                property = null;
                while (reader.MoveToNextAttribute())
                {
                    if (Prefixes.TryGetValue(reader.NamespaceURI, out var schema))
                    {
                        values++;
                        take($"{schema}:{reader.LocalName}", reader.Value);
                    }
                }

                reader.MoveToElement();
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && property is not null && reader.Depth > depth && reader.Value.AsSpan().Trim().Length > 0)
            {
                // Of a title in several languages the first is the default.
                if (taken++ == 0 || property is not ("dc:title" or "dc:description"))
                {
                    values++;
                    take(property, reader.Value);
                }
            }
        }
    }
}
