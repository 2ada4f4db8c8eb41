using Platform.Contracts;

namespace Platform.Storage.Records;

/// <summary>
/// Where a document is at home: the place that its source found it at, and the address that a page of the web states as its own (<c>link rel="canonical"</c>, RFC 6596, or <c>og:url</c>, the Open
/// Graph protocol). Only an address of the host that the page came from is believed: what anyone could write elsewhere never takes another's place. And none is believed that makes all pages
/// of a site the same one, its front page: sites are set up so by mistake.
/// </summary>
internal static class Locations
{
    /// <summary>The place where it was found and, where that is another, the address that the page states: what is known at either is this document. Empty for what has no place.</summary>
    public static IReadOnlyList<string> Of(Arrival arrival, ParsedDocument? document) =>
        arrival.Location is not { } found ? [] : document is not null && Stated(found, document) is { } stated && stated != found ? [found, stated] : [found];

    private static string? Stated(string found, ParsedDocument document)
    {
        var evidence = document.Evidence.FirstOrDefault(one => one.Field == "canonical_url");
        return evidence is { Rule: "canonical_link" } or { Where: "meta[property=og:url]" } && WebLocation.Read(found) is { Fragment: "" } from && WebLocation.Read(evidence.Value) is { } address
            && WebLocation.Site(from) == WebLocation.Site(address) && (address.PathAndQuery.Length > 1 || from.PathAndQuery.Length == 1)
            ? WebLocation.Of(new Uri(address.GetLeftPart(UriPartial.Query))) : null;
    }
}
