using System.IO.Compression;
using System.Xml;
using Platform.Contracts;

namespace Platform.Fetcher.Sources.Web;

/// <summary>One line of a sitemap.</summary>
/// <param name="Address">The page, or the sitemap.</param>
/// <param name="IsSitemap">Whether it is another sitemap.</param>
/// <param name="Changed">When it last changed, as it is written; null where that is not said.</param>
internal sealed record SitemapLine(Uri Address, bool IsSitemap, string? Changed);

/// <summary>Sitemaps, indexes of sitemaps, and lists of addresses in plain text, also gzipped, within the bounds of the sitemaps' protocol: 50,000 lines, 50 MiB unpacked.</summary>
internal static class Sitemap
{
    public const int MostLines = 50_000;

    public const int MostBytes = 50 * 1024 * 1024;

    /// <summary>Reads it; null where the bytes are none. What is damaged behind some lines gives those.</summary>
    /// <param name="body">The bytes, gzipped or not.</param>
    /// <param name="address">Where they were had.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="RawContent.ContentTooLargeException">It unpacks to more than the bound.</exception>
    public static async Task<List<SitemapLine>?> ReadAsync(byte[] body, Uri address, CancellationToken cancellation)
    {
        if (body is [0x1F, 0x8B, ..])
        {
            await using var packed = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            body = await BoundedBody.ReadAsync(packed, MostBytes, cancellation);
        }

        var first = Array.FindIndex(body, value => value is > (byte)' ' and < 0x80);
        return first < 0 ? null : body[first] == '<' ? Xml(body, address) : Plain(body, address);
    }

    private static List<SitemapLine>? Plain(byte[] body, Uri address)
    {
        var lines = FeedDocument.Decode(body).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MostLines).Select(line => WebLocation.Read(line)).ToList();
        return lines.Count > 0 && lines.TrueForAll(line => line is not null) ? lines.ConvertAll(line => new SitemapLine(line!, IsSitemap: false, Changed: null)) : null;
    }

    private static List<SitemapLine>? Xml(byte[] body, Uri address)
    {
        var lines = new List<SitemapLine>();
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersInDocument = MostBytes });
            if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName is not ("urlset" or "sitemapindex"))
            {
                return null;
            }

            var isIndex = xml.LocalName == "sitemapindex";
            string? location = null, changed = null;
            while (xml.Read() && lines.Count < MostLines)
            {
                // Only what stands directly in a line counts: pictures and videos have locations of their own.
                if (xml is { NodeType: XmlNodeType.Element, Depth: 2, LocalName: "loc" or "lastmod" })
                {
                    var isLocation = xml.LocalName == "loc";
                    var text = xml.Read() && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA ? xml.Value.Trim() : "";
                    (location, changed) = isLocation ? (text, changed) : (location, text);
                }
                else if (xml is { NodeType: XmlNodeType.EndElement, Depth: 1 })
                {
                    if (WebLocation.Read(location, address) is { } found)
                    {
                        lines.Add(new SitemapLine(found, isIndex, changed is { Length: > 0 and < 100 } ? changed : null));
                    }

                    (location, changed) = (null, null);
                }
            }
        }
        catch (XmlException) when (lines.Count > 0)
        {
            // What was read until the damage counts.
        }
        catch (XmlException)
        {
            return null;
        }

        return lines;
    }
}
